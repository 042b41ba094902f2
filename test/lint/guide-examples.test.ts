// @module-tag node-independent

/**
 * The guides show what the linter says of their prompts. A prompt is a fence that is tagged `prompt`, and the output is
 * the fence behind it; the options are those of the page's own command line. `UPDATE_DOCS=1` writes the output anew.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { formatters, type LintOptions, lintImage, lintPrompt, type PresetName } from "../../src/lint.js";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, "docs/guides");
/** Those that show prompts; the other guides are about code. */
const pages = readdirSync(folder).filter((name) => name.startsWith("prompt-"));

const promptAndOutput = /^```prompt\n((?:.+\n)+?)```\n\n```text\n((?:.*\n)*?)```$/gm;
const imageAndOutput = /^```ts\n((?:.*\n)*?.*\blintImage\((?:.*\n)*?)```\n\n```text\n((?:.*\n)*?)```$/gm;

/** The options of the page's command line for `lintPrompt()`. */
function mergeOptions(page: string): LintOptions {
  const [, preset, seconds] = /`npx ugoku lint "…" --preset (\w+) -d (\d+)`/.exec(page) ?? [];
  expect(preset, "the page says with which command its output was made").toBeDefined();
  return { preset: preset as PresetName, context: { seconds: Number(seconds) } };
}

/** The page's example as it is run here: its picture is one of ours. */
async function runExample(code: string): Promise<string> {
  const [, name = ""] = /lintImage\("(.*?)"/.exec(code) ?? [];
  const [, size = ""] = /size: "(\d+x\d+)"/.exec(code) ?? [];
  const [, locale] = /locale: "(en|ja)"/.exec(code) ?? [];
  const image = readFileSync(join(root, "examples", name));
  return formatters.stylish(await lintImage(image, { size, ...(locale && { locale: locale as "en" | "ja" }) }), {
    source: name,
  });
}

/** The page with the output that the linter gives today. */
async function rewritten(page: string): Promise<string> {
  const options = mergeOptions(page);
  const parts: string[] = [];
  let position = 0;
  const examples = [...page.matchAll(promptAndOutput), ...page.matchAll(imageAndOutput)];
  for (const example of examples.toSorted((a, b) => a.index - b.index)) {
    const [whole, source = "", old = ""] = example;
    const output = whole.startsWith("```prompt")
      ? formatters.stylish(lintPrompt(source.trim(), options), { text: source.trim() })
      : await runExample(source);
    const from = example.index + whole.length - old.length - "```".length;
    parts.push(page.slice(position, from), `${output}\n`);
    position = from + old.length;
  }
  return parts.join("") + page.slice(position);
}

/** The rules that each scene must report. */
const expectedRules = [
  ["no-vague-request", "require-manner", "require-ambient-motion"],
  ["no-params-in-prose", "require-motion", "no-empty-adjective", "no-negation"],
  ["no-vague-request", "no-text-rendering", "max-camera-moves", "max-actions"],
  ["no-tag-list", "no-invisible-emotion", "no-scene-change", "require-manner", "require-ambient-motion"],
];

describe.each(pages)("%s", (name) => {
  const path = join(folder, name);

  test("shows the linter's output", async () => {
    const page = readFileSync(path, "utf8");
    expect(page.match(/^```prompt$/gm)?.length).toBe([...page.matchAll(promptAndOutput)].length);
    expect([...page.matchAll(imageAndOutput)].length).toBe(1);
    const today = await rewritten(page);
    if (process.env.UPDATE_DOCS) writeFileSync(path, today);
    else expect(page).toBe(today);
  });

  test("every scene goes from findings to none", () => {
    const page = readFileSync(path, "utf8");
    const options = mergeOptions(page);
    const scenes = page
      .split(/^## /m)
      .map((scene) => [...scene.matchAll(promptAndOutput)].map(([, prompt = ""]) => prompt.trim()))
      .filter((prompts) => prompts.length > 0);
    expect(scenes.length).toBe(expectedRules.length);
    for (const [index, prompts] of scenes.entries()) {
      const found = prompts.map((prompt) => lintPrompt(prompt, options).messages.map(({ ruleId }) => ruleId));
      expect(found.slice(0, -1).map((ids) => ids.length)).not.toContain(0);
      expect(found.flat()).toEqual(expect.arrayContaining(expectedRules[index] ?? []));
      const last = prompts.at(-1) ?? "";
      for (const preset of ["recommended", "strict", "article"] as const)
        expect([last, lintPrompt(last, { ...options, preset }).messages]).toEqual([last, []]);
    }
  });
});

test("the guide has the same scenes in both languages", () => {
  const shape = (name: string) =>
    readFileSync(join(folder, name), "utf8")
      .split(/^## /m)
      .map((scene) => [...scene.matchAll(promptAndOutput)].length);
  for (const name of pages.filter((page) => !page.endsWith(".ja.md"))) {
    const japanese = name.replace(/\.md$/, ".ja.md");
    expect(pages).toContain(japanese);
    expect(shape(japanese)).toEqual(shape(name));
  }
});
