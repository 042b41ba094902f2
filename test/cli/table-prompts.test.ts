// @module-tag slow
// @module-tag node-independent

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { promptsInTable } from "../../src/cli/lint/table-prompts.js";
import { commandLine } from "./command-line.js";

const { ugoku, folder } = commandLine();

describe("ugoku lint › tables", () => {
  const bad = "A beautiful woman.";

  test.each([
    ["list.csv", `image,prompt\na.jpg,The hat slowly turns to the left.\nb.jpg,${bad}\n`, 3],
    ["list.csv", `sep=;\r\nsku;Prompt\r\n1;"The hat\r\nslowly turns."\r\n\r\n2;${bad}\r\n`, 6],
    ["list.tsv", `prompt\timage\n${bad}\ta.jpg\n`, 2],
    ["list.csv", Buffer.from(`\ufeffimage\tprompt\r\na.jpg\t${bad}\r\n`, "utf16le"), 2],
  ])("%s: a finding has the line of its row", async (name, content, line) => {
    writeFileSync(join(folder(), name), content);
    const { code, out } = await ugoku(["lint", name, "--format", "github"]);
    expect(code).toBe(1);
    expect(out).toContain(`line=${line},`);
  });

  test("duration, size and model of the row are the context", () => {
    const file = "prompt;duration;size;model\nThe hat moves.;7,5;720x1280;sora-2\n";
    expect(promptsInTable(file, false).prompts[0]?.context).toEqual({
      seconds: 7.5,
      size: "720x1280",
      model: "sora-2",
    });
  });

  test("each character of a prompt is found in the file, through doubled quotes", () => {
    const file = 'image,prompt\na.jpg,"The ""big"" hat, ""it""\nmoves."\nb.jpg, The hat moves. \n';
    const { prompts } = promptsInTable(file, false);
    expect(prompts.map(({ text }) => text)).toEqual(['The "big" hat, "it"\nmoves.', "The hat moves."]);
    for (const { text, toFile } of prompts)
      for (let at = 0; at < text.length; at++) expect(file.slice(toFile([at, at + 1])[0])[0]).toBe(text[at]);
  });

  test("a fix doubles quotes in a quoted cell, and is left out where a cell would need quotes", () => {
    const [quoted, bare] = promptsInTable('prompt\n"The ""big"" hat"\nThe hat\n', false).prompts;
    expect(quoted?.fixInFile({ range: [4, 9], text: 'a "b"' })).toEqual({ range: [12, 19], text: 'a ""b""' });
    expect(bare?.fixInFile({ range: [0, 3], text: "A" })).toEqual({ range: [25, 28], text: "A" });
    expect(bare?.fixInFile({ range: [0, 3], text: "A, b" })).toBeUndefined();
  });

  test("--fix rewrites the cell only", async () => {
    const text = (prompt: string) => `image;prompt\r\na.jpg;"${prompt}"\r\n`;
    writeFileSync(join(folder(), "list.csv"), text('The ""hat"" slowly\u200b turns to the left.'));
    await ugoku(["lint", "list.csv", "--fix"]);
    expect(readFileSync(join(folder(), "list.csv"), "utf8")).toBe(text('The ""hat"" slowly turns to the left.'));
  });

  test.each([
    ["no column", "list.csv", "image,text\na.jpg,x\n", 'has no column "prompt"'],
    ["a wrong quote", "list.csv", 'prompt\nThe 5" hat\n', "list.csv:2"],
    ["no prompts", "list.csv", "prompt,image\n,a.jpg\n", "contains no prompt"],
    ["an Excel file", "list.xlsx", "PK\x03\x04", "CSV UTF-8"],
  ])("%s ends with 2", async (_, name, content, words) => {
    writeFileSync(join(folder(), name), content);
    const { code, said } = await ugoku(["lint", name]);
    expect(code).toBe(2);
    expect(said).toContain(words);
    expect(said.split("\n")[0]).toMatch(/ \(option_invalid\)$/);
  });
});
