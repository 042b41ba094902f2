import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * Azure's v1 endpoint, `https://<resource>.openai.azure.com/openai/v1`, and gateways of its shape: the reference protocol with
 * another header. The model is the deployment's name. Azure itself was to retire Sora 2 on 2026-09-15.
 */
export const azure: Dialect = {
  ...openai,
  name: "azure",
  auth: { header: "api-key", prefix: "" },
  create: { ...openai.create, image: { bytes: openai.create.image.bytes } },
};
