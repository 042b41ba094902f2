/**
 * Prompts of a JSON Lines file: the field `prompt` of each line.
 *
 * @module
 */

import type { LintContext, Range } from "../../lint.js";
import { parseSize } from "../../models/models.js";
import { describeValue } from "../../utils/errors.js";
import { isRecord } from "../../utils/guards.js";
import { closestMatch } from "../../utils/suggest.js";
import { encodedPrompt, type FoundPrompt, type Line, type Problem, type Reading, splitLines } from "./source-map.js";

const example = 'A line is one object, such as {"prompt": "She turns slowly to the right."}';

export function promptsInJsonl(file: string): Reading {
  const prompts: FoundPrompt[] = [];
  const problems: Problem[] = [];
  for (const line of splitLines(file)) {
    if (file.slice(line.start, line.end).trim() === "") continue;
    const found = readLine(file, line);
    if ("text" in found) prompts.push(found);
    else problems.push(found);
  }
  return { prompts, problems };
}

function readLine(file: string, line: Line): FoundPrompt | Problem {
  const source = file.slice(line.start, line.end);
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
  const range: Range = [line.start + raw[0] + 1, line.start + raw[1] - 1];
  return jsonPrompt(file, item.prompt, range, readContext(item));
}

/** `range`: the JSON string in the file, without its quotation marks. */
function jsonPrompt(file: string, text: string, range: Range, context: LintContext): FoundPrompt {
  // A file that escapes everything beyond ASCII may have a reader that needs it.
  const ascii = /^[\0-\x7f]*$/;
  const isEscaped = !ascii.test(text) && ascii.test(file.slice(...range));
  return encodedPrompt({
    text,
    range,
    unitLength: (at) => (file[at] !== "\\" ? 1 : file[at + 1] === "u" ? 6 : 2),
    encode: (part) => {
      const json = JSON.stringify(part).slice(1, -1);
      if (!isEscaped) return json;
      return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    },
    context,
  });
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
