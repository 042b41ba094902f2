/**
 * Parses and validates create requests as strictly as the reference server.
 *
 * @module
 */

import { probeImage } from "../image/probe.js";
import { clampToLimit, describeLimit, type Limit, type ModelTable, parseSize } from "../models/models.js";
import { fromBase64 } from "../utils/bytes.js";
import { isUgokuError } from "../utils/errors.js";
import type { ErrorInfo } from "./responses.js";

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
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      return isObject ? { kind: "json", value: value as Record<string, unknown> } : undefined;
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

/** Parses a create request; returns an error if it is invalid. */
export function parseCreate(
  body: DecodedBody | undefined,
  models: ModelTable,
  match: ImageMatch,
  defaultModel: string,
): CreateParams | ErrorInfo {
  if (!body) return badRequest("The body is neither multipart/form-data nor a JSON object.");
  const fields: Readonly<Record<string, unknown>> = body.kind === "json" ? body.value : body.fields;
  const read = (name: string, fallback: string) => (fields[name] === undefined ? fallback : fields[name]);

  const prompt = read("prompt", "");
  if (typeof prompt !== "string" || prompt === "")
    return badRequest("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter");
  if ([...prompt].length > 32_000)
    return badRequest("Invalid 'prompt': string too long.", "prompt", "string_above_max_length");

  const model = read("model", defaultModel);
  const spec = typeof model === "string" && Object.hasOwn(models, model) ? models[model] : undefined;
  if (!spec || typeof model !== "string")
    return badRequest(`The model '${String(model)}' does not exist.`, "model", "model_not_found");

  const seconds = read("seconds", String(spec.defaultSeconds));
  if (typeof seconds !== "string")
    return badRequest(
      `Invalid type for 'seconds': expected a string, but got ${typeof seconds} instead.`,
      "seconds",
      "invalid_type",
    );
  const length = Number(seconds);
  const { limits } = spec;
  const isAllowed =
    spec.seconds === "any"
      ? Number.isFinite(length) && length > 0 && isWithin(length, limits?.seconds)
      : spec.seconds.map(String).includes(seconds);
  if (!isAllowed)
    return badRequest(
      `Invalid value: '${seconds}'. Supported values are: ${formatValues(spec.seconds, limits?.seconds, "seconds")}.`,
      "seconds",
      "invalid_value",
    );

  const size = read("size", spec.defaultSize);
  const pixels = typeof size === "string" ? parseSize(size) : undefined;
  const isSupported =
    spec.sizes === "any"
      ? [pixels?.width, pixels?.height].every((side = 0) => isWithin(side, limits?.side))
      : spec.sizes.includes(String(size));
  if (!pixels || !isSupported)
    return badRequest(
      `Invalid value: '${String(size)}'. Supported values are: ${formatValues(spec.sizes, limits?.side, "pixels")}.`,
      "size",
      "invalid_value",
    );

  const image = parseImage(body, "input_reference", pixels, match);
  if (image && "status" in image) return image;
  const lastFrame = spec.options?.includes("lastFrame") ? parseLastFrame(body, fields, pixels, match) : undefined;
  if (lastFrame && "status" in lastFrame) return lastFrame;
  return { model, prompt, seconds: length, size: String(size), ...pixels, image, lastFrame };
}

/** Refuses a last frame that is not in the request: without it, the clip would end on another image. */
function parseLastFrame(
  body: DecodedBody,
  fields: Readonly<Record<string, unknown>>,
  size: { width: number; height: number },
  match: ImageMatch,
): CreateParams["lastFrame"] | ErrorInfo {
  const param = "last_frame";
  const lastFrame = parseImage(body, param, size, match);
  if (lastFrame || !Object.keys(fields).some((name) => /^last_frame\b/.test(name))) return lastFrame;
  return badRequest(`Invalid value for '${param}': expected a file or a data URL.`, param, "invalid_value");
}

function parseImage(
  body: DecodedBody,
  param: string,
  size: { width: number; height: number },
  match: ImageMatch,
): CreateParams["image"] | ErrorInfo {
  if (body.kind === "json") {
    const reference = body.value[param];
    if (reference === undefined) return undefined;
    if (typeof reference !== "object" || reference === null)
      return badRequest(
        `Invalid type for '${param}': expected an object, but got ${reference === null ? "null" : `a ${typeof reference}`} instead.`,
        param,
        "invalid_type",
      );
    return parseReference(reference as Readonly<Record<string, unknown>>, param, size, match);
  }
  // The openai package flattens an object into form fields.
  const parts = ["file_id", "image_url"]
    .map((name) => [name, body.fields[`${param}[${name}]`]] as const)
    .filter(([, value]) => value !== undefined);
  if (parts.length > 0) {
    if (body.files[param])
      return badRequest(
        `Invalid value for '${param}': expected either a file or an object, but got both.`,
        param,
        "invalid_value",
      );
    return parseReference(Object.fromEntries(parts), param, size, match);
  }
  if (Object.hasOwn(body.fields, param))
    return badRequest(`Invalid type for '${param}': expected a file, but got a string instead.`, param, "invalid_type");
  const file = body.files[param];
  return file && checkImage(file, param, size, match);
}

/** Validates an image and its dimensions. */
function checkImage(
  file: Pick<DecodedFile, "bytes" | "type">,
  param: string,
  size: { width: number; height: number },
  match: ImageMatch,
): CreateParams["image"] | ErrorInfo {
  if (!["image/jpeg", "image/png", "image/webp"].includes(file.type))
    return badRequest(
      `Invalid file '${param}': unsupported mimetype ('${file.type || "application/octet-stream"}').`,
      param,
      "unsupported_file_mimetype",
    );
  try {
    const { storedWidth: width, storedHeight: height } = probeImage(file.bytes);
    const hasSameShape = Math.abs(width * size.height - height * size.width) <= Math.max(size.width, size.height);
    if (match === "exact" ? width !== size.width || height !== size.height : !hasSameShape)
      return badRequest("Inpaint image must match the requested width and height", param);
  } catch (error) {
    return badRequest(
      `Invalid file '${param}': ${isUgokuError(error) ? error.message : "it cannot be read"}`,
      param,
      "invalid_image",
    );
  }
  return { bytes: file.bytes, type: file.type };
}

/** The image of a `data:` URL. File ids and other URLs are accepted, but not fetched. */
function parseReference(
  reference: Readonly<Record<string, unknown>>,
  param: string,
  size: { width: number; height: number },
  match: ImageMatch,
): CreateParams["image"] | ErrorInfo {
  const error = checkReference(reference, param);
  const inline = /^data:([^;,]*);base64,(.*)$/is.exec(String(reference.image_url ?? ""));
  if (error || !inline) return error;
  const [, type = "", text = ""] = inline;
  try {
    return checkImage({ bytes: fromBase64(text), type }, param, size, match);
  } catch {
    const field = `${param}.image_url`;
    return badRequest(`Invalid value for '${field}': it is not Base64.`, field, "invalid_value");
  }
}

/** Requires exactly one of `file_id` and `image_url`. */
function checkReference(reference: Readonly<Record<string, unknown>>, param: string): ErrorInfo | undefined {
  const given = ["file_id", "image_url"].filter((name) => (reference[name] ?? undefined) !== undefined);
  if (given.length !== 1)
    return badRequest(
      `Invalid value for '${param}': expected exactly one of 'file_id' and 'image_url', but got ${given.length === 0 ? "neither" : "both"}.`,
      param,
      "invalid_value",
    );
  const [name = ""] = given;
  const value = reference[name];
  if (typeof value === "string" && value !== "") return undefined;
  if (value === "")
    return badRequest(`Invalid value for '${param}.${name}': it is empty.`, `${param}.${name}`, "invalid_value");
  return badRequest(
    `Invalid type for '${param}.${name}': expected a string, but got ${Array.isArray(value) ? "an array" : typeof value} instead.`,
    `${param}.${name}`,
    "invalid_type",
  );
}

const badRequest = (message: string, param?: string, code?: string): ErrorInfo => ({
  status: 400,
  message,
  ...(param ? { param } : {}),
  ...(code ? { code } : {}),
});

const isWithin = (value: number, limit: Limit | undefined) => !limit || clampToLimit(limit, value) === value;

function formatValues(
  values: readonly (string | number)[] | "any",
  limit: Limit | undefined,
  unit: "pixels" | "seconds",
): string {
  if (values !== "any") return values.map((value) => `'${value}'`).join(", ");
  return limit ? describeLimit(limit, unit) : "any";
}
