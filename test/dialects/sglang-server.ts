import {
  asClip,
  bearer,
  getStatus,
  HttpError,
  isJson,
  isMultipart,
  type ParsedCreate,
  readForm,
  readJson,
  type StoredJob,
  type StrictServer,
  strictServer,
} from "./strict-server.js";

const httpError = (status: number, detail: unknown) => new HttpError(status, { detail });
const invalid = (name: string, msg: string) => httpError(422, [{ type: "int_parsing", loc: ["body", name], msg }]);

export interface SglangOptions {
  /** Where finished clips are put: the job then has their address, and `content` does not answer. */
  readonly cloud?: (id: string) => string;
}

/** SGLang Diffusion: forms or JSON with strings, a list without a cursor, a delete that answers with the job. */
export function sglangServer({ cloud }: SglangOptions = {}): StrictServer {
  const show = (job: StoredJob) => showJob(job, cloud);
  return strictServer({
    base: "/v1",
    isAllowed: bearer,
    httpError,
    newId: () => crypto.randomUUID(),
    read,
    created: (job) => Response.json(show(job)),
    show,
    list: (jobs, query) => {
      const limit = Number(query.get("limit") ?? 20);
      if (limit < 1 || limit > 100) throw invalid("limit", "Input should be from 1 to 100");
      const from = jobs.findIndex(({ id }) => id === query.get("after")) + 1;
      // Neither has_more nor first_id nor last_id.
      return { data: jobs.slice(from, from + limit).map(show), object: "list" };
    },
    remove: (job, server) => {
      server.jobs.delete(job.id);
      return { ...show(job), status: "deleted" };
    },
    content: (job, _, server) => {
      if (getStatus(job) !== "completed") throw httpError(404, "Video is not completed");
      if (job.outcome.withoutContent) throw httpError(404, "Video file not found");
      if (cloud)
        throw httpError(400, `Video has been uploaded to cloud storage. Please use the cloud URL: ${cloud(job.id)}`);
      return asClip(server.clip);
    },
  });
}

const integers = ["seconds", "fps", "num_frames", "seed", "width", "height", "num_inference_steps", "n"];
const known = new Set([
  ...integers,
  ...`model prompt size reference_url video_path video_url num_outputs_per_prompt generator_device guidance_scale
  guidance_scale_2 true_cfg_scale negative_prompt max_sequence_length flow_shift enable_teacache
  enable_frame_interpolation enable_upscaling output_quality output_compression output_path diffusers_kwargs extra_params
  extra_body extra_json`.split(/\s+/),
]);

async function read(request: Request, server: StrictServer): Promise<ParsedCreate> {
  if (isJson(request)) {
    const { input_reference, reference_url, ...fields } = await readJson(request);
    const image = input_reference ?? reference_url;
    if (typeof image === "object")
      throw httpError(400, "Invalid request body: 1 validation error: input_reference: str type expected");
    if (typeof image !== "string") throw withoutImage();
    return { encoding: "json", fields, image };
  }
  if (!isMultipart(request)) throw httpError(400, "Unsupported content type");
  const { texts, files } = await readForm(request);
  server.dropped.push(
    ...Object.keys({ ...texts, ...files }).filter((name) => !known.has(name) && name !== "input_reference"),
  );
  if (!texts.prompt) throw httpError(400, "prompt is required");
  // Pydantic takes the text of a number for the number, and of nothing else.
  for (const name of integers)
    if (texts[name] !== undefined && !/^-?\d+$/.test(texts[name]))
      throw invalid(name, "Input should be a valid integer, unable to parse string as an integer");
  for (const name of ["diffusers_kwargs", "extra_params", "extra_body", "extra_json"]) {
    if (texts[name] !== undefined && !/^\s*\{/.test(texts[name])) throw httpError(400, `${name} must be a JSON object`);
  }
  const { input_reference: file } = files;
  if (file) {
    if (!file.type.startsWith("image/") || !/\.(png|jpe?g|webp)$/.test(file.name))
      throw httpError(400, "input_reference is not an image");
    return { encoding: "multipart", fields: texts, image: file };
  }
  if (!texts.reference_url) throw withoutImage();
  return { encoding: "multipart", fields: texts, image: texts.reference_url };
}

const withoutImage = () => httpError(400, "input_reference or reference_url is required for image-to-video generation");

function showJob(job: StoredJob, cloud: SglangOptions["cloud"]): object {
  // A job is queued until it has ended.
  const now = getStatus(job);
  const status = now === "in_progress" ? "queued" : now;
  const isDone = status === "completed";
  return {
    id: job.id,
    object: "video",
    // Whatever was asked for, unless nothing was.
    model: job.fields.model ?? "sora-2",
    status,
    progress: isDone ? 100 : 0,
    created_at: job.createdAt,
    completed_at: isDone ? job.createdAt + 1 : null,
    size: job.fields.size ?? "",
    // Counted anew from the frames.
    seconds: String(job.fields.seconds ?? "4"),
    quality: "standard",
    url: isDone && cloud ? cloud(job.id) : null,
    file_path: isDone && !cloud ? `/outputs/${job.id}.mp4` : null,
    file_paths: null,
    num_outputs: 1,
    error: status === "failed" ? { message: "The GPU has melted." } : null,
  };
}
