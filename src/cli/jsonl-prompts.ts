/**
 * Prompts of a JSON Lines file: the field `prompt` of each line.
 *
 * @module
 */

import type { LintContext, Range } from "../lint.js";
import { parseSize } from "../models/models.js";
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { closestMatch } from "../utils/suggest.js";
import { type FoundPrompt, type Line, noRules, type Problem, type Reading, splitLines } from "./source-map.js";

const example = 'A line is one object, such as {"prompt": "She turns slowly to the right."}';

export function promptsInJsonl(file: string): Reading {
  const prompts: FoundPrompt[] = [];
  const problems: Problem[] = [];
  for (const line of splitLines(file)) {
    const source = file.slice(line.start, line.end);
    if (source.trim() === "") continue;
    const found = readLine(source, line);
    if ("text" in found) prompts.push(found);
    else problems.push(found);
  }
  return { prompts, problems };
}

function readLine(source: string, line: Line): FoundPrompt | Problem {
  const problem = (message: string, hint = example): Problem => ({ line: line.number, message, hint });
  let item: unknown;
  try {
    item = JSON.parse(source);
  } catch (error) {
    return problem(`is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!isRecord(item)) return problem(`holds ${describeValue(item)}, not an object.`);
  if (!Object.hasOwn(item, "prompt")) {
    const meant = closestMatch("prompt", Object.keys(item));
    return problem('has no field "prompt".', meant === undefined ? example : `Is ${describeValue(meant)} meant?`);
  }
  const raw = findString(source, "prompt");
  if (typeof item.prompt !== "string" || raw === undefined)
    return problem(`has a prompt that is ${describeValue(item.prompt)}, not a text.`);
  return jsonPrompt(item.prompt, source.slice(...raw), line.start + raw[0], readContext(item));
}

/** `raw`: the JSON string with its quotation marks, at offset `at` of the file. */
function jsonPrompt(text: string, raw: string, at: number, context: LintContext): FoundPrompt {
  let known: Uint32Array | undefined;
  const offsets = () => {
    known ??= getOffsets(raw, text.length);
    return known;
  };
  const toFile = ([from, to]: Range): Range => [at + (offsets()[from] ?? 1), at + (offsets()[to] ?? raw.length - 1)];
  // A file that escapes everything beyond ASCII may have a reader that needs it.
  const ascii = /^[\0-\x7f]*$/;
  const encode = (part: string) => {
    const json = JSON.stringify(part).slice(1, -1);
    if (ascii.test(text) || !ascii.test(raw)) return json;
    return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  };
  return {
    text,
    range: [at + 1, at + raw.length - 1],
    context,
    off: noRules,
    toFile,
    fixInFile: (fix) => ({ range: toFile(fix.range), text: encode(fix.text) }),
  };
}

/** The offset in `raw` of each UTF-16 unit of the string, and of its end. */
function getOffsets(raw: string, length: number): Uint32Array {
  const offsets = new Uint32Array(length + 1);
  let at = 1;
  for (let index = 0; index < length; index++) {
    offsets[index] = at;
    at += raw[at] !== "\\" ? 1 : raw[at + 1] === "u" ? 6 : 2;
  }
  offsets[length] = at;
  return offsets;
}

/** Finds the string value of a field of the outermost object. Of duplicate fields, the last, as in `JSON.parse()`. */
function findString(source: string, name: string): Range | undefined {
  let found: Range | undefined;
  let depth = 0;
  let isKey = false;
  let key: unknown;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === "{" || character === "[") {
      depth += 1;
      isKey = depth === 1;
    } else if (character === "}" || character === "]") depth -= 1;
    else if (character === ":" && depth === 1) isKey = false;
    else if (character === "," && depth === 1) isKey = true;
    else if (character === '"') {
      const end = findStringEnd(source, at);
      if (depth === 1 && isKey) key = JSON.parse(source.slice(at, end));
      else if (depth === 1 && key === name) found = [at, end];
      at = end - 1;
    }
  }
  return found;
}

function findStringEnd(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== '"') at += source[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** Invalid values are ignored: the file may be for another tool. */
export function readContext({ seconds, duration, size, model }: Record<string, unknown>): LintContext {
  const length = readSeconds(seconds) ?? readSeconds(duration);
  return {
    ...(length === undefined ? {} : { seconds: length }),
    ...(typeof size === "string" && parseSize(size) ? { size } : {}),
    ...(typeof model === "string" && model !== "" ? { model } : {}),
  };
}

function readSeconds(value: unknown): number | undefined {
  // In the Videos API, seconds are a string.
  const seconds = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && seconds > 0 ? seconds : undefined;
}
