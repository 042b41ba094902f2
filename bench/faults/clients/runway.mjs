// Runway's SDK. Its interval is fixed (6 s ± 1.5 s). It ends with a URL; the caller fetches it.
import { fetchTo } from "./fetch-to.mjs";

export const title = "@runwayml/sdk";
export const packages = ["@runwayml/sdk"];
export const vendor = "runway";
export const hosts = ["runway.example"];
export const endsWithUrl = true;

export async function load() {
  const { default: RunwayML } = await import("@runwayml/sdk");
  return async ({ origin, image, prompt, requestTimeout, jobTimeout, signal, file, holds }) => {
    const limit = requestTimeout === undefined ? {} : { timeout: requestTimeout };
    const client = new RunwayML({ apiKey: "not-a-key", baseURL: origin, ...limit });
    const task = await client.imageToVideo
      .create({
        model: "gen4_turbo",
        promptImage: `data:image/png;base64,${image.toString("base64")}`,
        promptText: prompt,
        ratio: "1280:720",
        duration: 10,
      })
      .waitForTaskOutput({ abortSignal: signal, ...(jobTimeout === undefined ? {} : { timeout: jobTimeout }) });
    holds(task.id);
    await fetchTo(task.output[0], file);
  };
}
