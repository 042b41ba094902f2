import {
  asClip,
  bearer,
  getStatus,
  HttpError,
  isJson,
  type ParsedCreate,
  readJson,
  type ServerDefinition,
  type StoredJob,
  type StrictServer,
  strictServer,
} from "./strict-server.js";

const httpError: ServerDefinition["httpError"] = (code, message) => new HttpError(code, { error: { message, code } });

/** OpenRouter: JSON only, a list of frames, `duration` as a number, 202 for a create. */
export function openrouterServer(): StrictServer {
  return strictServer({
    base: "/api/v1",
    isAllowed: bearer,
    httpError,
    newId: () => crypto.randomUUID().slice(0, 20),
    read,
    created: (job) => Response.json(show(job), { status: 202 }),
    show,
    content: (job, query, server) => {
      if (query.get("index") !== "0") throw httpError(400, "index is required");
      if (getStatus(job) !== "completed" || job.outcome.withoutContent) throw httpError(400, "The video is not ready.");
      return asClip(server.clip);
    },
  });
}

const known =
  `model prompt duration size resolution aspect_ratio frame_images input_references generate_audio seed provider
  callback_url`.split(/\s+/);

async function read(request: Request): Promise<ParsedCreate> {
  if (!isJson(request)) throw httpError(415, "Content-Type must be application/json");
  const { frame_images: frames, ...fields } = await readJson(request);
  for (const name of Object.keys(fields))
    if (!known.includes(name)) throw httpError(400, `Unrecognized key: "${name}"`);
  for (const name of ["model", "prompt"])
    if (typeof fields[name] !== "string") throw httpError(400, `${name}: expected string`);
  if (!Number.isInteger(fields.duration)) throw httpError(400, "duration: expected integer");
  if (fields.seed !== undefined && !Number.isInteger(fields.seed)) throw httpError(400, "seed: expected integer");
  if (String(fields.model).split("/").length !== 2)
    throw httpError(404, `Model ${String(fields.model)} does not exist`);
  if (!Array.isArray(frames) || frames.length !== 1) throw httpError(400, "frame_images: expected array of one");
  const { type, image_url, frame_type } = frames[0] as Record<string, { url?: unknown } | undefined>;
  const isFrame = String(type) === "image_url" && String(frame_type) === "first_frame";
  if (!isFrame || typeof image_url?.url !== "string") throw httpError(400, "frame_images.0: invalid input");
  if (!/^(https?:\/\/|data:image\/)/.test(image_url.url))
    throw httpError(400, "frame_images.0.image_url.url: invalid URL");
  return { encoding: "json", fields, image: image_url.url };
}

function show(job: StoredJob): object {
  const now = getStatus(job);
  const status = now === "queued" ? "pending" : now;
  return {
    id: job.id,
    generation_id: `gen-${job.id}`,
    // OpenRouter's own SDK requires it in each response.
    polling_url: `/api/v1/videos/${job.id}`,
    status,
    ...(status === "completed" ? { unsigned_urls: [`https://openrouter.test/${job.id}/content?index=0`] } : {}),
    ...(status === "failed" ? { error: "The GPU has melted." } : {}),
  };
}
