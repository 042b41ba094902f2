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
  type ServerDefinition,
  type StoredJob,
  type StrictServer,
  strictServer,
} from "./strict-server.js";

/** A refused create has its words at the top, content has them in an `error`. */
const refuseSubmit = (status: number, message: string, code = "invalid_request") =>
  new HttpError(status, { code, message, data: null });
const httpError: ServerDefinition["httpError"] = (status, message) =>
  new HttpError(status, { error: { message, type: "invalid_request_error" } });

const sizes = ["720x1280", "1280x720", "1024x1792", "1792x1024"];

export interface NewApiOptions {
  /** Answers with `task_id` alone, as its first versions did. */
  readonly onlyTaskId?: boolean;
}

/** New API: ids are `task_…`, neither a list nor a delete, and the content through its own proxy. */
export function newApiServer({ onlyTaskId = false }: NewApiOptions = {}): StrictServer {
  return strictServer({
    base: "/v1",
    isAllowed: bearer,
    httpError,
    newId: () => `task_${crypto.randomUUID().replaceAll("-", "")}`,
    read,
    created: (job) => {
      const { id, ...others } = show(job);
      return Response.json(onlyTaskId ? others : { id, ...others });
    },
    show,
    missing: () => refuseSubmit(400, "task_not_exist", "task_not_exist"),
    content: (job, _, server) => {
      const status = getStatus(job);
      if (status !== "completed" || job.outcome.withoutContent)
        throw httpError(400, `Task is not completed yet, current status: ${status.toUpperCase()}`);
      return asClip(server.clip);
    },
  });
}

async function read(request: Request): Promise<ParsedCreate> {
  if (isJson(request)) {
    const { input_reference: image = "", ...fields } = await readJson(request);
    // It goes into a string of Go's.
    if (typeof image !== "string")
      throw refuseSubmit(
        400,
        "json: cannot unmarshal object into Go struct field TaskSubmitReq.input_reference of type string",
      );
    checkFields(fields);
    return { encoding: "json", fields, image };
  }
  if (!isMultipart(request)) throw refuseSubmit(400, "unsupported content type");
  const { texts, files } = await readForm(request);
  checkFields(texts);
  const { input_reference: file } = files;
  if (!file || file.name === "" || !file.type.startsWith("image/"))
    throw refuseSubmit(400, "input_reference is not an image file");
  return { encoding: "multipart", fields: texts, image: file };
}

function checkFields({ prompt, model, seconds, size }: Readonly<Record<string, unknown>>): void {
  if (!prompt) throw refuseSubmit(400, "prompt is required");
  if (!model) throw refuseSubmit(400, "model field is required", "missing_model");
  if (typeof seconds !== "string") throw refuseSubmit(400, "json: cannot unmarshal number into a field of type string");
  if (String(model).startsWith("sora-2") && !sizes.includes(String(size)))
    throw refuseSubmit(400, `sora-2 size is invalid: ${String(size)}`, "invalid_size");
}

function show(job: StoredJob) {
  const now = getStatus(job);
  // It knows no others; what it does not understand is `unknown`.
  const status = now === "expired" ? "unknown" : now === "cancelled" ? "failed" : now;
  return {
    id: job.id,
    task_id: job.id,
    object: "video",
    model: job.fields.model,
    status,
    progress: status === "completed" ? 100 : status === "in_progress" ? 30 : 0,
    created_at: job.createdAt,
    ...(status === "completed" ? { completed_at: job.createdAt + 1 } : {}),
    ...(status === "failed" ? { error: { message: "The GPU has melted.", code: "generation_failed" } } : {}),
  };
}
