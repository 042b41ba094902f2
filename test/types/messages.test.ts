// @module-tag slow
// @module-tag node-independent

import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

const start = `
import { animate, createUgoku } from "../../src/index.js";
import { preview } from "../../src/preview.js";
const mine = createUgoku({ endpoint: preview() });
`;

/** A file that does not exist, beside this one, with the package's own settings. */
function serviceFor(code: string): { service: ts.LanguageService; file: string; text: string } {
  const file = join(import.meta.dirname, "snippet.ts");
  const text = `${start}${code}\n`;
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const content = name === file ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  return { service, file, text };
}

describe("compiler errors and completions", { timeout: 60_000 }, () => {
  const wrong = {
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: so the compiler prints a pattern
    'animate("a").duration("4");': "4 | 8 | 12 | 16 | 20 | `A duration is a number of seconds, such as ${number}`",
    'mine.animate("a").size(720);': "`A size is a text of width x height in pixels, such as ${number}x${number}`",
    'animate("a").model(2);': "`A model is named by its id, such as sora-2 or ${string}`",
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: only here
    'animate("a").endpoint(preview()).submit();':
      'Call .withPrompt(\\"who moves and how\\") first: the prompt is missing',
    'animate("a", { prompt: "b", duration: 5 });': "sora-2 makes clips of 4, 8, 12, 16, 20 seconds, not 5",
    'animate("a", { duration: 4 }).render();': 'Call .withPrompt(\\"who moves and how\\") first: the prompt is missing',
    'mine.animate("a").render();': 'Call .withPrompt(\\"who moves and how\\") first: the prompt is missing',
  };

  test("are sentences, without the table of models", () => {
    const lines = Object.keys(wrong);
    const { service, file, text } = serviceFor(lines.join("\n"));
    const found = service.getSemanticDiagnostics(file).map(({ start: at = 0, messageText }) => ({
      line: text.slice(0, at).split("\n").length - start.split("\n").length,
      message: ts.flattenDiagnosticMessageText(messageText, " "),
    }));
    expect(found.map(({ line }) => line)).toEqual(lines.map((_, index) => index));
    for (const { line, message } of found) {
      expect(message).toContain(wrong[lines[line] as keyof typeof wrong]);
      expect(message.length, message).toBeLessThan(240);
      expect(message).not.toContain("readonly");
    }
  });

  test.each([
    ['animate("a").size("', "720x1280"],
    ['animate("a").model("', "sora-2"],
    ['animate("a").duration(', "4"],
    ['animate("a", { size: "', "720x1280"],
    ['animate("a", { duration: ', "4"],
  ])("%s is completed", (code, expected) => {
    const { service, file, text } = serviceFor(code);
    const { entries = [] } = service.getCompletionsAtPosition(file, text.length - 1, undefined) ?? {};
    expect(entries[0]?.name.replaceAll('"', "")).toBe(expected);
    expect(entries.filter(({ name }) => / is /.test(name))).toEqual([]);
  });
});
