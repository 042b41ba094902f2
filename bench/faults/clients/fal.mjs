// fal's own client. It ends with a URL; the caller fetches it.
import { fetchTo } from "./fetch-to.mjs";

export const title = "@fal-ai/client";
export const packages = ["@fal-ai/client"];
export const vendor = "fal";
export const hosts = ["queue.fal.run", "v3.fal.media"];
export const endsWithUrl = true;

export async function load() {
  const { createFalClient } = await import("@fal-ai/client");
  return async ({ image, prompt, interval, requestTimeout, jobTimeout, signal, file, holds }) => {
    const client = createFalClient({ credentials: "not-a-key", suppressLocalCredentialsWarning: true });
    const limit =
      requestTimeout === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]);
    const { data } = await client.subscribe("fal-ai/sora-2", {
      input: { prompt, image_url: `data:image/png;base64,${image.toString("base64")}` },
      pollInterval: interval,
      abortSignal: limit,
      ...(jobTimeout === undefined ? {} : { timeout: jobTimeout }),
    });
    holds(data.video.url);
    await fetchTo(data.video.url, file);
  };
}
