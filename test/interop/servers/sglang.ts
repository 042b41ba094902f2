import { startPythonServer } from "../python-server.js";
import type { RealServer } from "../real-server.js";

const model = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";

/** The routes of SGLang Diffusion, with the scheduler of scripts/interop. */
export const sglang: RealServer = {
  name: "SGLang Diffusion 0.5.23",
  id: "sglang",
  dialect: "sglang",
  base: "/v1",
  model,
  verdict: { name: "sglang", confidence: "certain" },
  reference: "fetched",
  // The job is gone, and the work goes on: "TODO: support aborting a job".
  cancel: "unknown",
  failing: { prompt: "[fail]", code: "job_failed", message: /The scheduler has no GPU\./ },
  refusals: [
    {
      title: "a field that is not JSON",
      extra: { extra_body: "high" },
      error: { status: 400, code: "request_rejected" },
      message: /extra_body is not valid JSON/,
    },
  ],
  start: () =>
    startPythonServer({
      id: "sglang",
      script: "sglang-server.py",
      args: ({ port, clip, received }) => [String(port), clip, model, received],
      ready: "/v1/models",
    }),
};
