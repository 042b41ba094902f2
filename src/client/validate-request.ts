/**
 * The checks that need no image: they come first, so that an invalid option costs no download.
 *
 * @module
 */
import { type Dialect, type ExtraField, rejectReservedField } from "../dialects/types.js";
import {
  clampToLimit,
  closestAllowedSize,
  describeLimit,
  type ModelSpec,
  type ModelTable,
  modelSpec,
  parseSize,
} from "../models/models.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { BuilderState } from "./builder-state.js";
import type { ResolvedEndpoint } from "./resolve-endpoint.js";

const lintNames = [
  "level",
  "locale",
  "preset",
  "rules",
  "context",
  "plugins",
] as const satisfies readonly (keyof BuilderState["lint"])[];

/** The request with its defaults. */
export interface ValidatedRequest {
  readonly prompt: string;
  readonly model: string;
  readonly spec: ModelSpec;
  readonly seconds: number;
}

/** Validates the builder's state against the endpoint's dialect and model. */
export function validateRequest(state: BuilderState, endpoint: ResolvedEndpoint): ValidatedRequest {
  const model = state.model === undefined ? endpoint.defaultModel : state.model;
  if (typeof model !== "string" || model === "")
    throw new RequestError("option_invalid", `.model() got ${describeValue(model)}, not a model's id.`);
  const { create, name: dialect } = endpoint.dialect;
  if (create.needsModel && state.model === undefined && !endpoint.isModelNamed)
    throw new RequestError("option_invalid", `Servers of the dialect "${dialect}" have no model by default.`, {
      hint: 'Name one of theirs: createUgoku({ model: "…" }) or .model("…").',
    });
  const spec = modelSpec(endpoint.models, model);
  const prompt = checkPrompt(state.prompt, spec);
  const seconds = checkSeconds(state.seconds === undefined ? spec.defaultSeconds : state.seconds, model, spec);
  if (state.size !== undefined) checkSize(state.size, model, spec, endpoint.models);
  checkFit(state.fit);
  checkOneOf("lint", state.lint.level, ["off", "warn", "error"]);
  checkOptionNames(".lint()", state.lint, lintNames);
  checkMaxCost(state);
  if ("idempotencyKey" in state) checkKey(state.idempotencyKey);
  checkExtra(state, endpoint.dialect);
  checkWholeSeconds(seconds, endpoint.dialect);
  return { prompt, model, spec, seconds };
}

/** A character that can be seen. White space, control and format characters, fillers and half surrogates cannot. */
const visible = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

function checkPrompt(prompt: unknown, spec: ModelSpec): string {
  const hint = 'Describe who moves and how: .withPrompt("The woman slowly turns to the right and smiles.")';
  if (prompt === undefined) throw new RequestError("prompt_missing", "There is no prompt.", { hint });
  if (typeof prompt !== "string")
    throw new RequestError("prompt_missing", `The prompt is ${describeValue(prompt)}.`, { hint });
  if (!visible.test(prompt)) throw new RequestError("prompt_missing", "The prompt is empty.", { hint });
  const length = [...prompt].length;
  if (length > spec.maxPromptCharacters)
    throw new RequestError(
      "prompt_too_long",
      `The prompt has ${length} characters; the limit is ${spec.maxPromptCharacters}.`,
      {
        hint: "A sentence or two is enough. Was a file passed?",
      },
    );
  return prompt;
}

function checkSeconds(seconds: unknown, model: string, spec: ModelSpec): number {
  const limit = spec.seconds === "any" ? spec.limits?.seconds : undefined;
  const anyNumber = limit ? describeLimit(limit, "seconds") : "any number above 0 seconds";
  const allowed = spec.seconds === "any" ? anyNumber : `${spec.seconds.join(", ")} seconds`;
  if (limit && typeof seconds === "number" && seconds > 0 && clampToLimit(limit, seconds) !== seconds)
    throw new RequestError(
      "duration_unsupported",
      `.duration() got ${describeValue(seconds)}; ${model} makes clips of ${allowed}.`,
      { hint: `The nearest is .duration(${clampToLimit(limit, seconds)}).` },
    );
  const fits =
    typeof seconds === "number" &&
    // On the wire it is a string of digits, which 1e-7 is not.
    (spec.seconds === "any" ? seconds > 0 && /^\d+(\.\d+)?$/.test(String(seconds)) : spec.seconds.includes(seconds));
  if (fits) return seconds;
  const received =
    typeof seconds === "string" || typeof seconds === "bigint"
      ? `the ${typeof seconds} ${describeValue(seconds)}`
      : describeValue(seconds);
  throw new RequestError("duration_unsupported", `.duration() got ${received}; ${model} makes clips of ${allowed}.`, {
    hint:
      typeof seconds === "string" || typeof seconds === "bigint"
        ? `Pass a number${Number(seconds) > 0 ? `: .duration(${Number(seconds)})` : ""}.`
        : `Pass ${spec.seconds === "any" ? "a number above 0" : `one of ${spec.seconds.join(", ")}`}.`,
  });
}

/** Most servers count in whole seconds, whatever their model could make. */
function checkWholeSeconds(seconds: number, { create, name }: Dialect): void {
  if (create.seconds.as === "decimal-text" || Number.isInteger(seconds)) return;
  throw new RequestError(
    "duration_unsupported",
    `.duration() got ${seconds}; servers of the dialect "${name}" take whole seconds.`,
    {
      hint: `The nearest is .duration(${Math.max(1, Math.round(seconds))}).`,
    },
  );
}

function checkSize(size: unknown, model: string, spec: ModelSpec, table: ModelTable): void {
  const parsed = typeof size === "string" ? parseSize(size) : undefined;
  const limit = spec.sizes === "any" ? spec.limits?.side : undefined;
  if (parsed && limit) {
    const near = closestAllowedSize(limit, String(size));
    if (near === size) return;
    throw new RequestError(
      "size_unsupported",
      `.size() got ${describeValue(size)}; ${model} makes clips whose sides have ${describeLimit(limit, "pixels")}.`,
      { hint: `The nearest is .size("${near}").` },
    );
  }
  if (parsed && (spec.sizes === "any" || spec.sizes.includes(String(size)))) return;
  const allowed = spec.sizes === "any" ? "any width x height" : spec.sizes.join(", ");
  throw new RequestError(
    "size_unsupported",
    `.size() got ${describeValue(size)}; ${model} makes clips of ${allowed}.`,
    {
      hint: sizeHint(size, spec, table),
    },
  );
}

/** Names the size that was meant, or the model that makes it. */
function sizeHint(size: unknown, spec: ModelSpec, table: ModelTable): string {
  const lower = typeof size === "string" ? size.toLowerCase().replace(/[×*]/g, "x").replace(/\s/g, "") : "";
  if (lower !== size && (spec.sizes === "any" ? parseSize(lower) : spec.sizes.includes(lower)))
    return `Did you mean "${lower}"?`;
  const other = Object.keys(table).find((id) => {
    const sizes = modelSpec(table, id).sizes;
    return sizes !== "any" && sizes.includes(lower);
  });
  if (other !== undefined) return `Use one of these sizes, or add .model("${other}"), which makes ${lower}.`;
  if (spec.sizes !== "any" && parseSize(lower)) return `Use one of ${spec.sizes.join(", ")}.`;
  return 'A size is written with a small x, width first, such as "1280x720".';
}

function checkExtra({ extra, invalidExtra }: BuilderState, dialect: Dialect): void {
  if (invalidExtra !== undefined)
    throw new RequestError("option_invalid", `.extra() takes an object of plain JSON values, and got ${invalidExtra}.`);
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
      `.extra() got ${describeValue(name)}, which servers of the dialect "${dialect.name}" do not take.`,
      {
        hint: meant
          ? `Did you mean ${meant}?`
          : known.length > 0
            ? `They take ${known.join(", ")}.`
            : "They take no fields of their own.",
      },
    );
  }
}

const fieldTypes: Readonly<Record<ExtraField["type"], (value: unknown) => boolean>> = {
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  text: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  // An object, or its JSON.
  json: (value) => typeof value === "object" || typeof value === "string",
};

/** Refuses a value that the server would refuse or misread. */
function checkField(name: string, value: unknown, { type, from, to }: ExtraField): void {
  const isIn = (from === undefined || Number(value) >= from) && (to === undefined || Number(value) <= to);
  if (fieldTypes[type](value) && isIn) return;
  const range = `${from === undefined ? "" : ` from ${from}`}${to === undefined ? "" : ` to ${to}`}`;
  const what = {
    integer: "a whole number",
    number: "a number",
    text: "a string",
    boolean: "true or false",
    json: "an object",
  };
  throw new RequestError(
    "option_invalid",
    `.extra() got ${describeValue(value)} as ${name}, not ${what[type]}${range}.`,
  );
}

function checkOneOf(call: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value === "string" && allowed.includes(value)) return;
  throw new RequestError("option_invalid", `.${call}() got ${describeValue(value)}.`, {
    hint: `Use ${allowed.join(", ")}.`,
  });
}

function checkFit({ mode, background, invalidOptions: options }: BuilderState["fit"]): void {
  checkOneOf("fit", mode, ["auto", "cover", "contain", "exact"]);
  if (typeof options === "string")
    throw new RequestError("option_invalid", `The options of .fit() are ${describeValue(options)}, not an object.`, {
      hint: `Write .fit(${describeValue(mode)}, { background: ${describeValue(options)} }).`,
    });
  if (options !== undefined) checkOptionNames(".fit()", options, ["background"]);
  if (background === undefined || typeof background === "string") return;
  throw new RequestError("option_invalid", `The background of .fit() is ${describeValue(background)}, not a string.`, {
    hint: 'Use "edge", "blur" or a CSS colour such as "white".',
  });
}

/** A maximum that is not a number would allow every cost. */
function checkMaxCost(state: BuilderState): void {
  const maximum: unknown = state.maxCost;
  if (!("maxCost" in state) || (typeof maximum === "number" && maximum >= 0)) return;
  throw new RequestError("option_invalid", `.maxCost() got ${describeValue(maximum)}, not a number of US dollars.`);
}

/** A key that is `undefined` by mistake must not become a fresh one at each call. */
function checkKey(key: unknown): void {
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return;
  throw new RequestError("option_invalid", `.idempotencyKey() got ${describeValue(key)}.`, {
    hint: "A key is 1 to 255 visible ASCII characters, without spaces.",
  });
}
