import { openaiParts, showReference } from "./openai-server.js";
import {
  bearer,
  HttpError,
  isMultipart,
  readForm,
  readJson,
  type ServerDefinition,
  type StrictServer,
  strictServer,
} from "./strict-server.js";

/** LiteLLM's proxy: ids are Base64 with `+`, `/` and `=`, there is no delete, and what it does not know is passed on. */
export function litellmServer(): StrictServer {
  let count = 0;
  const reference = openaiParts("/v1", bearer);
  const httpError: ServerDefinition["httpError"] = (status, message) =>
    new HttpError(status, { error: { message, type: "invalid_request_error", param: "None", code: String(status) } });
  return strictServer({
    base: reference.base,
    httpError,
    // All three characters that an address would take for its own.
    newId: () => `video_${Buffer.from([0xfb, 0xff, 0xbe, 0xff, count++, 0x3f, 0x3f]).toString("base64")}`,
    read: async (request) => {
      if (!isMultipart(request)) {
        const { input_reference: image = "", ...fields } = await readJson(request);
        return { encoding: "json", fields, image: image as string };
      }
      const { texts, files } = await readForm(request);
      const { input_reference: image } = files;
      if (!texts.model) throw httpError(400, "Invalid model name passed in model=None");
      if (texts.model === "no-such-model") throw httpError(400, `Invalid model name passed in model=${texts.model}`);
      // The provider behind it asks for a file as OpenAI did.
      if (!image) throw httpError(400, "litellm.BadRequestError: expected a file, but got a string instead.");
      if (!image.type.startsWith("image/")) throw httpError(400, "litellm.BadRequestError: unsupported mimetype");
      return { encoding: "multipart", fields: texts, image };
    },
    created: (job) => Response.json(showReference(job)),
    show: showReference,
    list: (jobs) => ({ object: "list", data: jobs.map(showReference) }),
    content: reference.content,
  });
}
