import { beforeAll, describe, expect, it, vi } from "vitest";
import { isUgokuError } from "../../src/errors.js";
import { createPreviewRenderer } from "../../src/preview/renderer.js";
import { picture, request } from "./picture.js";

const worker = vi.hoisted(() => ({ source: "" }));

vi.mock("../../src/preview/worker-url.js", () => ({
  get workerUrl() {
    return new URL(`data:text/javascript,${encodeURIComponent(worker.source)}`);
  },
}));

describe("a worker that does not do its work", () => {
  let image: Uint8Array;
  beforeAll(async () => {
    image = await picture(64, 64);
  });

  it.each([
    ["throws while it starts", `throw new Error("no memory");`, /no memory/],
    [
      "throws at work",
      `import { parentPort } from "node:worker_threads"; parentPort.on("message", () => { throw new Error("at work"); });`,
      /at work/,
    ],
    [
      "ends",
      `import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(3));`,
      /exit code 3/,
    ],
    [
      "cannot encode",
      `import { parentPort } from "node:worker_threads"; parentPort.on("message", () => parentPort.postMessage({ type: "failed", message: "bad frame" }));`,
      /bad frame/,
    ],
  ])("%s", async (_, source, message) => {
    worker.source = source;
    const error: unknown = await createPreviewRenderer()
      .render(request(image))
      .catch((reason: unknown) => reason);
    if (!isUgokuError(error)) throw new Error(`no UgokuError: ${String(error)}`);
    expect(error.code).toBe("preview_failed");
    expect(error.message).toMatch(message);
    expect(error.retryable).toBe(true);
  });

  it("whose encoder gives too little is found out", async () => {
    worker.source = `import { parentPort } from "node:worker_threads";
      parentPort.on("message", ({ type, group }) => {
        if (type === "group") parentPort.postMessage({ type: "group", index: group.index, bytes: new Uint8Array(10) });
      });`;
    const error: unknown = await createPreviewRenderer()
      .render(request(image))
      .catch((reason: unknown) => reason);
    expect(isUgokuError(error) && error.code).toBe("preview_failed");
  });
});
