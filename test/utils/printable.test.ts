import { describe, expect, test, vi } from "vitest";
import { chooseLogger } from "../../src/utils/logger.js";
import { printable, printableJson, printableLine } from "../../src/utils/printable.js";

const attacks = {
  "a title": "\u001b]0;pwned\u0007",
  "a cleared screen": "\u001b[2J\u001b[1;1H",
  "a link": "\u001b]8;;https://evil.test\u001b\\text\u001b]8;;\u001b\\",
  "hidden text": "\u001b[8mhidden",
  "a C1 sequence": "\u009b2J\u009d0;pwned\u009c",
  "a reversed line": "\u202egnp.exe\u2066",
  "a carriage return": "all is well\rfailed",
  "a backspace": "ab\b\b",
} as const;
const control = /[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe("printable()", () => {
  test.each(Object.entries(attacks))("%s does nothing to a terminal", (_, text) => {
    expect(printable(text)).not.toMatch(control);
    const line = printableLine(`\u001b[31merror\u001b[39m ${text}`);
    expect(line.replace("\u001b[31merror\u001b[39m ", "")).not.toMatch(control);
  });

  test("other text stays: lines, Japanese, emoji, colors of the line itself", () => {
    const text = "a\n\tb 動く 👩‍🍳 é";
    expect(printable(text)).toBe(text);
    expect(printableLine(`\u001b[1m${text}\u001b[22m`)).toBe(`\u001b[1m${text}\u001b[22m`);
  });
});

test.each(Object.entries(attacks))("printableJson() › %s keeps its value", (_, text) => {
  const json = printableJson(JSON.stringify({ text }, null, 2));
  expect(json).not.toMatch(control);
  expect(JSON.parse(json)).toEqual({ text });
});

test("the default logger prints no control characters", ({ onTestFinished }) => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  chooseLogger(undefined).warn(`status ${attacks["a title"]}`);
  expect(warn.mock.calls).toEqual([["status  ]0;pwned "]]);
});
