import { describe, expect, onTestFinished, test } from "vitest";
import { commands } from "../../src/cli/commands.js";
import { commandHelp, mainHelp } from "../../src/cli/help.js";
import { formatOption } from "../../src/cli/parse-args.js";
import { commandLine } from "./command-line.js";

const { ugoku } = commandLine();
const pages = [
  ["ugoku", mainHelp] as const,
  ...commands.map((command) => [command.name, (columns: number) => commandHelp(command, columns)] as const),
];

/** The lines of a help without its examples, which are not wrapped. */
const linesOf = (help: string) => (help.split("\n\nExamples:\n")[0] ?? "").split("\n");

describe.each([72, 80, 120])("in %i columns", (columns) => {
  test.each(pages)("the help of %s fits", (_, helpOf) => {
    for (const line of linesOf(helpOf(columns))) expect([line, line.length <= columns]).toEqual([line, true]);
  });
});

test.each(commands)("the help of $name has each description in its column", (command) => {
  const unwrapped = linesOf(commandHelp(command, 60))
    .join("\n")
    .replaceAll(/\n {6,}/g, " ");
  const rows = unwrapped.split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, "  "));
  for (const option of command.options) expect(rows).toContain(`${formatOption(option)}  ${option.description}`);
});

test("a description keeps some width in a narrow terminal", () => {
  const help = commandHelp(commands[0], 20);
  expect(help).toContain("  Width and height, such\n");
});

test("an example is one line, so that it can be copied", () => {
  for (const command of commands) {
    const lines = commandHelp(command, 40).split("\n");
    for (const example of command.examples) expect(lines.some((line) => line.endsWith(example.slice(-12)))).toBe(true);
  }
});

test("on a terminal, it has the columns of the terminal", async () => {
  const columns = Object.getOwnPropertyDescriptor(process.stdout, "columns");
  Object.defineProperty(process.stdout, "columns", { value: 100, configurable: true });
  onTestFinished(() => {
    if (columns) Object.defineProperty(process.stdout, "columns", columns);
    else Reflect.deleteProperty(process.stdout, "columns");
  });
  const { out } = await ugoku(["animate", "--help"]);
  const longest = Math.max(...linesOf(out).map((line) => line.length));
  expect(longest).toBeGreaterThan(80);
  expect(longest).toBeLessThanOrEqual(100);
});

test.each(["animate --help", "help batch", "--help"])("without a terminal, ugoku %s has 80 columns", async (words) => {
  const { code, out } = await ugoku(words.split(" "));
  expect(code).toBe(0);
  const longest = Math.max(...linesOf(out).map((line) => line.length));
  expect(longest).toBeGreaterThan(70);
  expect(longest).toBeLessThanOrEqual(80);
});
