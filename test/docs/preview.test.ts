// @module-tag node-independent

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { motionFromPrompt } from "../../src/preview.js";

/** The rows of every table on a page, below their heads. */
function tableRows(page: string): string[][] {
  const rows = readFileSync(join(import.meta.dirname, "../..", page), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  return rows.filter((_, index) => !/^-+$/.test(rows[index]?.[0] ?? "") && !/^-+$/.test(rows[index + 1]?.[0] ?? ""));
}

test("camera words on the preview page work as documented", () => {
  const moves = tableRows("docs/preview.md");
  expect(moves.length).toBe(7);
  for (const [kind, english = "", japanese = ""] of moves) {
    for (const words of [...english.split(", "), ...japanese.split("、")]) {
      expect([words, motionFromPrompt(words).moves.map((move) => move.kind)]).toEqual([words, [kind]]);
    }
  }
});
