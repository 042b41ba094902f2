/**
 * Lints and fixes all prompts of an input.
 *
 * @module
 */
import { setImmediate } from "node:timers/promises";
import { chooseFixes, replaceFixes } from "../../lint/core/fix.js";
import {
  fixPrompt,
  type LintContext,
  type LintMessage,
  type LintOptions,
  type LintResult,
  lintPrompt,
  rules,
} from "../../lint.js";
import { promptsInJsonl } from "./jsonl-prompts.js";
import type { PromptSource } from "./read-inputs.js";
import { type FoundPrompt, type Problem, type Reading, verbatimPrompt, wholePrompt } from "./source-map.js";
import { promptsInTable } from "./table-prompts.js";

/** `context`: for prompts whose file does not set it. */
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

/** An input with its results. Locations refer to `text`. */
export interface LintedInput {
  readonly source: PromptSource;
  /** With `--fix`, the fixed text. */
  readonly text: string;
  readonly fixes: number;
  readonly prompts: readonly LintedPrompt[];
  readonly problems: readonly Problem[];
}

/** Prompts between two checks of the signal. */
const batchSize = 500;

export async function lintInput(source: PromptSource, request: LintRequest, signal: AbortSignal): Promise<LintedInput> {
  const { text, fixes } = request.fix ? await fixInput(source, request, signal) : { text: source.text, fixes: 0 };
  const { prompts: found, problems } = await findPrompts(source, text);
  const prompts: LintedPrompt[] = [];
  await each(found, signal, (prompt) => {
    if (prompt.off.size === rules.length) return;
    const result = lintPrompt(prompt.text, optionsFor(prompt, request));
    prompts.push({ prompt, result: request.fix ? { ...result, output: prompt.text } : result });
  });
  const isEmpty = found.length === 0 && problems.length === 0;
  return { source, text, fixes, prompts, problems: isEmpty ? [noPrompt(source)] : problems };
}

async function findPrompts({ kind, isTyped }: PromptSource, text: string): Promise<Reading> {
  // Loaded on demand: the Markdown parser would add to the start of every command.
  if (kind === "markdown") return (await import("./markdown-prompts.js")).promptsInMarkdown(text);
  if (kind === "jsonl") return promptsInJsonl(text);
  if (kind === "csv" || kind === "tsv") return promptsInTable(text, kind === "tsv");
  return isTyped ? { prompts: [verbatimPrompt(text, [0, text.length])], problems: [] } : wholePrompt(text);
}

function noPrompt({ kind }: PromptSource): Problem {
  return {
    message: "contains no prompt.",
    hint:
      kind === "jsonl"
        ? 'A line is one object, such as {"prompt": "She turns slowly to the right."}'
        : kind === "csv" || kind === "tsv"
          ? "Every cell of the column prompt is empty."
          : "A prompt is a paragraph, an item of a list, or a code block tagged prompt.",
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

/** Maximum passes: one fix can make another possible. */
const maxPasses = 10;

/** Applies the fixes in the file. Unchanged if they do not end, or if a prompt would be split or lost. */
async function fixInput(source: PromptSource, request: LintRequest, signal: AbortSignal) {
  const unchanged = { text: source.text, fixes: 0 };
  let { text, fixes } = unchanged;
  for (let pass = 0; pass < maxPasses; pass++) {
    const { prompts } = await findPrompts(source, text);
    const messages: LintMessage[] = [];
    await each(prompts, signal, (prompt) => messages.push(...fixableMessages(prompt, request)));
    const chosen = chooseFixes(text, messages);
    if (chosen.length === 0) return { text, fixes };
    text = replaceFixes(text, chosen);
    fixes += chosen.length;
    if ((await findPrompts(source, text)).prompts.length !== prompts.length) break;
  }
  return unchanged;
}

/** The messages with a fix, which is that of the file. */
function fixableMessages(prompt: FoundPrompt, request: LintRequest): LintMessage[] {
  const options = optionsFor(prompt, request);
  const messages = lintPrompt(prompt.text, options).messages.filter(({ fix }) => fix);
  // A prompt is not emptied: its author has to write one.
  if (messages.length === 0 || fixPrompt(prompt.text, options).output.trim() === "") return [];
  return messages.flatMap((message) => {
    const fix = message.fix && prompt.fixInFile(message.fix);
    return fix ? { ...message, fix } : [];
  });
}

async function each<Item>(items: readonly Item[], signal: AbortSignal, work: (item: Item) => void): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index % batchSize === 0) await setImmediate();
    signal.throwIfAborted();
    work(item);
  }
}
