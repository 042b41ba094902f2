// OpenRouter's own SDK on a server: prints what it received as JSON. Arguments: the SDK's index.js, base URL, key, image.
import { readFileSync } from "node:fs";

const [module, serverURL, apiKey, image] = process.argv.slice(2);
const { OpenRouter } = await import(module);
const retries = { retries: { strategy: "none" } };
const { videoGeneration } = new OpenRouter({ apiKey, serverURL });
const data = `data:image/png;base64,${readFileSync(image).toString("base64")}`;
const videoGenerationRequest = {
  model: "google/veo-3.1",
  prompt: "The camera slowly pushes in.",
  duration: 4,
  size: "1280x720",
  frameImages: [{ type: "image_url", imageUrl: { url: data }, frameType: "first_frame" }],
};

async function errorOf(work) {
  try {
    await work();
    return null;
  } catch (error) {
    return { type: error.constructor.name, status: error.statusCode };
  }
}

const created = await videoGeneration.generate({ videoGenerationRequest }, retries);
let job = created;
for (let polls = 0; polls < 20 && ["pending", "in_progress"].includes(job.status); polls++)
  job = await videoGeneration.getGeneration({ jobId: created.id }, retries);
const content = await videoGeneration.getVideoContent({ jobId: created.id, index: 0 }, retries);
const clip = Buffer.from(await new Response(content.stream?.() ?? content).arrayBuffer());
const wrong = new OpenRouter({ apiKey: "wrong", serverURL }).videoGeneration;
const unknown = { ...videoGenerationRequest, model: "unknown" };
console.log(
  JSON.stringify({
    created: created.status,
    polling: created.pollingUrl.endsWith(`/videos/${created.id}`),
    status: job.status,
    urls: job.unsignedUrls?.length,
    clip: clip.toString("latin1", 4, 8),
    gone: await errorOf(() => videoGeneration.getGeneration({ jobId: "unknown" }, retries)),
    wrong_key: await errorOf(() => wrong.getGeneration({ jobId: created.id }, retries)),
    unknown_model: await errorOf(() => videoGeneration.generate({ videoGenerationRequest: unknown }, retries)),
  }),
);
