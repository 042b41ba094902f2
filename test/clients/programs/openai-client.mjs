// The npm package openai on a server: prints what it received as JSON. Arguments: the package's index.mjs, base URL, key,
// image, parameters.
import { readFileSync } from "node:fs";

const [module, baseURL, apiKey, image, words] = process.argv.slice(2);
const { default: OpenAI, toFile } = await import(module);
const parameters = { prompt: "The camera slowly pushes in.", ...JSON.parse(words) };
const connect = (options) => new OpenAI({ baseURL, apiKey, maxRetries: 0, logLevel: "off", ...options });
const client = connect();

async function errorOf(work) {
  try {
    await work();
    return null;
  } catch (error) {
    const { status, code } = error;
    return { type: error.constructor.name, ...(status && { status, code }) };
  }
}

const file = () => toFile(readFileSync(image), "photo.png", { type: "image/png" });
let video = await client.videos.create({ ...parameters, input_reference: await file() });
const created = video;
for (let polls = 0; polls < 600 && ["queued", "in_progress"].includes(video.status); polls++) {
  const { data, response } = await client.videos.retrieve(video.id).withResponse();
  video = data;
  await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get("openai-poll-after-ms") ?? 100)));
}
const bytes = async (response) => Buffer.from(await (await response).arrayBuffer());
const content = await bytes(client.videos.downloadContent(video.id));
const thumbnail = await bytes(client.videos.downloadContent(video.id, { variant: "thumbnail" }));
const part = await client.videos.downloadContent(video.id, undefined, { headers: { range: "bytes=0-99" } });
const other = await client.videos.create({ ...parameters, input_reference: await file() });
const listed = [];
for await (const { id } of client.videos.list({ limit: 1 })) listed.push(id);
const deleted = await client.videos.delete(video.id);
console.log(
  JSON.stringify({
    created: created.status,
    model: created.model,
    seconds: created.seconds,
    size: created.size,
    status: video.status,
    progress: video.progress,
    error: video.error,
    clip: content.toString("latin1", 4, 8),
    thumbnail: thumbnail.toString("latin1", 8, 12),
    range: [part.status, (await bytes(part)).length],
    listed: listed.join() === [other.id, video.id].join(),
    deleted: [deleted.deleted, deleted.object, deleted.id === video.id],
    gone: await errorOf(() => client.videos.retrieve(video.id)),
    unknown: await errorOf(() => client.videos.downloadContent("video_unknown")),
    wrong_key: await errorOf(() => connect({ apiKey: "wrong" }).videos.list()),
    wrong_size: await errorOf(() => client.videos.create({ ...parameters, model: "sora-2", size: "1x1" })),
    no_prompt: await errorOf(() => client.videos.create({ ...parameters, prompt: "" })),
    no_server: await errorOf(() => connect({ baseURL: "http://127.0.0.1:1/v1" }).videos.list()),
  }),
);
