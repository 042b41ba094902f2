/**
 * Finds in a response why a request was refused, or why a job failed.
 *
 * @module
 */
import { readStatus } from "../dialects/types.js";
import { isRecord } from "../utils/guards.js";
import { type FieldNames, findValue, type Layer, namesOf } from "./answer-layers.js";
import { isErrorName, isMessageName, isOtherName } from "./field-names.js";
import { readNumber, readText } from "./read-values.js";

/** The server's words, with its code if it has one. */
export interface Reason {
  readonly message: string;
  readonly code: string | undefined;
}

/** Facts about a server's words that a dialect may add to. */
export interface JobFields {
  readonly answer: FieldNames;
  readonly statuses: Parameters<typeof readStatus>[0]["statuses"];
}

/** Objects in objects that are searched for words. */
const maxDepth = 4;
/** Items of a list that are quoted. */
const maxItems = 20;

/** Texts that are not reasons. */
const isEmpty = (text: string): boolean =>
  text === "" ||
  /^(ok|okay|succe\w*|done|completed?|null|none|nil|undefined|no error|false|true|0|-|\{\}|\[\])[.!]?$/i.test(text);

/** The words of a value, whatever its form. In data about an error, any text is better than none. */
function readWords(value: unknown, isError: boolean, depth = 0): string | undefined {
  if (typeof value === "string") return isEmpty(value.trim()) ? undefined : value.trim();
  if (depth >= maxDepth) return undefined;
  if (Array.isArray(value)) {
    const lines = value.slice(0, maxItems).flatMap((item) => readItem(item, isError, depth + 1) ?? []);
    return lines.length > 0 ? lines.join("; ") : undefined;
  }
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  // Fields with their errors: { "size": ["must be …"] }.
  if (isError && entries.length > 0 && entries.every(([, inner]) => Array.isArray(inner) && inner.every(isText)))
    return entries.map(([name, inner]) => `${name}: ${(inner as string[]).join(", ")}`).join("; ");
  const named = [isMessageName, isErrorName].flatMap((test) => entries.filter(([name]) => test(name)));
  const others = isError ? entries.filter(([name]) => !isOtherName(name)) : [];
  for (const [, inner] of [...named, ...others]) {
    const words = readWords(inner, isError, depth + 1);
    if (words !== undefined) return words;
  }
  return undefined;
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

/** An error of a list, with the field that it is about: FastAPI has it in `loc`. */
function readItem(item: unknown, isError: boolean, depth: number): string | undefined {
  const words = readWords(item, isError, depth);
  if (words === undefined || !isRecord(item)) return words;
  const { loc, field = item.param } = item;
  const names: unknown[] = Array.isArray(loc) ? loc.filter((part) => part !== "body") : isText(field) ? [field] : [];
  const path = names.map((name) => readText(name) ?? JSON.stringify(name)).join(".");
  return path === "" ? words : `${path}: ${words}`;
}

const goodStatuses: ReadonlySet<string> = new Set(["queued", "in_progress", "completed"]);

/** Whether a gateway's code means success. */
function isSuccess(code: unknown, fields: JobFields): boolean {
  const number = readNumber(code);
  if (number !== undefined) return number === 0 || (number >= 200 && number < 300);
  if (code === true) return true;
  return typeof code === "string" && (isEmpty(code.trim()) || goodStatuses.has(readStatus(fields, code)));
}

/** A code other than that of a success. */
function findCode(layers: readonly Layer[], fields: JobFields): string | undefined {
  return findValue(layers, "code", fields.answer, (value) =>
    typeof value === "boolean" || isSuccess(value, fields) ? undefined : readText(value),
  );
}

function codeOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const { code = value.Code, error, type } = value;
  const found = readText(code) ?? codeOf(error);
  const kind = readText(type);
  // Where the code only repeats the HTTP status, as with LiteLLM, the type says more.
  return kind !== undefined && !isEmpty(kind) && (found === undefined || /^[45]\d\d$/.test(found)) ? kind : found;
}

/** The code of an error in these objects. */
const findErrorCode = (layers: readonly Layer[]): string | undefined =>
  layers
    .flatMap(({ object }) => Object.entries(object))
    .flatMap(([name, value]) => (isErrorName(name) && codeOf(value)) || [])[0];

/** The first message of an object, of an error or of anything else. */
export function findMessage(layer: Layer | undefined): string | undefined {
  for (const [name, value] of Object.entries(layer?.object ?? {}))
    if (isMessageName(name) && typeof value === "string" && !isEmpty(value.trim())) return value.trim();
  return undefined;
}

/** The server's words in fields of an error, else in any message; else only its code. */
export function findReason(layers: readonly Layer[], fields: JobFields): Reason | undefined {
  for (const [test, isError] of [[isErrorName, true] as const, [isMessageName, false] as const])
    for (const layer of layers)
      for (const [name, value] of Object.entries(layer.object)) {
        const message = test(name) ? readWords(value, isError) : undefined;
        if (message !== undefined)
          return { message, code: codeOf(value) ?? findErrorCode([layer]) ?? findCode([layer], fields) };
      }
  const code = findErrorCode(layers) ?? findCode(layers, fields);
  return code === undefined ? undefined : { message: `error ${code}`, code };
}

/**
 * Why a response that has no job is a refusal; `undefined` if nothing in it says so. A message alone does not prove it.
 */
export function findRefusal(all: readonly Layer[], fields: JobFields): Reason | undefined {
  // What else is in a response may have an error of its own.
  const layers = all.filter(({ isKnown }) => isKnown);
  const saysError = layers.some(({ object }) =>
    Object.entries(object).some(
      ([name, value]) =>
        isErrorName(name) && (value === true || readWords(value, true) !== undefined || codeOf(value) !== undefined),
    ),
  );
  const isRefused = (fact: "success" | "status", test: (value: unknown) => boolean) =>
    findValue(layers, fact, fields.answer, (value) => test(value) || undefined) === true;
  const saysFailed = isRefused("success", (value) => value === false || value === "false");
  const hasFailed = isRefused("status", (value) =>
    typeof value === "number"
      ? value >= 400 && value < 600
      : typeof value === "string" && readStatus(fields, value) === "failed",
  );
  // Where the message says so, a code such as 1 or 1000 is that of a success.
  const isPraised = layers.some(({ object }) =>
    Object.entries(object).some(
      ([name, value]) => isMessageName(name) && typeof value === "string" && /^(ok|succe)/i.test(value),
    ),
  );
  const hasCode = !isPraised && findCode(layers, fields) !== undefined;
  if (!saysError && !saysFailed && !hasFailed && !hasCode) return undefined;
  return findReason(all, fields) ?? { message: JSON.stringify(layers[0]?.object ?? {}), code: undefined };
}

/** The HTTP status that a refusal in a 2xx response names, as its code. */
export function embeddedStatus(layers: readonly Layer[], fields: JobFields): number | undefined {
  const names = [...namesOf("code", fields.answer), "status", "error.code", "error.status", "error.httpcode"];
  for (const layer of layers)
    for (const name of names) {
      const status = readNumber(layer.get(name));
      if (status !== undefined && Number.isInteger(status) && status >= 400 && status < 600) return status;
    }
  return undefined;
}
