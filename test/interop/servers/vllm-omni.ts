import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { prompt } from "../../helpers/clients.js";
import { failure } from "../../helpers/failure.js";
import { emptyFolder } from "../../helpers/folders.js";
import { portrait } from "../../helpers/pictures.js";
import { closedPort } from "../../helpers/servers.js";
import { manualTime, timed } from "../../helpers/time.js";
import { previewClip } from "../preview-clip.js";
import { folderOf, type RealServer } from "../real-server.js";
import { startProcess } from "../start-process.js";

const model = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";
const apiKey = "sk-interop-0123456789";

/** vLLM-Omni's routes, exception handlers and access check in its own app, with the engine of scripts/interop. */
export const vllmOmni: RealServer = {
  name: "vLLM-Omni 0.30.0",
  id: "vllm-omni",
  dialect: "vllm-omni",
  base: "/v1",
  model,
  apiKey,
  verdict: { name: "vllm-omni", confidence: "certain" },
  reference: "fetched",
  cancel: "confirmed",
  failing: { prompt: "[fail]", code: "job_failed", message: /The engine has no GPU\./ },
  refusals: [
    {
      title: "another model",
      client: { model: "no-such-model" },
      error: { status: 400, code: "request_rejected" },
      message: /Model mismatch: request specifies 'no-such-model'/,
    },
    {
      title: "another key",
      client: { apiKey: "sk-another-0123456789" },
      error: { status: 401, code: "unauthorized" },
      message: /./,
    },
  ],
  steps: [
    {
      title: "a job that a guardrail blocked is reported as such",
      async run({ createClient }) {
        const job = await createClient()
          .animate(await portrait())
          .withPrompt(`${prompt} [blocked]`)
          .size("720x1280")
          .lint("off")
          .submit();
        expect(await failure(job.wait())).toMatchObject({ code: "moderation_blocked" });
      },
    },
    {
      title: "a job that it forgot is not_found, once it is certain",
      async run({ createClient, relay }) {
        const time = manualTime();
        const job = await createClient(timed(time, { pollInterval: () => 5_000 }))
          .animate(await portrait())
          .withPrompt(`${prompt} [hold 30]`)
          .size("720x1280")
          .lint("off")
          .submit();
        // As a restart does, which takes it minutes.
        const headers = { authorization: `Bearer ${apiKey}` };
        await fetch(`${relay.origin}/v1/videos/${job.id}`, { method: "DELETE", headers });
        expect(await failure(job.wait())).toMatchObject({ code: "not_found", status: 404 });
      },
    },
  ],
  async start() {
    const clip = await previewClip();
    const folder = await emptyFolder();
    const [clipFile = "", received = ""] = ["clip.mp4", "received"].map((name) => join(folder.path, name));
    await writeFile(clipFile, clip);
    await mkdir(received);
    const port = await closedPort();
    const origin = `http://127.0.0.1:${port}`;
    const script = resolve(import.meta.dirname, "../../../scripts/interop/vllm-omni-server.py");
    const running = await startProcess({
      command: join(folderOf("vllm-omni"), "bin/python"),
      args: [script, String(port), clipFile, model, apiKey, received],
      cwd: folder.path,
      isReady: async () => (await fetch(`${origin}/interop/ready`)).ok,
      // Importing it takes a minute of CPU time.
      timeout: 10 * 60_000,
    });
    return {
      origin,
      clip,
      received: async () => {
        const names = (await readdir(received)).filter((name) => name.endsWith(".json")).sort();
        return Promise.all(
          names.map(async (name) => {
            const { prompt, width, height, seconds } = JSON.parse(await readFile(join(received, name), "utf8"));
            const image = new Uint8Array(await readFile(join(received, name.replace(".json", ".png"))));
            return { prompt, size: `${width}x${height}`, seconds, image };
          }),
        );
      },
      log: running.log,
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};
