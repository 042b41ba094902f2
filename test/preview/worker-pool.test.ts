// @module-tag slow

import { beforeAll, describe, expect, it, vi } from "vitest";
import { createUgoku } from "../../src/client/create-client.js";
import { createPreviewRenderer } from "../../src/preview/renderer.js";
import { preview } from "../../src/preview.js";
import { isUgokuError } from "../../src/utils/errors.js";
import { picture, request } from "./picture.js";

const worker = vi.hoisted(() => ({ source: "" }));

vi.mock("../../src/preview/worker-url.js", () => ({
  getWorkerUrl: () => new URL(`data:text/javascript,${encodeURIComponent(worker.source)}`),
}));

describe("render() rejects if a worker", () => {
  let image: Uint8Array;
  beforeAll(async () => {
    image = await picture(64, 64);
  });

  it.each([
    ["throws on start", `throw new Error("no memory");`, /no memory/],
    [
      "throws in a message",
      `import { parentPort } from "node:worker_threads"; parentPort.on("message", () => { throw new Error("in a message"); });`,
      /in a message/,
    ],
    [
      "exits",
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

  it("returns an invalid clip", async () => {
    worker.source = `import { parentPort } from "node:worker_threads";
      const frames = [{ bytes: new Uint8Array(10), isKey: true }];
      const settings = { codec: "avc1.42c01f", description: new Uint8Array(3) };
      parentPort.on("message", ({ type }) => {
        if (type === "encode") parentPort.postMessage({ type: "clip", clip: { frames, settings } });
      });`;
    const error: unknown = await createPreviewRenderer()
      .render(request(image))
      .catch((reason: unknown) => reason);
    expect(isUgokuError(error) && error.code).toBe("preview_failed");
  });
});

describe("a job that fails after it is accepted", () => {
  const client = (endpoint = preview()) => createUgoku({ endpoint, logger: false, pollInterval: () => 20 });
  const createAnimation = ({ animate }: ReturnType<typeof client>, bytes: Uint8Array) =>
    animate(bytes).withPrompt("Pan.").model("preview").size("64x64");
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );

  it("fails with preview_failed if a worker stops", async () => {
    worker.source = `import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(3));`;
    const job = await createAnimation(client(), await picture(64, 64)).submit();
    const error = await failure(job.wait());
    expect(error).toMatchObject({ name: "JobFailedError", code: "preview_failed", jobId: job.id });
    expect(String(error)).toMatch(/exit code 3\./);
    expect(String(error)).not.toContain("(preview_failed)");
  });

  it("fails with preview_failed if its image cannot be decoded", async () => {
    const broken = await picture(64, 64, "png");
    const pixels = Buffer.from(broken).indexOf("IDAT") + 40;
    broken.fill(7, pixels, pixels + 200);
    // The linter would decode it first, and refuse it as image_unreadable.
    const job = await createAnimation(client(), broken).lint("off").submit();
    expect(await failure(job.wait())).toMatchObject({
      name: "JobFailedError",
      code: "preview_failed",
      message: expect.stringContaining("cannot decode the image"),
    });
  });
});
