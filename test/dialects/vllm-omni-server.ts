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
  strictServer,
} from "./strict-server.js";

/** FastAPI's form of an error. */
const httpError = (status: number, detail: unknown) => new HttpError(status, { detail });

/** FastAPI's word for a field that is not what it should be. */
const invalid = (name: string, msg: string) => httpError(422, [{ type: "value_error", loc: ["body", name], msg }]);

export interface VllmOmniOptions {
  /** Before its pull request 1665: the create is the clip, without a job. */
  readonly isOld?: boolean;
  /** A delete of a running job does not stop it in time. */
  readonly isSlowToStop?: boolean;
}

/** vLLM-Omni: forms only, an image as a file or as JSON in `image_reference`, never both; jobs that a restart forgets. */
export function vllmOmniServer({ isOld = false, isSlowToStop = false }: VllmOmniOptions = {}): StrictServer {
  const server: StrictServer = strictServer({
    base: "/v1",
    isAllowed: bearer,
    httpError,
    newId: () => `video_gen_${crypto.randomUUID().replaceAll("-", "")}`,
    read,
    created: (job) =>
      Response.json(
        isOld ? { created: job.createdAt, data: [{ b64_json: server.clip.toString("base64") }] } : show(job),
      ),
    show,
    list: (jobs, query) => {
      const { page, hasMore } = createPage(jobs, query);
      const ids = { first_id: page[0]?.id ?? null, last_id: page.at(-1)?.id ?? null };
      return { object: "list", data: page.map(show), ...ids, has_more: hasMore };
    },
    remove: (job) => {
      if (getStatus(job) === "in_progress" && isSlowToStop)
        throw httpError(409, "Video generation is still being cancelled");
      return { id: job.id, object: "video.deleted", deleted: server.jobs.delete(job.id) };
    },
    content: (job) => {
      // It has no query: whatever variant is asked for, the video is what comes.
      if (getStatus(job) === "failed") throw httpError(422, "Video generation failed");
      if (getStatus(job) !== "completed" || job.outcome.withoutContent)
        throw httpError(404, "Generation is still in-progress");
      return asClip(server.clip);
    },
  });
  return server;
}

const known = new Set(
  `model prompt seconds size user width height num_frames fps num_inference_steps guidance_scale guidance_scale_2
  boundary_ratio flow_shift true_cfg_scale seed negative_prompt generate_sound sound_duration enable_frame_interpolation
  frame_interpolation_exp frame_interpolation_scale frame_interpolation_model_path lora extra_params image_reference
  video_reference audio_reference control_type`.split(/\s+/),
);

async function read(request: Request, server: StrictServer): Promise<ParsedCreate> {
  if (!isMultipart(request)) throw httpError(400, "Only multipart/form-data requests are supported.");
  const { texts, files } = await readForm(request);
  // A form has no field of that name: FastAPI drops it without a word, and the image with it.
  server.dropped.push(
    ...Object.keys({ ...texts, ...files }).filter((name) => !known.has(name) && name !== "input_reference"),
  );
  if (texts.input_reference !== undefined)
    throw invalid("input_reference", "Expected UploadFile, received: <class 'str'>");
  if (!texts.prompt) throw invalid("prompt", "Field required");
  if (texts.seconds !== undefined && !/^[1-9]\d*$/.test(texts.seconds))
    throw invalid("seconds", "String should match pattern '^[1-9]\\d*$'");
  if (texts.size !== undefined && !/^\d+x\d+$/.test(texts.size))
    throw invalid("size", "String should match pattern '^\\d+x\\d+$'");
  inRange(texts, "num_inference_steps", 1, 200, /^-?\d+$/);
  inRange(texts, "guidance_scale", 0, 20, /^-?[\d.]+$/);
  inRange(texts, "fps", 1, Number.POSITIVE_INFINITY, /^-?\d+$/);
  for (const name of ["lora", "extra_params", "image_reference"]) parseObject(texts, name);
  return { encoding: "multipart", fields: texts, image: parseImage(files.input_reference, texts.image_reference) };
}

function parseImage(file: FilePart | undefined, text: string | undefined): FilePart | object {
  if (file && text !== undefined) throw httpError(400, "Provide only one of input_reference and image_reference.");
  if (file) {
    if (file.name === "") throw invalid("input_reference", "Expected UploadFile");
    if (!file.type.startsWith("image/")) throw httpError(400, "input_reference must be an image.");
    return file;
  }
  if (text === undefined) throw httpError(400, "Image-to-video needs an input_reference or an image_reference.");
  const reference = JSON.parse(text) as Record<string, unknown>;
  if ("file_id" in reference) throw httpError(400, "image_reference.file_id is not supported.");
  if (typeof reference.image_url !== "string") throw httpError(400, "image_reference needs an image_url.");
  return reference;
}

function inRange(texts: Readonly<Record<string, string>>, name: string, from: number, to: number, form: RegExp): void {
  const text = texts[name];
  if (text === undefined) return;
  if (!form.test(text)) throw invalid(name, "Input should be a valid number");
  if (Number(text) < from) throw invalid(name, `Input should be greater than or equal to ${from}`);
  if (Number(text) > to) throw invalid(name, `Input should be less than or equal to ${to}`);
}

function parseObject(texts: Readonly<Record<string, string>>, name: string): void {
  const text = texts[name];
  if (text === undefined) return;
  try {
    if (typeof JSON.parse(text) === "object") return;
  } catch {
    // Said below.
  }
  throw httpError(400, `Invalid JSON in ${name}.`);
}

function show(job: StoredJob): object {
  const status = getStatus(job);
  const { model, prompt, size, seconds } = job.fields;
  return {
    id: job.id,
    object: "video",
    model,
    prompt,
    status,
    progress: status === "completed" ? 100 : 0,
    created_at: job.createdAt,
    completed_at: status === "completed" ? job.createdAt + 1 : null,
    size,
    seconds,
    // A number, where OpenAI has a word.
    error: status === "failed" ? { code: 500, message: "The GPU has melted." } : null,
    media_type: "video/mp4",
    file_name: status === "completed" ? `${job.id}.mp4` : null,
    inference_time_s: null,
    stage_durations: {},
    quality: "standard",
  };
}
