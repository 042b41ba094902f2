import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { emptyFolder } from "../../helpers/folders.js";
import { closedPort } from "../../helpers/servers.js";
import { previewClip } from "../preview-clip.js";
import { folderOf, type RealServer } from "../real-server.js";
import { startProcess } from "../start-process.js";

const apiKey = "sk-interop-0123456789";

const shared = {
  id: "aimock",
  model: "sora-2",
  // It lists the models of its fixtures, and these take any model.
  isModelListed: false,
  apiKey,
  refusals: [
    {
      title: "what a fixture refuses",
      prompt: "[refuse]",
      error: { status: 400, code: "moderation_blocked" },
      message: /This prompt is refused\./,
    },
    {
      title: "another key",
      client: { apiKey: "sk-another-0123456789" },
      error: { status: 401, code: "unauthorized" },
      message: /Invalid API key/,
    },
  ],
  async start() {
    const clip = await previewClip();
    const folder = await emptyFolder();
    const clipFile = join(folder.path, "clip.mp4");
    await writeFile(clipFile, clip);
    const port = await closedPort();
    const origin = `http://127.0.0.1:${port}`;
    const script = resolve(import.meta.dirname, "../../../scripts/interop/aimock-server.mjs");
    const headers = { authorization: `Bearer ${apiKey}` };
    const running = await startProcess({
      command: process.execPath,
      args: [script, folderOf("aimock"), String(port), clipFile, apiKey],
      isReady: async () => (await fetch(`${origin}/v1/models`, { headers })).ok,
    });
    return {
      origin,
      clip,
      log: running.log,
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
} satisfies Partial<RealServer>;

/** A job is completed at once; its clip is at its URL, and there is neither a content route nor a list. */
export const aimockOpenai: RealServer = {
  ...shared,
  name: "aimock 1.43.0, its OpenAI part",
  dialect: "openai",
  base: "/v1",
  verdict: { name: "openai", confidence: "guess" },
  reference: "passed",
  list: false,
  failing: { prompt: "[fail]", code: "job_failed", message: /ended as failed/ },
};

export const aimockOpenrouter: RealServer = {
  ...shared,
  name: "aimock 1.43.0, its OpenRouter part",
  dialect: "openrouter",
  base: "/api/v1",
  verdict: { name: "openrouter", confidence: "likely" },
  reference: "passed",
  failing: { prompt: "[fail]", code: "job_failed", message: /The mock has no GPU\./ },
};
