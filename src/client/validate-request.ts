/**
 * The checks that need no image: they come first, so that an invalid option costs no download.
 *
 * @module
 */
import { type Dialect, type ExtraField, rejectReservedField, subjectOf } from "../dialects/types.js";
import {
  type CommonOption,
  clampToLimit,
  closestAllowedSize,
  describeLimit,
  type ModelSpec,
  type ModelTable,
  modelSpec,
  openModels,
  parseSize,
} from "../models/models.js";
import { describeValue, type ErrorCode, type ErrorDetails, RequestError } from "../utils/errors.js";
import { codeOnly, type Message, option, text } from "../utils/message.js";
import { isBoolean, isNumber, isString, type Predicate } from "../utils/predicates.js";
import { closestMatch } from "../utils/suggest.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { BuilderState } from "./builder-state.js";
import type { ResolvedEndpoint } from "./resolve-endpoint.js";

/** The builder's options that not every server has. */
export interface RequestOptions {
  readonly seed?: number | undefined;
  readonly negativePrompt?: string | undefined;
  readonly audio?: boolean | undefined;
}

const lintNames = [
  "level",
  "locale",
  "preset",
  "rules",
  "context",
  "plugins",
] as const satisfies readonly (keyof BuilderState["lint"])[];

/** The request with its defaults. */
export interface ValidatedRequest extends RequestOptions {
  readonly prompt: string;
  readonly model: string;
  readonly spec: ModelSpec;
  readonly seconds: number;
}

/** Validates the builder's state against the endpoint's dialect and model. */
export function validateRequest(state: BuilderState, endpoint: ResolvedEndpoint): ValidatedRequest {
  const model = state.model === undefined ? endpoint.defaultModel : state.model;
  if (typeof model !== "string" || model === "")
    throw invalid("model", model, text`${option("model", model)} is not a model's id.`, {
      hint: 'Pass the id as a text, such as "sora-2".',
    });
  if (endpoint.dialect.create.needsModel && state.model === undefined && !endpoint.isModelNamed)
    throw new RequestError("option_invalid", `${subjectOf(endpoint.dialect)} cannot choose a model.`, {
      hint: text`Name one of its models with ${option("model")}. ${codeOnly('Or for all clips: createUgoku({ model: "…" }).')}`,
      option: "model",
    });
  endpoint.checkModel?.(model);
  const spec = modelSpec(endpoint.models, model, endpoint.otherModels);
  const prompt = checkPrompt(state.prompt, spec);
  const seconds = checkSeconds(
    state.seconds === undefined ? spec.defaultSeconds : state.seconds,
    model,
    spec,
    endpoint.models,
  );
  if (state.size !== undefined) checkSize(state.size, model, spec, endpoint.models);
  checkFit(state.fit);
  checkOneOf("lint", state.lint.level, ["off", "warn", "error"]);
  checkOptionNames(".lint()", state.lint, lintNames);
  checkMaxCost(state);
  if ("idempotencyKey" in state) checkKey(state.idempotencyKey);
  checkExtra(state, endpoint.dialect);
  checkWholeSeconds(seconds, endpoint.dialect);
  return { prompt, model, spec, seconds, ...checkOptions(state, model, spec, endpoint.dialect) };
}

/** The error for the value of an option. */
const invalid = (
  name: string,
  value: unknown,
  message: Message,
  details: ErrorDetails = {},
  code: ErrorCode = "option_invalid",
) => new RequestError(code, message, { option: name, value, ...details });

/** The expected value of each option that not every server has. */
const optionTypes = {
  lastFrame: ["an image", (value) => value !== undefined],
  seed: ["a whole number, 0 or more", (value) => Number.isSafeInteger(value) && Number(value) >= 0],
  negativePrompt: ["a text with visible characters", (value) => typeof value === "string" && visible.test(value)],
  audio: ["true or false", isBoolean],
} as const satisfies Readonly<Record<CommonOption, readonly [string, Predicate]>>;

/** Refuses an option that the server or the model does not have: dropped in silence, it would be paid for all the same. */
function checkOptions(state: BuilderState, model: string, spec: ModelSpec, dialect: Dialect): RequestOptions {
  const { create } = dialect;
  const { seed, negativePrompt, audio } = state;
  const given = { lastFrame: state.loadLastFrame, seed, negativePrompt, audio };
  const ofServer = Object.keys(create.options ?? {});
  const ofModel = spec.options === undefined ? ofServer : spec.options.filter((one) => ofServer.includes(one));
  for (const key of Object.keys(optionTypes) as CommonOption[]) {
    const value = given[key];
    if (value === undefined && !(key in state)) continue;
    if (!ofModel.includes(key)) {
      const who = ofServer.includes(key) ? `The model ${model}` : subjectOf(dialect);
      throw new RequestError("unsupported", text`${who} cannot take the option ${option(key)}.`, {
        hint:
          ofModel.length > 0
            ? text`The possible option${ofModel.length === 1 ? " is" : "s are"} ${ofModel.flatMap((one, index) => [index > 0 ? ", " : "", option(one)])}.`
            : "Leave it out, or choose another server or service.",
        option: key,
      });
    }
    const [expected, accepts] = optionTypes[key];
    if (!accepts(value))
      throw invalid(key, value, text`${option(key, value)} is not ${expected}.`, {
        hint: `Pass ${expected}, or leave it out.`,
      });
    const field = create.options?.[key];
    if (typeof field === "string" && Object.hasOwn(state.extra, field))
      throw new RequestError("option_invalid", text`${option("extra")} sets ${field}, and so does ${option(key)}.`, {
        hint: "Set it once.",
        option: key,
      });
  }
  return { seed, negativePrompt, audio };
}

/** A character that can be seen. White space, control and format characters, fillers and half surrogates cannot. */
const visible = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

function checkPrompt(prompt: unknown, spec: ModelSpec): string {
  const details = {
    hint: text`Describe who moves and how: ${option("prompt", "The woman slowly turns to the right and smiles.")}`,
    option: "prompt",
  };
  if (prompt === undefined) throw new RequestError("prompt_missing", "There is no prompt.", details);
  if (typeof prompt !== "string")
    throw new RequestError("prompt_missing", `The prompt is ${describeValue(prompt)}.`, { ...details, value: prompt });
  if (!visible.test(prompt)) throw new RequestError("prompt_missing", "The prompt is empty.", details);
  const length = [...prompt].length;
  if (length > spec.maxPromptCharacters)
    throw new RequestError(
      "prompt_too_long",
      `The prompt has ${length} characters; the limit is ${spec.maxPromptCharacters}.`,
      {
        hint: "A sentence or two is enough. Was a file passed?",
        option: "prompt",
      },
    );
  return prompt;
}

function checkSeconds(seconds: unknown, model: string, spec: ModelSpec, table: ModelTable): number {
  if (isDurationOf(spec, seconds)) return seconds;
  throw invalid(
    "duration",
    seconds,
    text`${option("duration", seconds)} is not supported; ${model} makes clips ${describeSeconds(spec)}.`,
    { hint: durationHint(seconds, spec, table), allowed: spec.seconds === "any" ? undefined : spec.seconds },
    "duration_unsupported",
  );
}

/** In order: a row's list starts with its default. */
const listSeconds = (seconds: readonly number[]): string => seconds.toSorted((a, b) => a - b).join(", ");

function describeSeconds({ seconds, limits }: ModelSpec): string {
  if (seconds !== "any") return `of ${listSeconds(seconds)} seconds`;
  return limits?.seconds ? `of ${describeLimit(limits.seconds, "seconds")}` : "of any number above 0 seconds";
}

/** A model that the server is likely to have: in the table of a server are all open models too. */
const findModel = (table: ModelTable, accepts: (spec: ModelSpec) => boolean): string | undefined =>
  Object.keys(table).find((id) => !Object.hasOwn(openModels, id) && accepts(modelSpec(table, id)));

function isDurationOf({ seconds: allowed, limits }: ModelSpec, seconds: unknown): seconds is number {
  if (typeof seconds !== "number") return false;
  if (allowed !== "any") return allowed.includes(seconds);
  // It is sent as digits, which 1e-7 does not have.
  if (!(seconds > 0) || !/^\d+(\.\d+)?$/.test(String(seconds))) return false;
  return !limits?.seconds || clampToLimit(limits.seconds, seconds) === seconds;
}

function durationHint(seconds: unknown, { seconds: allowed, limits }: ModelSpec, table: ModelTable): Message {
  if (typeof seconds === "string" || typeof seconds === "bigint")
    return Number(seconds) > 0 ? text`Pass a number: ${option("duration", Number(seconds))}.` : "Pass a number.";
  if (allowed !== "any") {
    const other = findModel(table, (spec) => isDurationOf(spec, seconds));
    const orModel =
      other && text`, or add ${option("model", other)}, which makes clips ${describeSeconds(modelSpec(table, other))}`;
    return text`Pass one of ${listSeconds(allowed)}${orModel ?? ""}.`;
  }
  if (limits?.seconds && typeof seconds === "number" && seconds > 0)
    return text`The nearest is ${option("duration", clampToLimit(limits.seconds, seconds))}.`;
  return "Pass a number above 0.";
}

/** Most servers count in whole seconds, even if their model does not. */
function checkWholeSeconds(seconds: number, dialect: Dialect): void {
  if (dialect.create.seconds.as === "decimal-text" || Number.isInteger(seconds)) return;
  throw invalid(
    "duration",
    seconds,
    text`${option("duration", seconds)} is not supported. ${subjectOf(dialect)} can only take whole seconds.`,
    { hint: text`The nearest is ${option("duration", Math.max(1, Math.round(seconds)))}.` },
    "duration_unsupported",
  );
}

function checkSize(size: unknown, model: string, spec: ModelSpec, table: ModelTable): void {
  if (isSizeOf(spec, size)) return;
  throw invalid(
    "size",
    size,
    text`${option("size", size)} is not supported; ${model} makes clips ${describeSizes(spec)}.`,
    { hint: sizeHint(size, spec, table), allowed: spec.sizes === "any" ? undefined : spec.sizes },
    "size_unsupported",
  );
}

function describeSizes({ sizes, limits }: ModelSpec): string {
  if (sizes !== "any") return `of ${sizes.join(", ")}`;
  return limits?.side ? `whose sides have ${describeLimit(limits.side, "pixels")}` : "of any width x height";
}

function isSizeOf({ sizes, limits }: ModelSpec, size: unknown): boolean {
  if (typeof size !== "string" || !parseSize(size)) return false;
  if (sizes !== "any") return sizes.includes(size);
  return !limits?.side || closestAllowedSize(limits.side, size) === size;
}

/** Names the most similar size, or the model that makes it. */
function sizeHint(size: unknown, spec: ModelSpec, table: ModelTable): Message {
  const lower = typeof size === "string" ? size.toLowerCase().replace(/[×*]/g, "x").replace(/\s/g, "") : "";
  if (isSizeOf(spec, lower)) return `Did you mean "${lower}"?`;
  if (spec.sizes === "any" && spec.limits?.side && parseSize(lower))
    return text`The nearest is ${option("size", closestAllowedSize(spec.limits.side, lower))}.`;
  const other = findModel(table, (row) => isSizeOf(row, lower));
  if (other !== undefined)
    return text`Use one of these sizes, or add ${option("model", other)}, which makes clips ${describeSizes(modelSpec(table, other))}.`;
  if (spec.sizes !== "any" && parseSize(lower)) return `Use one of ${spec.sizes.join(", ")}.`;
  return 'A size is written with a small x, width first, such as "1280x720".';
}

function checkExtra({ extra, invalidExtra }: BuilderState, dialect: Dialect): void {
  if (invalidExtra !== undefined)
    throw new RequestError(
      "option_invalid",
      text`${option("extra")} takes an object of plain JSON values, not ${invalidExtra}.`,
      { option: "extra", hint: "Pass the server's own fields by their names." },
    );
  const { extraFields, takesOtherFields } = dialect.create;
  for (const [name, value] of Object.entries(extra)) {
    if (takesOtherFields) rejectReservedField(name, dialect);
    const field = Object.hasOwn(extraFields, name) ? extraFields[name] : undefined;
    if (field) checkField(name, value, field);
    if (field || takesOtherFields) continue;
    const known = Object.keys(extraFields);
    const meant = closestMatch(name, known);
    throw new RequestError(
      "field_unsupported",
      text`${option("extra")} cannot set ${describeValue(name)}. ${subjectOf(dialect)} cannot take it.`,
      {
        hint: meant
          ? `Did you mean ${meant}?`
          : known.length > 0
            ? `The fields are ${known.join(", ")}.`
            : "There are no fields besides the options.",
        option: "extra",
        value: name,
        allowed: known,
      },
    );
  }
}

const fieldTypes: Readonly<Record<ExtraField["type"], readonly [string, Predicate]>> = {
  integer: ["a whole number", Number.isInteger],
  number: ["a number", isNumber],
  text: ["a string", isString],
  boolean: ["true or false", isBoolean],
  // Or its JSON.
  json: ["an object", (value) => typeof value === "object" || typeof value === "string"],
};

/** Rejects a value that the server would reject or misread. */
function checkField(name: string, value: unknown, { type, from, to }: ExtraField): void {
  const isIn = (from === undefined || Number(value) >= from) && (to === undefined || Number(value) <= to);
  const [typeName, accepts] = fieldTypes[type];
  if (accepts(value) && isIn) return;
  const range = `${from === undefined ? "" : ` from ${from}`}${to === undefined ? "" : ` to ${to}`}`;
  const expected = `${typeName}${range}`;
  throw invalid("extra", value, text`${option("extra")} got ${describeValue(value)} as ${name}, not ${expected}.`);
}

function checkOneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value === "string" && allowed.includes(value)) return;
  throw invalid(name, value, text`${option(name, value)} is not supported.`, {
    hint: `Use ${allowed.join(", ")}.`,
    allowed,
  });
}

function checkFit({ mode, background, invalidOptions: options }: BuilderState["fit"]): void {
  checkOneOf("fit", mode, ["auto", "cover", "contain", "exact"]);
  if (typeof options === "string")
    throw invalid("fit", options, text`The options of ${option("fit")} are ${describeValue(options)}, not an object.`, {
      hint: text`${codeOnly(`Write .fit(${describeValue(mode)}, { background: ${describeValue(options)} }).`)}`,
    });
  if (options !== undefined) checkOptionNames(".fit()", options, ["background"]);
  if (background === undefined || typeof background === "string") return;
  throw invalid(
    "fit",
    background,
    text`The background of ${option("fit")} is ${describeValue(background)}, not a string.`,
    { hint: 'Use "edge", "blur" or a CSS color such as "white".', allowed: ["edge", "blur"] },
  );
}

/** A maximum that is not a number would allow every cost. */
function checkMaxCost(state: BuilderState): void {
  const maximum: unknown = state.maxCost;
  if (!("maxCost" in state) || (typeof maximum === "number" && maximum >= 0)) return;
  throw invalid("maxCost", maximum, text`${option("maxCost", maximum)} is not a number of US dollars.`, {
    hint: "Pass a number, 0 or more.",
  });
}

/** A key that is `undefined` by mistake must not become a new one at each call. */
function checkKey(key: unknown): void {
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return;
  throw invalid("idempotencyKey", key, text`${option("idempotencyKey", key)} is not a valid key.`, {
    hint: "A key is 1 to 255 visible ASCII characters, without spaces.",
  });
}
