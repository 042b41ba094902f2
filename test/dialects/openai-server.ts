import {
  asClip,
  bearer,
  createPage,
  getSize,
  getStatus,
  HttpError,
  isJson,
  isMultipart,
  type ParsedCreate,
  readForm,
  readJson,
  type ServerDefinition,
  type StoredJob,
  type StrictServer,
  strictServer,
} from "./strict-server.js";

/** OpenAI's contract as it ended: enums as the guide had them (16 and 20 s, 1080p), 13 keys, a file with name and type. */
export const openaiServer = (): StrictServer => strictServer(openaiParts("/v1", bearer));

/** The same for those who pass it on. */
export function openaiParts(base: string, isAllowed: (headers: Headers) => boolean) {
  return {
    base,
    isAllowed,
    newId: () => `video_${crypto.randomUUID().replaceAll("-", "")}`,
    httpError: (status, message) => httpError(message, null, null, status),
    read: readReference,
    created: (job) => Response.json(showReference(job)),
    show: showReference,
    list: (jobs, query) => {
      const { page, hasMore } = createPage(jobs, query);
      const ids = { first_id: page[0]?.id ?? null, last_id: page.at(-1)?.id ?? null };
      return { object: "list", data: page.map(showReference), ...ids, has_more: hasMore };
    },
    remove: (job, server) => {
      if (!["completed", "failed"].includes(getStatus(job)))
        throw httpError("Only completed or failed videos can be deleted.", null, "invalid_request_error");
      return { object: "video.deleted", deleted: server.jobs.delete(job.id), id: job.id };
    },
    content: (job, query, server) => {
      if (getStatus(job) !== "completed" || job.outcome.withoutContent)
        throw httpError("Video is not ready yet, use GET /v1/videos/{video_id} to check status.", null, null, 404);
      const variant = query.get("variant") ?? "video";
      if (variant === "video") return asClip(server.clip);
      if (variant === "thumbnail") return asClip(Buffer.from("RIFF....WEBP"), "image/webp");
      if (variant === "spritesheet") return asClip(Buffer.from([0xff, 0xd8, 0xff]), "image/jpeg");
      throw httpError(`Invalid value: '${variant}'.`, "variant", "invalid_value");
    },
  } satisfies ServerDefinition;
}

export function httpError(message: string, param: string | null, code: string | null, status = 400): HttpError {
  return new HttpError(status, { error: { message, type: "invalid_request_error", param, code } });
}

const seconds = ["4", "8", "12", "16", "20"];
const sizes = ["720x1280", "1280x720", "1024x1792", "1792x1024", "1080x1920", "1920x1080"];

async function readReference(request: Request): Promise<ParsedCreate> {
  if (isMultipart(request)) {
    const { texts, files } = await readForm(request);
    const { input_reference: image, ...others } = files;
    if (Object.keys(others).length > 0) throw httpError(`Unknown parameter: '${Object.keys(others)}'.`, null, null);
    if ("input_reference" in texts) throw wrongType("input_reference", "a file", "a string");
    checkFields(texts);
    if (!image) throw httpError("Missing required parameter: 'input_reference'.", "input_reference", null);
    checkFile(image.type);
    if (getSize(image) !== texts.size)
      throw httpError("Inpaint image must match the requested width and height", "input_reference", "invalid_value");
    return { encoding: "multipart", fields: texts, image };
  }
  if (!isJson(request)) throw httpError("Unsupported content type", null, null, 415);
  const { input_reference: image, ...fields } = await readJson(request);
  checkFields(fields);
  if (typeof image !== "object" || image === null)
    throw wrongType("input_reference", "an object", image === undefined ? "nothing" : "a string");
  const [name = "", ...more] = Object.keys(image);
  const [value] = Object.values(image) as unknown[];
  if (more.length > 0 || !["file_id", "image_url"].includes(name) || typeof value !== "string")
    throw httpError("input_reference has exactly one of file_id and image_url.", "input_reference", null);
  if (name === "image_url" && !/^(https:\/\/|data:image\/(png|jpeg|webp);base64,)/.test(value))
    throw httpError("image_url is an https URL or a data URL.", "input_reference", "invalid_value");
  return { encoding: "json", fields, image };
}

/** The type of an image's part. */
export function checkFile(type: string): void {
  if (!["image/jpeg", "image/png", "image/webp"].includes(type))
    throw httpError(
      `Invalid file: unsupported mimetype ('${type || "application/octet-stream"}')`,
      "input_reference",
      null,
    );
}

const wrongType = (name: string, expected: string, got: string) =>
  httpError(`Invalid type for '${name}': expected ${expected}, but got ${got} instead.`, name, "invalid_type");

function checkFields(fields: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(fields))
    if (!["model", "prompt", "seconds", "size"].includes(name))
      throw httpError(`Unknown parameter: '${name}'.`, name, "unknown_parameter");
  for (const name of ["model", "prompt", "seconds", "size"])
    if (typeof fields[name] !== "string") throw wrongType(name, "a string", `${typeof fields[name]}`);
  if (!/^sora-2(-pro)?(-\d{4}-\d\d-\d\d)?$/.test(String(fields.model)))
    throw httpError(`The model '${fields.model}' does not exist.`, "model", "model_not_found", 404);
  for (const [name, allowed] of Object.entries({ seconds, size: sizes }))
    if (!allowed.includes(String(fields[name])))
      throw httpError(`Invalid value: '${fields[name]}'. Supported values are: ${allowed}.`, name, "invalid_value");
}

/** The 13 keys. */
export function showReference(job: StoredJob): Record<string, unknown> {
  const status = getStatus(job);
  const { model, prompt, size, seconds: length } = job.fields;
  return {
    id: job.id,
    object: "video",
    model,
    status,
    progress: status === "completed" ? 100 : status === "in_progress" ? 40 : 0,
    created_at: job.createdAt,
    completed_at: status === "completed" ? job.createdAt + 1 : null,
    expires_at: status === "completed" ? job.createdAt + 3600 : null,
    prompt,
    size,
    seconds: length,
    remixed_from_video_id: null,
    error: status === "failed" ? { code: "video_generation_failed", message: "The GPU has melted." } : null,
  };
}
