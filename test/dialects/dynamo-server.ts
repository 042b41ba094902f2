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

/** The form of its frontend's errors: not read in its source, but like that of most servers in Rust. */
const httpError = (status: number, message: string) =>
  new HttpError(status, { message, type: status === 404 ? "Not Found" : "Bad Request", code: status });

export interface DynamoOptions {
  /** Milliseconds for which the create is held. */
  readonly held?: number;
  readonly model?: string;
  /** Where clips are put that are asked for by address. */
  readonly url?: (id: string) => string;
}

/** NVIDIA Dynamo: JSON only, one route, and the answer to the create is the clip. */
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
      const data = byAddress
        ? { url: url?.(job.id) ?? "/tmp/clip.mp4", b64_json: null }
        : { url: null, b64_json: server.clip.toString("base64") };
      return Response.json({ ...answer, status: "completed", progress: 100, data: [data], error: null });
    },
  });
  return server;
}

/** The error for a body of the wrong type, as by serde. */
const serde = (what: string) => httpError(422, `Failed to deserialize the JSON body into the target type: ${what}`);

async function read(request: Request, model: string): Promise<ParsedCreate> {
  if (!isJson(request)) throw httpError(415, "Expected request with `Content-Type: application/json`");
  const { input_reference: image, ...fields } = await readJson(request);
  check(fields, "prompt", "string");
  check(fields, "model", "string");
  check(fields, "size", "string");
  check(fields, "seconds", "i32");
  check(fields, "response_format", "string");
  if (typeof image !== "string") throw serde(`input_reference: invalid type: ${typeof image}, expected a string`);
  if (!/^(https?:\/\/|data:image\/[\w+]+;base64,|file:\/\/|\/)/.test(image))
    throw httpError(400, "input_reference is neither an address, a data URI nor a path");
  const { nvext = {} } = fields;
  if (typeof nvext !== "object" || nvext === null) throw serde("nvext: expected a struct");
  for (const name of ["fps", "num_frames", "num_inference_steps", "seed"])
    check(nvext as Record<string, unknown>, name, "i32");
  for (const name of ["guidance_scale", "guidance_scale_2", "boundary_ratio"])
    check(nvext as Record<string, unknown>, name, "f32");
  if (fields.model !== model) throw httpError(404, `Model not found: ${String(fields.model)}`);
  return { encoding: "json", fields, image };
}

function check(fields: Readonly<Record<string, unknown>>, name: string, type: "string" | "i32" | "f32"): void {
  const value = fields[name];
  if (value === undefined && name !== "prompt" && name !== "model") return;
  const fits = type === "i32" ? Number.isInteger(value) : typeof value === (type === "f32" ? "number" : type);
  if (!fits) throw serde(`${name}: invalid type: ${typeof value} ${JSON.stringify(value)}, expected ${type}`);
}
