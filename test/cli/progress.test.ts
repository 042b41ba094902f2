import { stripVTControlCharacters } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { barLine, startProgress } from "../../src/cli/progress.js";

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

test("startProgress() › without a terminal, an outage gets a line each minute", () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((line) => written.push(String(line)) > 0);
  try {
    const progress = startProgress(false);
    const shown = {
      status: "in_progress",
      progress: 10,
      etaMs: null,
      elapsedMs: 0,
      nextCheckMs: 1,
      video: {} as never,
    } as const;
    for (const unreachableMs of [undefined, 60_000, 90_000, 119_000, 125_000, undefined])
      progress.update({ ...shown, ...(unreachableMs === undefined ? {} : { unreachableMs }) });
  } finally {
    write.mockRestore();
  }
  expect(written.map((line) => stripVTControlCharacters(line).trim())).toEqual([
    "in progress 10 %",
    expect.stringMatching(/^no response for /),
    expect.stringMatching(/^no response for /),
    "in progress 10 %",
  ]);
});
