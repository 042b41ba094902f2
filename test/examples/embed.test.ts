// @module-tag slow
// @module-tag node-independent

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { emptyFolder } from "../helpers/folders.js";

// Each test starts processes: time enough for a machine that is busy with others.
vi.setConfig({ testTimeout: 120_000 });

const root = resolve(import.meta.dirname, "../..");

function embed(words: readonly string[], folder?: string) {
  const env = { ...process.env, ...(folder ? { UGOKU_EMBED_ROOT: folder } : {}) };
  const { status, stderr } = spawnSync(process.execPath, ["scripts/embed-examples.mjs", ...words], { cwd: root, env });
  return { status, said: String(stderr) };
}

test("embed-examples › pages contain the text of the example files", () => {
  expect(embed(["--check"])).toEqual({ status: 0, said: "" });
  expect(readFileSync(join(root, "docs/examples.md"), "utf8").match(/^<!-- example: /gm)?.length).toBeGreaterThan(12);
});

test("embed-examples › --check refuses a changed page; without it the page is updated", async () => {
  await using folder = await emptyFolder();
  const page = join(folder.path, "docs/page.md");
  mkdirSync(join(folder.path, "docs"));
  mkdirSync(join(folder.path, "examples"));
  writeFileSync(join(folder.path, "examples/one.mjs"), "console.log(1);\n");
  const shown = (code: string) =>
    `# Page\n\n<!-- example: examples/one.mjs -->\n\`\`\`js\n${code}\`\`\`\n\nAnd so on.\n`;
  writeFileSync(page, shown("console.log(2);\n"));
  expect(embed(["--check"], folder.path)).toMatchObject({ status: 1, said: expect.stringContaining("differs") });
  expect(readFileSync(page, "utf8")).toBe(shown("console.log(2);\n"));
  expect(embed([], folder.path).status).toBe(0);
  expect(readFileSync(page, "utf8")).toBe(shown("console.log(1);\n"));
  expect(embed(["--check"], folder.path).status).toBe(0);
});

test("embed-examples › refuses a marker without block, without file or with another language", async () => {
  await using folder = await emptyFolder();
  mkdirSync(join(folder.path, "docs"));
  writeFileSync(join(folder.path, "one.mjs"), "1;\n");
  const marked = (path: string, rest: string) => `<!-- example: ${path} -->\n${rest}`;
  const text = [marked("one.mjs", "no block\n"), marked("two.mjs", "```js\n```\n"), marked("one.mjs", "```ts\n```\n")];
  writeFileSync(join(folder.path, "docs/page.md"), text.join("\n"));
  const { status, said } = embed(["--check"], folder.path);
  expect(status).toBe(1);
  for (const words of ["1 of its examples have no fenced block", "there is no two.mjs", "a block of ts, not js"])
    expect(said).toContain(words);
});
