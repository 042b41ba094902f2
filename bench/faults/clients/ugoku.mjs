// ugoku from this repository's dist/. After an unknown outcome it calls reconcile() and waits for the job.
import { readFileSync } from "node:fs";

const dist = new URL("../../../dist/", import.meta.url);

export const title = "ugoku";
export const vendor = "videosApi";
export const version = () => JSON.parse(readFileSync(new URL("../package.json", dist), "utf8")).version;

export async function load(more = {}) {
  const { createUgoku, SubmitUncertainError } = await import(new URL("index.js", dist).href);
  return async ({ origin, image, prompt, interval, requestTimeout, jobTimeout, signal, file, note, holds }) => {
    const { animate } = createUgoku({
      baseURL: `${origin}/v1`,
      apiKey: "not-a-key",
      logger: false,
      pollInterval: () => interval,
      ...more,
      ...(requestTimeout === undefined ? {} : { timeout: requestTimeout }),
    });
    const animation = animate(image).withPrompt(prompt).model("sora-2").duration(8).size("1280x720").lint("off");
    const options = { signal, ...(jobTimeout === undefined ? {} : { timeout: jobTimeout }) };
    /** After SubmitUncertainError: searches for the job, and waits for it. */
    const findIt = async (error) => {
      if (!(error instanceof SubmitUncertainError)) throw error;
      note("uncertain");
      const job = await error.reconcile({ signal });
      if (!job) {
        note("not found");
        throw error;
      }
      holds(job.id);
      return job.wait({ signal });
    };
    const clip = await animation.render(options).catch(findIt);
    await clip.saveTo(file);
  };
}
