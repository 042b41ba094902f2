import {
  asClip,
  bearer,
  createPage,
  getStatus,
  HttpError,
  isJson,
  isMultipart,
  type ParsedCreate,
  readForm,
  readJson,
  type StoredJob,
  type StrictServer,
  sortBySecond,
  strictServer,
} from "./strict-server.js";

const httpError = (status: number, detail: unknown) => new HttpError(status, { detail });
const invalid = (place: "body" | "query", name: string, type: string, msg: string) =>
  httpError(422, [{ type, loc: [place, name], msg }]);

export interface SglangOptions {
  /** Where finished clips are put: the job then has their address, and `content` does not answer. */
  readonly cloud?: (id: string) => string;
  /** Before 0.5.23: a list without a cursor, and a job that is queued until it has ended. */
  readonly isOld?: boolean;
}

/**
 * SGLang Diffusion 0.5.23, with the responses that `test/interop` recorded: forms or JSON with strings, any model's name, a delete that
 * answers with the job.
 */
export function sglangServer({ cloud, isOld = false }: SglangOptions = {}): StrictServer {
  const show = (job: StoredJob) => showJob(job, cloud, isOld);
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
      if (limit > 100) throw invalid("query", "limit", "less_than_equal", "Input should be less than or equal to 100");
      if (limit < 1)
        throw invalid("query", "limit", "greater_than_equal", "Input should be greater than or equal to 1");
      const { page, hasMore } = createPage(sortBySecond(jobs, query), query);
      // Neither has_more nor first_id nor last_id.
      if (isOld) return { data: page.map(show), object: "list" };
      const ids = { first_id: page[0]?.id ?? null, last_id: page.at(-1)?.id ?? null };
      return { data: page.map(show), object: "list", ...ids, has_more: hasMore };
    },
    remove: (job, server) => {
      server.jobs.delete(job.id);
      return { ...show(job), status: "deleted" };
    },
    content: (job, query, server) => {
      if (cloud && getStatus(job) === "completed")
        throw httpError(400, `Video has been uploaded to cloud storage. Please use the cloud URL: ${cloud(job.id)}`);
      if (!["completed", "failed"].includes(getStatus(job))) throw httpError(404, "Generation is still in-progress");
      // A variant is the number of an output.
      const variant = query.get("variant");
      if (getStatus(job) === "failed" || job.outcome.withoutContent || !/^0?$/.test(variant ?? ""))
        throw httpError(404, `Video variant ${variant ?? "None"} not found`);
      return asClip(server.clip);
    },
  });
}

const integers = ["seconds", "fps", "num_frames", "seed", "width", "height", "num_inference_steps", "n"];
const known = new Set([
  ...integers,
  ...`model prompt size reference_url video_path video_url num_outputs_per_prompt generator_device guidance_scale
  guidance_scale_2 true_cfg_scale negative_prompt max_sequence_length flow_shift enable_teacache
  enable_frame_interpolation frame_interpolation_exp frame_interpolation_scale frame_interpolation_model_path enable_upscaling
  upscaling_model_path upscaling_scale enhance_prompt x264_preset output_quality output_compression output_path diffusers_kwargs extra_params
  extra_body extra_json`.split(/\s+/),
]);

async function read(request: Request, server: StrictServer): Promise<ParsedCreate> {
  if (isJson(request)) {
    const { input_reference, reference_url, ...fields } = await readJson(request);
    const image = input_reference ?? reference_url;
    if (typeof image === "object")
      throw httpError(
        400,
        "Invalid request body: 1 validation error for VideoGenerationsRequest\ninput_reference\n  Input should be a valid string",
      );
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
      throw invalid(
        "body",
        name,
        "int_parsing",
        "Input should be a valid integer, unable to parse string as an integer",
      );
  for (const name of ["diffusers_kwargs", "extra_params", "extra_body", "extra_json"]) {
    if (texts[name] !== undefined && !/^\s*\{/.test(texts[name])) throw httpError(400, `${name} is not valid JSON`);
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

const withoutImage = () =>
  httpError(400, "Served model with task type 'I2V' requires an 'image_path' input, but none was provided");

function showJob(job: StoredJob, cloud: SglangOptions["cloud"], isOld: boolean): object {
  const now = getStatus(job);
  const status = isOld && now === "in_progress" ? "queued" : now;
  const isDone = status === "completed";
  const url = isDone && cloud ? cloud(job.id) : null;
  // A path on the server's disk, which a job has from the start.
  const path = status === "failed" || cloud ? null : `/outputs/${job.id}.mp4`;
  return {
    id: job.id,
    object: "video",
    // Whatever was asked for, unless nothing was.
    model: job.fields.model ?? "sora-2",
    status,
    progress: isDone ? 100 : status === "in_progress" ? 50 : 0,
    created_at: job.createdAt,
    size: job.fields.size ?? "",
    // Counted anew from the frames.
    seconds: String(job.fields.seconds ?? "4"),
    quality: "standard",
    url,
    urls: isDone ? [url] : null,
    remixed_from_video_id: null,
    completed_at: isDone ? job.createdAt + 1 : null,
    expires_at: null,
    error:
      status === "failed" ? { message: "Model generation failed. Error from scheduler: The GPU has melted." } : null,
    file_path: path,
    file_paths: isDone ? [path] : null,
    num_outputs: isDone ? 1 : null,
    peak_memory_mb: null,
    inference_time_s: null,
    revised_prompt: null,
    action: null,
    lidar: null,
  };
}
