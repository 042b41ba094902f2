import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { barLine } from "../../src/cli/progress.js";

describe("barLine()", () => {
  test.each([
    [40, 6],
    [60, 26],
    [80, 32],
    [200, 32],
  ])("in %d columns it is %d wide", (columns, width) => {
    const shown = { progress: 50, etaMs: 1_799_001, status: "in_progress" } as const;
    const line = stripVTControlCharacters(barLine(shown, columns));
    expect(line).toBe(`${"█".repeat(width / 2)}${"░".repeat(width / 2)}  50 %  in progress  1800 s left`);
    expect(barLine({ ...shown, progress: 100 }, columns)).toContain(`${"█".repeat(width)}`);
    expect(stripVTControlCharacters(barLine({ ...shown, progress: 100 }, columns)).length).toBeLessThan(columns);
  });

  test("truncates the text in a narrow terminal", () => {
    const line = stripVTControlCharacters(barLine({ progress: 9, etaMs: 60_000, status: "in_progress" }, 24));
    expect(line).toBe("█░░░░░   9 %  in progr…");
  });
});
