/**
 * Parses and validates create requests as strictly as the reference server.
 *
 * @module
 */

import { probeImage } from "../image/probe.js";
import { clampToLimit, describeLimit, type Limit, type ModelTable, parseSize } from "../models/models.js";
import { fromBase64 } from "../utils/bytes.js";
import { isUgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { RefusedRequest } from "./responses.js";

/** The parameters of a valid create request. */
export interface CreateParams {
  readonly model: string;
  readonly prompt: string;
  /** Seconds of the clip. */
  readonly seconds: number;
  readonly size: string;
  readonly width: number;
  readonly height: number;
  readonly image: { readonly bytes: Uint8Array; readonly type: string } | undefined;
  /** Only for a model whose row has the option. */
  readonly lastFrame: { readonly bytes: Uint8Array; readonly type: string } | undefined;
}

/** A decoded body: the fields and files of a form, or a JSON object. */
export type DecodedBody =
  | {
      readonly kind: "multipart";
      readonly fields: Readonly<Record<string, string>>;
      readonly files: Readonly<Record<string, DecodedFile>>;
    }
  | { readonly kind: "json"; readonly value: Readonly<Record<string, unknown>> };

/** A file part of a form. */
export interface DecodedFile {
  readonly filename: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Decodes a body. `undefined` if it is neither a form nor a JSON object. */
export async function decodeBody(request: Request): Promise<DecodedBody | undefined> {
  const type = request.headers.get("content-type") ?? "";
  try {
    if (type.includes("application/json")) {
      const value: unknown = await request.json();
      return isRecord(value) ? { kind: "json", value } : undefined;
    }
    if (!type.includes("multipart/form-data")) return undefined;
    const fields: Record<string, string> = {};
    const files: Record<string, DecodedFile> = {};
    for (const [name, value] of await request.formData()) {
      if (typeof value === "string") fields[name] = value;
      else files[name] = { filename: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
    }
    return { kind: "multipart", fields, files };
  } catch {
    return undefined;
  }
}

/** Whether an image must have exactly the pixels of `size`, or only its aspect ratio. */
export type ImageMatch = "exact" | "shape";

/** Pixels that an image must have, and how strictly. */
interface ImageRule {
  readonly width: number;
  readonly height: number;
  readonly match: ImageMatch;
}

/** Parses a create request. @throws RefusedRequest if it is invalid */
export function parseCreate(
  body: DecodedBody | undefined,
  models: ModelTable,
  match: ImageMatch,
  defaultModel: string,
): CreateParams {
  if (!body)
    throw badRequest(
      "The body is neither multipart/form-data nor a JSON object with the header Content-Type: application/json.",
    );
  const fields: Readonly<Record<string, unknown>> = body.kind === "json" ? body.value : body.fields;
  const read = (name: string, fallback: string) => (fields[name] === undefined ? fallback : fields[name]);

  const prompt = read("prompt", "");
  if (typeof prompt !== "string" || prompt === "")
    throw badRequest("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter");
  if ([...prompt].length > 32_000)
    throw badRequest("Invalid 'prompt': string too long.", "prompt", "string_above_max_length");

  const model = read("model", defaultModel);
  const spec = typeof model === "string" && Object.hasOwn(models, model) ? models[model] : undefined;
  if (!spec || typeof model !== "string")
    throw badRequest(`The model '${String(model)}' does not exist.`, "model", "model_not_found");
  const { limits } = spec;

  const seconds = read("seconds", String(spec.defaultSeconds));
  if (typeof seconds !== "string") throw wrongType("seconds", "a string", seconds);
  const length = Number(seconds);
  const isLength =
    spec.seconds === "any"
      ? Number.isFinite(length) && length > 0 && isWithin(length, limits?.seconds)
      : spec.seconds.map(String).includes(seconds);
  if (!isLength) throw notSupported("seconds", seconds, spec.seconds, limits?.seconds);

  const size = String(read("size", spec.defaultSize));
  const pixels = parseSize(size);
  const isSize =
    spec.sizes === "any"
      ? [pixels?.width, pixels?.height].every((side = 0) => isWithin(side, limits?.side))
      : spec.sizes.includes(size);
  if (!pixels || !isSize) throw notSupported("size", size, spec.sizes, limits?.side);

  const rule = { ...pixels, match };
  const image = parseImage(body, "input_reference", rule);
  const lastFrame = spec.options?.includes("lastFrame") ? parseLastFrame(body, fields, rule) : undefined;
  return { model, prompt, seconds: length, size, ...pixels, image, lastFrame };
}

/** Refuses a last frame that is not in the request: without it, the clip would end on another image. */
function parseLastFrame(body: DecodedBody, fields: Readonly<Record<string, unknown>>, rule: ImageRule) {
  const param = "last_frame";
  const lastFrame = parseImage(body, param, rule);
  if (!lastFrame && Object.keys(fields).some((name) => /^last_frame\b/.test(name)))
    throw badRequest(`Invalid value for '${param}': expected a file or a data URL.`, param, "invalid_value");
  return lastFrame;
}

function parseImage(body: DecodedBody, param: string, rule: ImageRule): CreateParams["image"] {
  if (body.kind === "json") {
    const reference = body.value[param];
    if (reference === undefined) return undefined;
    if (typeof reference !== "object" || reference === null) throw wrongType(param, "an object", reference);
    return parseReference(reference as Readonly<Record<string, unknown>>, param, rule);
  }
  const file = body.files[param];
  // The openai package flattens an object into form fields.
  const parts = ["file_id", "image_url"].flatMap((name) => {
    const value = body.fields[`${param}[${name}]`];
    return value === undefined ? [] : [[name, value] as const];
  });
  if (parts.length > 0 && file)
    throw badRequest(
      `Invalid value for '${param}': expected either a file or an object, but got both.`,
      param,
      "invalid_value",
    );
  if (parts.length > 0) return parseReference(Object.fromEntries(parts), param, rule);
  if (Object.hasOwn(body.fields, param)) throw wrongType(param, "a file", body.fields[param]);
  return file && checkImage(file, param, rule);
}

/** Validates the type and the pixels of an image. */
function checkImage({ bytes, type }: Pick<DecodedFile, "bytes" | "type">, param: string, rule: ImageRule) {
  if (!["image/jpeg", "image/png", "image/webp"].includes(type))
    throw badRequest(
      `Invalid file '${param}': unsupported mimetype ('${type || "application/octet-stream"}').`,
      param,
      "unsupported_file_mimetype",
    );
  const { storedWidth: width, storedHeight: height } = readHeader(bytes, param);
  const hasSameShape = Math.abs(width * rule.height - height * rule.width) <= Math.max(rule.width, rule.height);
  if (rule.match === "exact" ? width !== rule.width || height !== rule.height : !hasSameShape)
    throw badRequest("Inpaint image must match the requested width and height", param);
  return { bytes, type };
}

function readHeader(bytes: Uint8Array, param: string) {
  try {
    return probeImage(bytes);
  } catch (error) {
    const reason = isUgokuError(error) ? error.message : "it cannot be read";
    throw badRequest(`Invalid file '${param}': ${reason}`, param, "invalid_image");
  }
}

/** The image of a `data:` URL. File ids and other URLs are accepted, but not fetched. */
function parseReference(reference: Readonly<Record<string, unknown>>, param: string, rule: ImageRule) {
  const given = ["file_id", "image_url"].filter((name) => (reference[name] ?? undefined) !== undefined);
  const [name = ""] = given;
  if (given.length !== 1)
    throw badRequest(
      `Invalid value for '${param}': expected exactly one of 'file_id' and 'image_url', but got ${given.length === 0 ? "neither" : "both"}.`,
      param,
      "invalid_value",
    );
  const value = reference[name];
  const field = `${param}.${name}`;
  if (typeof value !== "string") throw wrongType(field, "a string", value);
  if (value === "") throw badRequest(`Invalid value for '${field}': it is empty.`, field, "invalid_value");
  const [, type, text] = (name === "image_url" && /^data:([^;,]*);base64,(.*)$/is.exec(value)) || [];
  if (type === undefined || text === undefined) return undefined;
  return checkImage({ bytes: decodeBase64(text, field), type }, param, rule);
}

function decodeBase64(text: string, field: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw badRequest(`Invalid value for '${field}': it is not Base64.`, field, "invalid_value");
  }
}

const badRequest = (message: string, param?: string, code?: string) =>
  new RefusedRequest({ status: 400, message, ...(param && { param }), ...(code && { code }) });

function wrongType(param: string, expected: string, value: unknown): RefusedRequest {
  const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const article = type === "null" ? "" : /^[ao]/.test(type) ? "an " : "a ";
  return badRequest(
    `Invalid type for '${param}': expected ${expected}, but got ${article}${type} instead.`,
    param,
    "invalid_type",
  );
}

/** A value that the model does not have. */
function notSupported(
  param: "seconds" | "size",
  value: string,
  values: readonly (string | number)[] | "any",
  limit: Limit | undefined,
): RefusedRequest {
  const range = limit ? describeLimit(limit, param === "size" ? "pixels" : "seconds") : "any";
  const supported = values === "any" ? range : values.map((one) => `'${one}'`).join(", ");
  return badRequest(`Invalid value: '${value}'. Supported values are: ${supported}.`, param, "invalid_value");
}

const isWithin = (value: number, limit: Limit | undefined) => !limit || clampToLimit(limit, value) === value;
