import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** A part of a page, between `<!-- name: … -->` and `<!-- /name -->`, is `expected`. `UPDATE_DOCS=1` writes it. */
export function expectPart(path: string, name: string, expected: string): void {
  const file = join(root, path);
  const page = readFileSync(file, "utf8");
  const pattern = new RegExp(`(<!-- ${name}:[^\\n]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  const updated = page.replace(pattern, (_, start: string, end: string) => `${start}\n${expected}\n\n${end}`);
  expect(updated).toMatch(pattern);
  if (process.env.UPDATE_DOCS) writeFileSync(file, updated);
  else expect(page).toBe(updated);
}
