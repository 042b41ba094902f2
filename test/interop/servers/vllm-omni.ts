import { expect } from "vitest";
import { prompt } from "../../helpers/clients.js";
import { failure } from "../../helpers/failure.js";
import { portrait } from "../../helpers/pictures.js";
import { manualTime, timed } from "../../helpers/time.js";
import { startPythonServer } from "../python-server.js";
import type { RealServer } from "../real-server.js";

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
  start: () =>
    startPythonServer({
      id: "vllm-omni",
      script: "vllm-omni-server.py",
      args: ({ port, clip, received }) => [String(port), clip, model, apiKey, received],
      ready: "/interop/ready",
    }),
};
