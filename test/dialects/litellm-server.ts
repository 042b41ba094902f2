import { openaiParts, showReference } from "./openai-server.js";
import {
  bearer,
  HttpError,
  isMultipart,
  readForm,
  readJson,
  type StoredJob,
  type StrictServer,
  strictServer,
} from "./strict-server.js";

const httpError = (status: number, message: string, type = "invalid_request_error") =>
  new HttpError(status, { error: { message, type, param: null, code: String(status) } });

/** What the proxy says of an error of its provider. */
const providerError = (message: string) => {
  const error = JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: null } });
  return httpError(
    400,
    `litellm.BadRequestError: OpenAIException - ${error}\n\nLiteLLM: model group 'sora-2' failed with the error above. No fallback was attempted.`,
  );
};

const badModel = (model: string | undefined) =>
  httpError(
    400,
    `/videos: Invalid model name passed in model=${model ?? "None"}. Call \`/v1/models\` to view available models for your key.`,
  );

/**
 * LiteLLM's proxy 1.108.7 without a database, with the responses that `test/interop` recorded: ids are Base64 and name the provider;
 * it has no delete, and no list that reaches the provider; what it does not know is passed on.
 */
export function litellmServer(): StrictServer {
  let count = 0;
  const reference = openaiParts("/v1", bearer);
  const show = (job: StoredJob) => {
    const { prompt: _, ...shown } = showReference(job);
    return { ...shown, usage: null };
  };
  return strictServer({
    base: reference.base,
    httpError: (status, message) =>
      status === 401
        ? httpError(401, "Authentication Error, No api key passed in.", "auth_error")
        : new HttpError(status, { detail: message }),
    // A model's name may give all characters that a URL would take for its own.
    newId: () => {
      const video = `video_${String(count++).padStart(32, "0")}`;
      const text = `litellm:custom_llm_provider:openai;model_id:a>>>???;video_id:${video};deployment_id:3ce1c34e`;
      return `video_${Buffer.from(text).toString("base64")}`;
    },
    read: async (request) => {
      if (!isMultipart(request)) {
        const { input_reference: image = "", ...fields } = await readJson(request);
        // It reads what it takes for a file.
        if (typeof image === "object")
          throw httpError(400, "Invalid request format: AttributeError(\"'dict' object has no attribute 'read'\")");
        return { encoding: "json", fields, image: image as string };
      }
      const { texts, files } = await readForm(request);
      const { input_reference: image } = files;
      if (!texts.model || texts.model === "no-such-model") throw badModel(texts.model);
      // The provider behind it asks for a file as OpenAI did.
      if (!image) throw providerError("expected a file, but got a string instead.");
      if (!image.type.startsWith("image/")) throw providerError("unsupported mimetype");
      return { encoding: "multipart", fields: texts, image };
    },
    created: (job) => Response.json(show(job)),
    show,
    list: () => {
      throw httpError(
        400,
        "litellm.BadRequestError: LLM Provider NOT provided. Pass in the LLM provider you are trying to call. You passed model=\n",
      );
    },
    content: reference.content,
  });
}
