// @module-tag slow
// @module-tag node-independent

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Comparison, peersAhead } from "../../bench/compare.mjs";

const root = join(import.meta.dirname, "../..");

describe("peersAhead()", () => {
  const text = `Cold: today.

| client | ms | clips |
| --- | --- | --- |
| ugoku 1 | 30.0 | **20** of 23 |
| fast | 20.5 | 11 of 23 |
| slow | 1,000 | – gives a URL |
| near | 29.0 | 20 of 23 |
| both \\| ways | 10 | 23 of 23 |
`;
  const rules = { ours: /^ugoku/, columns: { ms: "less", clips: "more" } } satisfies Comparison;

  test("compares each column; a difference below 5 % counts as equal", () => {
    expect(peersAhead(text, rules)).toEqual([
      "ms: ahead of ugoku 1, 30.0: fast (20.5), both \\| ways (10)",
      "clips: ahead of ugoku 1, 20 of 23: both \\| ways (23 of 23)",
    ]);
  });

  test("together › lists only peers that are ahead in every column", () => {
    expect(peersAhead(text, { ...rules, together: true })).toEqual([
      "ms and clips: ahead of ugoku 1, 30.0 and 20 of 23: both \\| ways (10 and 23 of 23)",
    ]);
  });

  test("compares only rows of the same group and only matching peers", () => {
    const grouped =
      "| way | jobs | s |\n|---|---|---|\n| ours | 1 | 5 |\n| ours | 10 | 9 |\n| other | 1 | 7 |\n| other | 10 | 8 |\n";
    const by = { ours: /^ours/, columns: { s: "less" }, group: ["jobs"] } satisfies Comparison;
    expect(peersAhead(grouped, by)).toEqual(["s: ahead of ours (jobs: 10), 9: other (8)"]);
    expect(() => peersAhead(grouped, { ...by, peers: /^nobody/ })).toThrow("No rows to compare in columns s");
  });

  test("throws for a missing column", () => {
    expect(() => peersAhead(text, { ...rules, columns: { seconds: "less" } })).toThrow("columns seconds");
  });
});

test("docs/benchmarks.md matches bench/results", () => {
  execFileSync(process.execPath, [join(root, "bench/all.mjs"), "--check"], { stdio: "pipe" });
  expect(readFileSync(join(root, "docs/benchmarks.md"), "utf8").match(/^## /gm)?.length).toBeGreaterThan(8);
});
