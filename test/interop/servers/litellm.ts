import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { isUgokuError } from "../../../src/index.js";
import { sampleRenderer } from "../../../src/testing/sample-clip.js";
import { createFakeVideosApi, type RenderedClip, type Renderer } from "../../../src/testing.js";
import { prompt } from "../../helpers/clients.js";
import { emptyFolder } from "../../helpers/folders.js";
import { portrait } from "../../helpers/pictures.js";
import { closedPort } from "../../helpers/servers.js";
import { folderOf, type RealServer } from "../real-server.js";
import { type Relay, startRelay } from "../relay.js";
import { startProcess } from "../start-process.js";

const apiKey = "sk-interop-0123456789";
const upstreamKey = "upstream-key-0123456789";

/** A job of the provider ends as its prompt says. */
const renderer: Renderer = {
  render(request): Promise<RenderedClip> {
    if (request.prompt.includes("[fail]")) throw new Error("The provider has no GPU.");
    if (!request.prompt.includes("[hold]")) return sampleRenderer.render(request);
    return new Promise((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
  },
};

/** A model of the proxy that has its default number of retries. */
const retried = "video-retried";

/** Between the proxy and its provider. */
let upstream: Relay;

/** LiteLLM's proxy, in front of the fake of `ugoku/testing`. */
export const litellm: RealServer = {
  name: "LiteLLM proxy 1.108.7",
  id: "litellm",
  dialect: "litellm",
  base: "/v1",
  model: "video",
  apiKey,
  verdict: { name: "litellm", confidence: "certain" },
  failing: { prompt: "[fail]", code: "job_failed", message: /The provider has no GPU\./ },
  refusals: [
    {
      title: "an unknown model",
      client: { model: "no-such-model" },
      error: { status: 400, code: "request_rejected" },
      message: /Invalid model name passed in model=no-such-model/,
    },
    {
      title: "a size that the provider refuses",
      size: "512x512",
      error: { status: 400, code: "request_rejected" },
      message: /Invalid value: '512x512'/,
    },
    {
      title: "no key",
      client: { apiKey: "" },
      error: { status: 401, code: "unauthorized" },
      message: /./,
    },
  ],
  steps: [
    {
      title: "the proxy sends a create request again if the provider's response is lost, unless num_retries is 0",
      async run({ createClient }) {
        const animation = createClient()
          .animate(await portrait())
          .withPrompt(prompt)
          .duration(4)
          .size("720x1280")
          .lint("off");
        for (const [model, creates] of [
          ["video", 1],
          [retried, 2],
        ] as const) {
          const before = upstream.accepted();
          upstream.loseNextCreate();
          await animation
            .model(model)
            .submit()
            .catch((error: unknown) => expect(isUgokuError(error)).toBe(true));
          expect([model, upstream.accepted() - before]).toEqual([model, creates]);
        }
      },
    },
  ],
  async start() {
    const fake = createFakeVideosApi({ apiKey: upstreamKey, renderer });
    const provider = await fake.listen();
    upstream = await startRelay(new URL(provider.url).origin);
    const folder = await emptyFolder();
    const port = await closedPort();
    const origin = `http://127.0.0.1:${port}`;
    const deployment = { model: "openai/sora-2", api_base: `${upstream.origin}/v1`, api_key: upstreamKey };
    const config = {
      model_list: [
        { model_name: "video", litellm_params: { ...deployment, num_retries: 0 } },
        { model_name: retried, litellm_params: deployment },
      ],
      general_settings: { master_key: apiKey },
    };
    await writeFile(join(folder.path, "config.json"), JSON.stringify(config));
    const running = await startProcess({
      command: join(folderOf("litellm"), "bin/litellm"),
      args: ["--config", join(folder.path, "config.json"), "--host", "127.0.0.1", "--port", String(port)],
      // Otherwise it fetches its table of prices from GitHub.
      env: { LITELLM_LOCAL_MODEL_COST_MAP: "True" },
      cwd: folder.path,
      isReady: async () => (await fetch(`${origin}/health/liveliness`)).ok,
    });
    const { video } = await sampleRenderer.render({ onProgress: () => {} } as never);
    return {
      origin,
      clip: video.bytes,
      received: async () =>
        fake.requests
          .filter(({ operation }) => operation === "create")
          .map(({ body }) => {
            if (body?.kind !== "multipart") throw new Error("The provider received no form.");
            const { prompt = "", size, seconds } = body.fields;
            return { prompt, size, seconds, image: body.files.input_reference?.bytes };
          }),
      log: running.log,
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        await upstream[Symbol.asyncDispose]();
        await provider.close();
        fake.close();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};
