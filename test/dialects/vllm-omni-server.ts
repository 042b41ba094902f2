import {
  asClip,
  bearer,
  createPage,
  type FilePart,
  getStatus,
  HttpError,
  isMultipart,
  type ParsedCreate,
  readForm,
  type StoredJob,
  type StrictServer,
  sortBySecond,
  strictServer,
} from "./strict-server.js";

/** The error of vLLM's app, as vLLM-Omni 0.30.0 sends it. */
const httpError = (status: number, message: string, param: string | null = null) =>
  new HttpError(status, { error: { message, type: phrases[status] ?? "Bad Request", param, code: status } });

const phrases: Readonly<Record<number, string>> = { 404: "Not Found", 409: "Conflict", 422: "Unprocessable Entity" };

/** An invalid field of the form, which FastAPI checks. */
const invalid = (name: string, msg: string, type = "value_error") =>
  httpError(400, `1 validation error:\n  {'type': '${type}', 'loc': 'body.${name}', 'msg': "${msg}"}`, `body.${name}`);

/** An invalid value, which pydantic checks once the form is read. */
const outOfRange = (name: string, msg: string) =>
  httpError(400, `1 validation error for VideoGenerationRequest\n${name}\n  ${msg}`);

/** The one model that it serves. */
const served = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";

export interface VllmOmniOptions {
  /** Before its pull request 1665: the create is the clip, without a job. */
  readonly isOld?: boolean;
  /** A delete of a running job does not stop it in time. */
  readonly isSlowToStop?: boolean;
}

/**
 * vLLM-Omni 0.30.0, with the responses that `test/interop` recorded: forms only, one model, an image as a file or as JSON in
 * `image_reference`, never both; a failed job with the HTTP status of its error; jobs that a restart forgets.
 */
export function vllmOmniServer({ isOld = false, isSlowToStop = false }: VllmOmniOptions = {}): StrictServer {
  const server: StrictServer = strictServer({
    base: "/v1",
    isAllowed: bearer,
    httpError: (status, message) =>
      // An access check and a router in front of the routes.
      new HttpError(status, status === 401 ? { error: "Unauthorized" } : { detail: message }),
    missing: () => httpError(404, "Video not found"),
    newId: () => `video_gen_${crypto.randomUUID().replaceAll("-", "")}`,
    read,
    created: (job) =>
      Response.json(
        isOld ? { created: job.createdAt, data: [{ b64_json: server.clip.toString("base64") }] } : show(job),
      ),
    show,
    shownStatus: (job) => (getStatus(job) === "failed" ? failure.code : 200),
    list: (jobs, query) => {
      const { page, hasMore } = createPage(sortBySecond(jobs, query), query);
      const ids = { first_id: page[0]?.id ?? null, last_id: page.at(-1)?.id ?? null };
      return { object: "list", data: page.map(show), ...ids, has_more: hasMore };
    },
    remove: (job) => {
      if (getStatus(job) === "in_progress" && isSlowToStop)
        throw httpError(409, "Cancellation in progress. Please try again later.");
      return { id: job.id, object: "video.deleted", deleted: server.jobs.delete(job.id) };
    },
    content: (job) => {
      // It has no query: whatever variant is asked for, the video is what comes.
      if (getStatus(job) === "failed")
        throw httpError(422, "Video generation failed. Check job status for error details.");
      if (getStatus(job) !== "completed" || job.outcome.withoutContent)
        throw httpError(404, "Generation is still in-progress");
      return asClip(server.clip);
    },
  });
  return server;
}

const known = new Set(
  `model prompt seconds size user width height aspect_ratio short_edge num_frames fps quality start_time_seconds
  num_outputs_per_prompt return_stage_metrics num_inference_steps guidance_scale guidance_scale_2
  boundary_ratio flow_shift true_cfg_scale seed negative_prompt generate_sound sound_duration enable_frame_interpolation
  frame_interpolation_exp frame_interpolation_scale frame_interpolation_model_path lora extra_params image_reference
  video_reference audio_reference control_type`.split(/\s+/),
);

async function read(request: Request, server: StrictServer): Promise<ParsedCreate> {
  // A body that is not a form has no fields.
  if (!isMultipart(request)) throw invalid("prompt", "Field required", "missing");
  const { texts, files } = await readForm(request);
  // A form has no field of that name: FastAPI drops it without a word, and the image with it.
  server.dropped.push(
    ...Object.keys({ ...texts, ...files }).filter((name) => !known.has(name) && name !== "input_reference"),
  );
  if (texts.input_reference !== undefined)
    throw invalid("input_reference", "Value error, Expected UploadFile, received: <class 'str'>");
  if (!texts.prompt) throw invalid("prompt", "Field required", "missing");
  checkPattern(texts, "seconds", "^[1-9]\\d*$");
  checkPattern(texts, "size", "^\\d+x\\d+$");
  if (texts.fps !== undefined && !(Number(texts.fps) >= 1))
    throw invalid("fps", "Input should be greater than or equal to 1", "greater_than_equal");
  for (const name of ["lora", "extra_params", "image_reference"]) parseObject(texts, name);
  inRange(texts, "num_inference_steps", 1, 200, /^-?\d+$/);
  inRange(texts, "guidance_scale", 0, 20, /^-?[\d.]+$/);
  if (texts.model !== undefined && texts.model !== served)
    throw httpError(400, `Model mismatch: request specifies '${texts.model}' but server is running '${served}'.`);
  return { encoding: "multipart", fields: texts, image: parseImage(files.input_reference, texts.image_reference) };
}

function parseImage(file: FilePart | undefined, text: string | undefined): FilePart | object {
  if (file && text !== undefined)
    throw httpError(
      400,
      "Provide only one of input_reference, image_reference, or video_reference when using input_reference; image_reference and video_reference may be combined.",
    );
  if (file) {
    if (!file.type.startsWith("image/"))
      throw httpError(400, "Invalid input_reference: provided content is not a valid image or video.");
    return file;
  }
  // The model decides: this one is for images.
  if (text === undefined) throw httpError(400, "Image-to-video needs an input_reference or an image_reference.");
  const reference = JSON.parse(text) as Record<string, unknown>;
  if ("file_id" in reference) throw httpError(400, "Invalid image_reference: file_id is not supported yet.");
  if (typeof reference.image_url !== "string") throw outOfRange("image_reference", "Field required");
  return reference;
}

function checkPattern(texts: Readonly<Record<string, string>>, name: string, pattern: string): void {
  const text = texts[name];
  if (text !== undefined && !new RegExp(pattern).test(text))
    throw invalid(name, `String should match pattern '${pattern}'`, "string_pattern_mismatch");
}

function inRange(texts: Readonly<Record<string, string>>, name: string, from: number, to: number, form: RegExp): void {
  const text = texts[name];
  if (text === undefined) return;
  if (!form.test(text)) throw invalid(name, "Input should be a valid number", "float_parsing");
  if (Number(text) < from) throw outOfRange(name, `Input should be greater than or equal to ${from}`);
  if (Number(text) > to) throw outOfRange(name, `Input should be less than or equal to ${to}`);
}

function parseObject(texts: Readonly<Record<string, string>>, name: string): void {
  const text = texts[name];
  if (text === undefined) return;
  try {
    if (typeof JSON.parse(text) === "object") return;
  } catch {
    // Said below.
  }
  throw httpError(400, "Invalid JSON in form field.");
}

/** Why jobs fail. */
const failure = { code: 500, message: "The GPU has melted." };

function show(job: StoredJob): object {
  const status = getStatus(job);
  const { model, prompt, size, seconds } = job.fields;
  const frames = Number(seconds ?? 4) * 24;
  return {
    model,
    prompt,
    id: job.id,
    object: "video",
    status,
    size: size ?? null,
    progress: status === "completed" ? 100 : 0,
    seconds: seconds ?? "4",
    quality: "default",
    completed_at: status === "completed" ? job.createdAt + 1 : null,
    created_at: job.createdAt,
    remixed_from_video_id: null,
    // A number, where OpenAI has a word.
    error: status === "failed" ? failure : null,
    media_type: "video/mp4",
    expires_at: null,
    file_name: status === "completed" ? `${job.id}.mp4` : null,
    inference_time_s: status === "completed" ? 0.6 : null,
    fps: 24,
    num_frames: frames,
    duration_s: frames / 24,
    metrics: null,
    stage_durations: {},
    peak_memory_mb: 0,
    action: null,
  };
}
