import { generate } from "./ai-sdk.mjs";

export const title = "ai + @ai-sdk/replicate";
export const packages = ["ai", "@ai-sdk/replicate"];
export const vendor = "replicate";
export const hosts = ["api.replicate.com", "replicate.delivery"];

export async function load() {
  const { createReplicate } = await import("@ai-sdk/replicate");
  return generate(() => createReplicate({ apiToken: "not-a-key" }).video("openai/sora-2"));
}
