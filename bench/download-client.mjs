// Saves a clip of the server at the second argument to the path of the third, in the way that the first one names; see download.mjs.
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const [, , role, baseURL, path] = process.argv;

const savers = {
  async http() {
    // `import("node:http")` would load undici.
    const { get } = process.getBuiltinModule("node:http");
    const read = (url) =>
      new Promise((resolve, reject) => {
        get(url, (response) => response.on("error", reject).on("end", resolve).resume());
      });
    await read(`${baseURL}/videos/video_1`);
    return () => read(`${baseURL}/videos/video_1/content`);
  },
  async fetch() {
    await (await fetch(`${baseURL}/videos/video_1`)).json();
    return async () => {
      for await (const _ of (await fetch(`${baseURL}/videos/video_1/content`)).body);
    };
  },
  async ugoku() {
    const { createUgoku } = await import("../dist/index.js");
    const clip = await createUgoku({ baseURL, apiKey: "bench", logger: false }).resume("video_1").wait();
    return () => clip.saveTo(path);
  },
  async openai() {
    const { default: OpenAI } = await import("openai");
    const client = new OpenAI({ baseURL, apiKey: "bench" });
    await client.videos.retrieve("video_1");
    return async () => {
      const { body } = await client.videos.downloadContent("video_1");
      await pipeline(Readable.fromWeb(body), createWriteStream(path));
    };
  },
};

await measure(await savers[role]());

/** Runs one download in this process, and prints its seconds and its peak RSS above the baseline. */
async function measure(save) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  const before = process.memoryUsage.rss();
  const kernelCounts = resetPeak();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 2);
  const started = performance.now();
  const error = await save().then(
    () => undefined,
    (reason) => String(reason?.code ?? reason?.message ?? reason),
  );
  const seconds = (performance.now() - started) / 1000;
  clearInterval(timer);
  if (kernelCounts) peak = Math.max(peak, readPeak());
  console.log(JSON.stringify({ seconds, peak: (peak - before) / 1e6, total: peak / 1e6, error }));
}

/** Linux records the peak RSS, and can reset it. */
function resetPeak() {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
    return true;
  } catch {
    return false;
  }
}

function readPeak() {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}
