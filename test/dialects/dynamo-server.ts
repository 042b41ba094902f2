import { setTimeout as sleep } from "node:timers/promises";
import {
  bearer,
  HttpError,
  isJson,
  type ParsedCreate,
  readJson,
  type StrictServer,
  strictServer,
} from "./strict-server.js";

/** The error of its frontend. */
const httpError = (status: number, message: string) =>
  new HttpError(status, { message, type: phrases[status] ?? "Bad Request", code: status });

const phrases: Readonly<Record<number, string>> = { 404: "Not Found", 415: "Unsupported Media Type" };

export interface DynamoOptions {
  /** Milliseconds for which the create is held. */
  readonly held?: number;
  readonly model?: string;
  /** Where clips are put that are asked for by address. */
  readonly url?: (id: string) => string;
}

/**
 * NVIDIA Dynamo 1.6.1, with the responses that `test/interop` recorded: JSON only, one route, and the response to the create
 * request is the clip.
 */
export function dynamoServer(options: DynamoOptions = {}): StrictServer {
  const { held = 300, model = "Wan-AI/Wan2.2-I2V-A14B-Diffusers", url } = options;
  let count = 0;
  const server: StrictServer = strictServer({
    base: "/v1",
    isAllowed: bearer,
    httpError,
    newId: () => `dyn-${count++}`,
    read: async (request) => read(request, model),
    created: async (job) => {
      await sleep(held);
      const answer = { id: job.id, object: "video", created: job.createdAt, model: job.fields.model };
      if (job.outcome.end !== "completed")
        return Response.json({ ...answer, status: "failed", progress: 0, data: [], error: "The GPU has melted." });
      const byAddress = job.fields.response_format !== "b64_json";
      const data = byAddress ? { url: url?.(job.id) ?? "/tmp/clip.mp4" } : { b64_json: server.clip.toString("base64") };
      const item = { output_format: "mp4", ...data };
      return Response.json({ ...answer, status: "completed", progress: 100, data: [item] });
    },
  });
  return server;
}

/** The error for a body of the wrong type. It names the type and the place, not the field. */
const serde = (what: string) =>
  httpError(400, `Failed to deserialize the JSON body into the target type: ${what} at line 1 column 42`);

async function read(request: Request, model: string): Promise<ParsedCreate> {
  if (!isJson(request)) throw httpError(415, "Expected request with Content-Type application/json");
  const { input_reference: image, ...fields } = await readJson(request);
  check(fields, "prompt", "string");
  check(fields, "model", "string");
  check(fields, "size", "string");
  check(fields, "seconds", "i32");
  check(fields, "response_format", "string");
  if (typeof image !== "string")
    throw serde(`invalid type: ${image === undefined ? "null" : "map"}, expected a string`);
  if (!/^(https?:\/\/|data:image\/[\w+]+;base64,|file:\/\/|\/)/.test(image))
    // The worker refuses it, and the frontend does not pass on why.
    throw httpError(400, "Invalid request");
  const { nvext = {} } = fields;
  if (typeof nvext !== "object" || nvext === null)
    throw serde(`invalid type: string ${JSON.stringify(nvext)}, expected struct NvExt`);
  for (const name of ["fps", "num_frames", "num_inference_steps", "seed"])
    check(nvext as Record<string, unknown>, name, "i32");
  for (const name of ["guidance_scale", "guidance_scale_2", "boundary_ratio"])
    check(nvext as Record<string, unknown>, name, "f32");
  if (fields.model !== model) throw httpError(404, "Model not found");
  return { encoding: "json", fields, image };
}

function check(fields: Readonly<Record<string, unknown>>, name: string, type: "string" | "i32" | "f32"): void {
  const value = fields[name];
  if (value === undefined) {
    if (name === "prompt" || name === "model") throw serde(`missing field \`${name}\``);
    return;
  }
  const fits = type === "i32" ? Number.isInteger(value) : typeof value === (type === "f32" ? "number" : type);
  if (!fits) throw serde(`invalid type: ${typeof value} ${JSON.stringify(value)}, expected ${type}`);
}
