// openai-node has no create-and-wait for videos: the caller writes the loop, and therefore has the job's id.
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export const title = "openai";
export const packages = ["openai"];
export const vendor = "videosApi";
export const leftOut = {
  "status-unknown": "caller's loop",
  "status-expired": "caller's loop",
  abort: "caller's loop",
  timeout: "caller's loop",
};

export async function load() {
  const { default: OpenAI, toFile } = await import("openai");
  return async ({ origin, image, prompt, interval, requestTimeout, signal, file, holds }) => {
    const limit = requestTimeout === undefined ? {} : { timeout: requestTimeout };
    const { videos } = new OpenAI({ apiKey: "not-a-key", baseURL: `${origin}/v1`, ...limit });
    const reference = await toFile(image, "image.png", { type: "image/png" });
    const words = { model: "sora-2", prompt, seconds: "8", size: "1280x720" };
    let video = await videos.create({ ...words, input_reference: reference }, { signal });
    holds(video.id);
    while (video.status === "queued" || video.status === "in_progress") {
      await sleep(interval, undefined, { signal });
      video = await videos.retrieve(video.id, { signal });
    }
    const response = await videos.downloadContent(video.id, undefined, { signal });
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
  };
}
