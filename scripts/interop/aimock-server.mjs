/**
 * aimock with a fixture for each prompt. Arguments: aimock's folder, the port, the clip's path, the API key.
 *
 * Its OpenAI part (/v1/videos) has no content route: the clip is at the job's URL, here on another port. Its OpenRouter part
 * (/api/v1/videos) has one.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, port, clipPath, apiKey] = process.argv.slice(2);
const entry = join(folder, "node_modules/@copilotkit/aimock/dist/index.js");
const { LLMock } = await import(pathToFileURL(entry).href);

const clip = await readFile(clipPath);
const files = createServer((_, response) => {
  response.writeHead(200, { "content-type": "video/mp4", "content-length": clip.length }).end(clip);
});
await new Promise((resolve) => {
  files.listen(0, "127.0.0.1", resolve);
});
const url = `http://127.0.0.1:${files.address().port}/clip.mp4`;

const mock = new LLMock({ port: Number(port), host: "127.0.0.1", auth: { apiKeys: [apiKey] } });
const answer = (fields) => () => ({ video: { id: `video_${randomUUID()}`, ...fields } });
mock.onVideo(/\[refuse\]/, {
  error: { message: "This prompt is refused.", type: "invalid_request_error", code: "content_policy_violation" },
  status: 400,
});
mock.onVideo(/\[fail\]/, answer({ status: "failed", error: "The mock has no GPU." }));
mock.onVideo(
  /turns her head|sway in the wind|raises her hand/,
  answer({ status: "completed", url, b64: clip.toString("base64") }),
);
await mock.start();
