// @module-tag node-independent

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { motionFromPrompt } from "../src/preview.js";
import { errorCodes } from "../src/utils/errors.js";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

test("docs/errors.md lists exactly the error codes", () => {
  const anchors = [...read("docs/errors.md").matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
  expect(anchors.toSorted()).toEqual([...errorCodes].toSorted());
});

test("every error code is used in the sources", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && path !== "utils/error-codes.ts")
    .map((path) => read(join("src", path)))
    .join("\n");
  expect(errorCodes.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});

/** The rows of every table on a page, below their heads. */
function tableRows(page: string): string[][] {
  const rows = read(page)
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

test("the camera words in docs/preview.md produce the documented moves", () => {
  const moves = tableRows("docs/preview.md");
  expect(moves.length).toBe(7);
  for (const [kind, english = "", japanese = ""] of moves) {
    for (const words of [...english.split(", "), ...japanese.split("、")]) {
      expect([words, motionFromPrompt(words).moves.map((move) => move.kind)]).toEqual([words, [kind]]);
    }
  }
});
