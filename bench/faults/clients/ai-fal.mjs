import { generate } from "./ai-sdk.mjs";

export const title = "ai + @ai-sdk/fal";
export const packages = ["ai", "@ai-sdk/fal"];
export const vendor = "falResult";
export const hosts = ["queue.fal.run", "v3.fal.media"];
export const leftOut = { "status-unknown": "has no status words", "status-expired": "has no status words" };

export async function load() {
  const { createFal } = await import("@ai-sdk/fal");
  return generate(() => createFal({ apiKey: "not-a-key" }).video("sora-2"));
}
