import { secretKey } from "../helpers/clients.js";
import { openaiParts } from "./openai-server.js";
import { getStatus, HttpError, isMultipart, type StrictServer, strictServer } from "./strict-server.js";

/** The one deployment of the resource. Azure's name for a model is the deployment's. */
export const deployment = "sora-2";

const httpError = (status: number, message: string, code: string | null = null) =>
  new HttpError(status, { error: { message, type: "video_generation_user_error", param: null, code } });

/** Azure's v1 endpoint: another header, another type of error, forms only, two jobs at a time. */
export function azureServer(): StrictServer {
  const reference = openaiParts("/openai/v1", (headers) => headers.get("api-key") === secretKey);
  const server: StrictServer = strictServer({
    ...reference,
    httpError,
    read: async (request) => {
      if (!isMultipart(request)) throw httpError(400, "Expected multipart/form-data.");
      const running = [...server.jobs.values()].filter((job) => ["queued", "in_progress"].includes(getStatus(job)));
      if (running.length >= 2) throw httpError(429, "Too many running tasks", "too_many_running_tasks");
      const { model } = Object.fromEntries(await request.clone().formData());
      if (model !== deployment)
        throw httpError(404, `The API deployment '${model}' for this resource does not exist.`, "DeploymentNotFound");
      return reference.read(request);
    },
  });
  return server;
}
