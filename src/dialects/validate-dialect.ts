/**
 * Validates a dialect before anything is sent: a malformed create request may be paid for.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import * as rule from "../utils/option-rules.js";
import {
  has,
  isBoolean,
  isNumber,
  isString,
  listOf,
  oneOf,
  optional,
  type Predicate,
  recordOf,
} from "../utils/predicates.js";
import { checkOptionNames, optionError } from "../utils/validate-options.js";
import { knownFields } from "./answer-fields.js";
import type { Dialect } from "./types.js";

/** The expected value as text, and the predicate. */
type Check = readonly [expected: string, fits: Predicate];
type Part = Exclude<keyof Dialect, "name" | "subject">;

const isText = (value: unknown): value is string => rule.text.accepts(value);

const flag: Check = ["true or false", isBoolean];
const path: Check = ['a path that begins with "/"', (value) => isText(value) && value.startsWith("/")];
const pathOfJob: Check = [
  'a path with "{id}" in it, such as "/videos/{id}"',
  (value) => path[1](value) && String(value).split("{id}").length === 2,
];

const image: Check = [
  'such as { bytes: { body: "multipart", field: "input_reference", as: "file" } }, with image_url and file_id beside bytes where the server takes them',
  (value) =>
    isRecord(value) &&
    (isRecord(value.bytes) || isRecord(value.image_url)) &&
    Object.entries(value).every(
      ([kind, carrier]) => carrier === undefined || (kinds.includes(kind) && isCarrier(carrier, kind)),
    ),
];
const kinds = ["bytes", "image_url", "file_id"];

function isCarrier(carrier: unknown, kind: string): boolean {
  if (!isRecord(carrier) || !isText(carrier.field) || !oneOf(["multipart", "json"])(carrier.body)) return false;
  // A file part needs bytes and multipart; a list of frames needs JSON.
  if (carrier.as === "file") return carrier.body === "multipart" && kind === "bytes";
  if (carrier.as === "first-frame" || carrier.as === "last-frame") return carrier.body === "json";
  return carrier.as === "text" || (carrier.as === "object" && isText(carrier.name));
}

const isOption = ([name, value]: [string, unknown]): boolean =>
  name === "lastFrame" ? image[1](value) : ["seed", "negativePrompt", "audio"].includes(name) && isText(value);

const fieldTypes = ["integer", "number", "text", "boolean", "json"];
const isField = has({
  type: oneOf(fieldTypes),
  from: optional(isNumber),
  to: optional(isNumber),
  into: optional(isText),
});

const isFieldPath = (value: unknown): boolean => isText(value) && /^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(value);

const clipLocations = ["inline", "url", "content"];
const jobStatuses = ["queued", "in_progress", "completed", "failed", "expired", "cancelled", "deleted", "unknown"];

/** The parts whose names are the server's words, and the check of each value. */
const wordTables = {
  statuses: [`one of ${jobStatuses.join(", ")}`, oneOf(jobStatuses)],
  errors: ["an HTTP status from 400 to 499", (value) => Number.isInteger(value) && /^4..$/.test(String(value))],
} as const satisfies Partial<Record<Part, Check>>;

const fieldList: Check = ['a list of paths, such as ["task.id"]', optional(listOf(isText))];
const fieldLists = Object.fromEntries(Object.keys(knownFields).map((name) => [name, fieldList])) as Record<
  keyof typeof knownFields,
  Check
>;

/** The checks of every property of every part. */
const shape = {
  paths: { videos: path, video: pathOfJob, content: pathOfJob },
  auth: {
    header: ["a header's name", (value) => isText(value) && /^[\w!#$%&'*+.^`|~-]+$/.test(value)],
    prefix: ["a text", isString],
  },
  create: {
    image,
    imageMatch: ['"exact" or "shape"', oneOf(["exact", "shape"])],
    seconds: [
      '{ field, as }, as one of "decimal-text", "integer-text" and "integer"',
      has({ field: isText, as: oneOf(["decimal-text", "integer-text", "integer"]) }),
    ],
    options: [
      'such as { seed: "seed", negativePrompt: "negative_prompt", audio: "generate_audio" }',
      optional((value) => isRecord(value) && Object.entries(value).every(isOption)),
    ],
    extraFields: [`{ name: { type } }, type one of ${fieldTypes.join(", ")}`, recordOf(isField)],
    takesOtherFields: flag,
    defaults: ["an object of fields", isRecord],
    needsModel: flag,
    heldFor: ["milliseconds, 0 or more", (value) => typeof value === "number" && value >= 0],
  },
  result: {
    from: [`a list of ${clipLocations.join(", ")}`, listOf(oneOf(clipLocations), 1)],
    clipFields: ['a list of paths in the job, such as "payload.clips[0].href"', optional(listOf(isFieldPath))],
    query: ["an object of texts", recordOf(isString)],
    unconfirmed: ["{ code, forMs }", optional(has({ code: isText, forMs: isNumber }))],
  },
  answer: fieldLists,
  can: {
    retrieve: flag,
    list: flag,
    delete: flag,
    stop: [flag[0], optional(isBoolean)],
    thumbnail: flag,
    spritesheet: flag,
    progress: flag,
  },
} as const satisfies {
  readonly [P in Exclude<Part, keyof typeof wordTables>]: { readonly [Detail in keyof Dialect[P]]-?: Check };
};

/** The parts of a dialect besides its name. */
export const parts: readonly Part[] = ["paths", "auth", "create", "statuses", "errors", "answer", "result", "can"];

/** Returns `dialect` if it is valid. */
export function validateDialect(dialect: Dialect): Dialect {
  const given: Partial<Record<keyof Dialect, unknown>> = dialect;
  const wrong = parts.find((part) => !isRecord(given[part])) ?? (isText(given.name) ? undefined : "name");
  if (wrong !== undefined)
    throw optionError(
      `The dialect's ${wrong} is ${describeValue(given[wrong])}.`,
      "Pass a dialect's name, or the result of defineDialect().",
    );
  for (const [part, details] of Object.entries(shape)) {
    const values = dialect[part as Part] as unknown as Readonly<Record<string, unknown>>;
    for (const [name, [expected, fits]] of Object.entries<Check>(details))
      if (!fits(values[name]))
        throw optionError(
          `The dialect's ${part}.${name} is ${describeValue(values[name])}.`,
          `It must be ${expected}.`,
        );
  }
  for (const [part, [expected, fits]] of Object.entries<Check>(wordTables))
    for (const [word, value] of Object.entries<unknown>(dialect[part as keyof typeof wordTables]))
      if (word !== word.toLowerCase() || !fits(value))
        throw optionError(
          `The dialect's ${part}.${word} is ${describeValue(value)}.`,
          `Keys are lower-case words; values are ${expected}.`,
        );
  return dialect;
}

/** Refuses unknown properties of a part. Words of the server are free. */
export function checkPartNames(part: Part, value: unknown): asserts value is object {
  if (!isRecord(value))
    throw optionError(
      `The ${part} of defineDialect() is ${describeValue(value)}, not an object.`,
      "Pass an object with the properties that differ.",
    );
  if (part in shape)
    checkOptionNames(`The ${part} of defineDialect()`, value, Object.keys(shape[part as keyof typeof shape]));
}
