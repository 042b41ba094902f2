/**
 * Validates a dialect before anything is sent: a malformed create request may be paid for.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import * as rule from "../utils/option-rules.js";
import { checkOptionNames, optionError } from "../utils/validate-options.js";
import { knownFields } from "./answer-fields.js";
import type { Dialect } from "./types.js";

/** The expected value as text, and the predicate. */
type Check = readonly [expected: string, fits: (value: unknown) => boolean];
type Part = Exclude<keyof Dialect, "name" | "subject">;

const isText = (value: unknown): value is string => rule.text.accepts(value);
const isOneOf = (allowed: readonly unknown[], value: unknown): boolean => allowed.includes(value);

const flag: Check = ["true or false", (value) => typeof value === "boolean"];
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
      ([kind, carrier]) => carrier === undefined || (isOneOf(kinds, kind) && isCarrier(carrier, kind)),
    ),
];
const kinds = ["bytes", "image_url", "file_id"];

function isCarrier(carrier: unknown, kind: string): boolean {
  if (!isRecord(carrier) || !isText(carrier.field) || !isOneOf(["multipart", "json"], carrier.body)) return false;
  // A file part needs bytes and multipart; a list of frames needs JSON.
  if (carrier.as === "file") return carrier.body === "multipart" && kind === "bytes";
  if (carrier.as === "first-frame" || carrier.as === "last-frame") return carrier.body === "json";
  return carrier.as === "text" || (carrier.as === "object" && isText(carrier.name));
}

const isOption = ([name, value]: [string, unknown]): boolean =>
  name === "lastFrame" ? image[1](value) : isOneOf(["seed", "negativePrompt", "audio"], name) && isText(value);

const fieldTypes = ["integer", "number", "text", "boolean", "json"];
const isField = (field: unknown): boolean =>
  isRecord(field) &&
  isOneOf(fieldTypes, field.type) &&
  [field.from, field.to].every((limit) => limit === undefined || typeof limit === "number") &&
  (field.into === undefined || isText(field.into));

const isFieldPath = (value: unknown): boolean => isText(value) && /^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(value);

const clipLocations = ["inline", "url", "content"];
const jobStatuses = ["queued", "in_progress", "completed", "failed", "expired", "cancelled", "deleted", "unknown"];

/** The parts whose names are the server's words, and the check of each value. */
const wordTables = {
  statuses: [`one of ${jobStatuses.join(", ")}`, (value) => isOneOf(jobStatuses, value)],
  errors: ["an HTTP status from 400 to 499", (value) => Number.isInteger(value) && /^4..$/.test(String(value))],
} as const satisfies Partial<Record<Part, Check>>;

const fieldList: Check = [
  'a list of paths, such as ["task.id"]',
  (value) => value === undefined || (Array.isArray(value) && value.every(isText)),
];
const fieldLists = Object.fromEntries(Object.keys(knownFields).map((name) => [name, fieldList])) as Record<
  keyof typeof knownFields,
  Check
>;

/** The checks of every property of every part. */
const shape = {
  paths: { videos: path, video: pathOfJob, content: pathOfJob },
  auth: {
    header: ["a header's name", (value) => isText(value) && /^[\w!#$%&'*+.^`|~-]+$/.test(value)],
    prefix: ["a text", (value) => typeof value === "string"],
  },
  create: {
    image,
    imageMatch: ['"exact" or "shape"', (value) => isOneOf(["exact", "shape"], value)],
    seconds: [
      '{ field, as }, as one of "decimal-text", "integer-text" and "integer"',
      (value) =>
        isRecord(value) && isText(value.field) && isOneOf(["decimal-text", "integer-text", "integer"], value.as),
    ],
    options: [
      'such as { seed: "seed", negativePrompt: "negative_prompt", audio: "generate_audio" }',
      (value) => value === undefined || (isRecord(value) && Object.entries(value).every(isOption)),
    ],
    extraFields: [
      `{ name: { type } }, type one of ${fieldTypes.join(", ")}`,
      (value) => isRecord(value) && Object.values(value).every(isField),
    ],
    takesOtherFields: flag,
    defaults: ["an object of fields", isRecord],
    needsModel: flag,
    heldFor: ["milliseconds, 0 or more", (value) => typeof value === "number" && value >= 0],
  },
  result: {
    from: [
      `a list of ${clipLocations.join(", ")}`,
      (value) =>
        Array.isArray(value) && value.length > 0 && value.every((location) => isOneOf(clipLocations, location)),
    ],
    clipFields: [
      'a list of paths in the job, such as "payload.clips[0].href"',
      (value) => value === undefined || (Array.isArray(value) && value.every(isFieldPath)),
    ],
    query: [
      "an object of texts",
      (value) => isRecord(value) && Object.values(value).every((text) => typeof text === "string"),
    ],
    unconfirmed: [
      "{ code, forMs }",
      (value) => value === undefined || (isRecord(value) && isText(value.code) && typeof value.forMs === "number"),
    ],
  },
  answer: fieldLists,
  can: {
    retrieve: flag,
    list: flag,
    delete: flag,
    stop: [flag[0], (value) => value === undefined || typeof value === "boolean"],
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
