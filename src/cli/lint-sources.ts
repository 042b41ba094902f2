/**
 * The linter over all prompts of a source.
 *
 * @module
 */
import { setImmediate } from "node:timers/promises";
import { fixPrompt, type LintContext, type LintOptions, type LintResult, lintPrompt, rules } from "../lint.js";
import { promptsInJsonl } from "./jsonl-prompts.js";
import type { PromptSource } from "./read-inputs.js";
import { type FoundPrompt, type Problem, type Reading, verbatimPrompt, wholePrompt } from "./source-map.js";

/** How to judge. `context` is for prompts whose file says nothing else. */
export interface LintRequest {
  readonly options: Omit<LintOptions, "context">;
  readonly context: LintContext;
  readonly fix: boolean;
}

export interface LintedPrompt {
  readonly prompt: FoundPrompt;
  /** `output` is set with `--fix`. */
  readonly result: LintResult & { readonly output?: string };
}

/** A source, and what there is to say of it. Places are those in `text`. */
export interface LintedInput {
  readonly source: PromptSource;
  /** As it would be with its fixes made, where they were asked for. */
  readonly text: string;
  readonly fixes: number;
  readonly prompts: readonly LintedPrompt[];
  readonly problems: readonly Problem[];
}

/** Prompts between two looks at whether it is to stop. */
const atOnce = 500;

export async function lintInput(source: PromptSource, request: LintRequest, signal: AbortSignal): Promise<LintedInput> {
  const { text, fixes } = request.fix ? await fixInput(source, request, signal) : { text: source.text, fixes: 0 };
  const { prompts: found, problems } = await promptsIn(source, text);
  const prompts: LintedPrompt[] = [];
  await each(found, signal, (prompt) => {
    if (prompt.off.size === rules.length) return;
    const result = lintPrompt(prompt.text, optionsFor(prompt, request));
    prompts.push({ prompt, result: request.fix ? { ...result, output: prompt.text } : result });
  });
  const isEmpty = found.length === 0 && problems.length === 0;
  return { source, text, fixes, prompts, problems: isEmpty ? [noPrompt(source)] : problems };
}

async function promptsIn({ kind, isTyped }: PromptSource, text: string): Promise<Reading> {
  // Loaded on demand: the Markdown parser would add to the start of every command.
  if (kind === "markdown") return (await import("./markdown-prompts.js")).promptsInMarkdown(text);
  if (kind === "jsonl") return promptsInJsonl(text);
  return isTyped ? { prompts: [verbatimPrompt(text, [0, text.length])], problems: [] } : wholePrompt(text);
}

function noPrompt({ kind }: PromptSource): Problem {
  return {
    message: "holds no prompt.",
    hint:
      kind === "jsonl"
        ? 'A line is one object, such as {"prompt": "She turns slowly to the right."}'
        : "A prompt is a paragraph, an item of a list, or a fence that is tagged prompt.",
  };
}

function optionsFor({ off, context }: FoundPrompt, request: LintRequest): LintOptions {
  const { options } = request;
  return {
    ...options,
    context: { ...request.context, ...context },
    ...(off.size > 0 && { rules: { ...options.rules, ...Object.fromEntries([...off].map((id) => [id, "off"])) } }),
  };
}

/** Passes over a file: a fixed paragraph can be read in another way than before. */
const maxPasses = 10;

/** The source with its fixes made, until there is nothing left to fix; as it was if there is no end to it. */
async function fixInput(source: PromptSource, request: LintRequest, signal: AbortSignal) {
  let text = source.text;
  let fixes = 0;
  for (let pass = 0; pass < maxPasses; pass++) {
    const { prompts } = await promptsIn(source, text);
    const parts: string[] = [];
    let position = 0;
    let made = 0;
    await each(prompts, signal, (prompt) => {
      if (prompt.off.size === rules.length) return;
      const { output, applied } = fixPrompt(prompt.text, optionsFor(prompt, request));
      const replaced = output === prompt.text ? undefined : prompt.replaced(output);
      // A prompt of which nothing would be left is for a person to write.
      if (replaced === undefined || output.trim() === "") return;
      parts.push(text.slice(position, prompt.range[0]), replaced);
      position = prompt.range[1];
      made += applied.length;
    });
    if (made === 0) return { text, fixes };
    const next = parts.join("") + text.slice(position);
    // A prompt must not come apart, nor become a heading.
    if ((await promptsIn(source, next)).prompts.length !== prompts.length) break;
    text = next;
    fixes += made;
  }
  return { text: source.text, fixes: 0 };
}

async function each<Item>(items: readonly Item[], signal: AbortSignal, work: (item: Item) => void): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index % atOnce === 0) await setImmediate();
    signal.throwIfAborted();
    work(item);
  }
}
