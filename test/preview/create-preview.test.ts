import { beforeAll, describe, expect, it, vi } from "vitest";
import { renderFlag } from "../../src/cli/error-hints.js";
import { createUgoku } from "../../src/client/create-client.js";
import { createPreviewRenderer, preview } from "../../src/preview.js";
import { isUgokuError, renderError } from "../../src/utils/errors.js";
import { failure } from "../helpers/failure.js";
import { picture } from "./picture.js";

vi.mock("../../src/preview/worker-url.js", async () => {
  const { buildWorker } = await import("./build-worker.js");
  const url = await buildWorker();
  return { getWorkerUrl: () => url };
});

let image: Uint8Array;
beforeAll(async () => {
  image = await picture(640, 360);
});

const createAnimation = (options?: Parameters<typeof preview>[0], bytes = image) =>
  createUgoku({ endpoint: preview(options), logger: false })
    .animate(bytes)
    .withPrompt("Slow pan left.")
    .model("preview")
    .fit("cover");

describe("plan() with the default model", () => {
  const animation = () => createAnimation().model("sora-2");

  it.each([
    [
      "a length",
      () => animation().duration(5 as number),
      /^Pass one of 4, 8, 12, 16, 20, or add \.model\("preview"\), which makes clips of 0\.042 to 120 seconds\.$/,
    ],
    [
      "a size",
      () => animation().size("100x100" as string),
      /^Use one of these sizes, or add \.model\("preview"\), which makes clips whose sides have an even number of pixels from 16 to 4096\.$/,
    ],
    ["a length of no model", () => animation().duration(121 as number), /^Pass one of 4, 8, 12, 16, 20\.$/],
    ["a size of no model", () => animation().size("101x100" as string), /^Use one of 720x1280, 1280x720\.$/],
  ])("names the model that makes %s", async (_, create, hint) => {
    expect((await failure(create().plan())).hint).toMatch(hint);
  });

  it("names the options that it takes as the caller writes them", async () => {
    const error = await failure(animation().seed(1).plan());
    expect(error.hint).toBe("The possible option is .lastFrame().");
    expect(renderError(error, renderFlag).hint).toBe("The possible option is --last-frame.");
  });
});

describe("plan() with the model preview", () => {
  it.each([
    ["1281x720", "1280x720"],
    ["1280x721", "1280x720"],
    ["4098x2160", "4096x2160"],
    ["14x14", "16x16"],
    ["1x9999", "16x4096"],
  ])("rejects the size %s and suggests %s", async (size, near) => {
    const error = await failure(createAnimation().size(size).plan());
    expect(error.code).toBe("size_unsupported");
    expect(error.message).toBe(
      `.size("${size}") is not supported; preview makes clips whose sides have an even number of pixels from 16 to 4096.`,
    );
    expect(error.hint).toBe(`The nearest is .size("${near}").`);
    await expect(createAnimation().size(near).plan()).resolves.toMatchObject({ request: { size: near } });
  });

  it.each([
    [121, 120, 24],
    [1e9, 120, 24],
    [0.01, 0.042, 24],
    [0.5, 1, 1],
    [1e-7, 0.017, 60],
  ])("rejects %d seconds and suggests %d at %i fps", async (seconds, near, fps) => {
    const error = await failure(createAnimation({ fps }).duration(seconds).plan());
    expect(error.code).toBe("duration_unsupported");
    expect(error.message).toMatch(
      /^\.duration\(.+\) is not supported; preview makes clips of [\d.]+ to 120 seconds\.$/,
    );
    expect(error.message).toContain(String(seconds));
    expect(error.hint).toBe(`The nearest is .duration(${near}).`);
    await expect(createAnimation({ fps }).duration(near).plan()).resolves.toMatchObject({ request: { seconds: near } });
  });

  it.each([0, -4, Number.NaN, Number.POSITIVE_INFINITY])("rejects %d seconds", async (seconds) => {
    const error = await failure(createAnimation().duration(seconds).plan());
    expect(error.code).toBe("duration_unsupported");
    expect(error.message).toContain("0.042 to 120");
  });

  it("accepts the shortest clip that can be rendered", { tags: ["slow"] }, async () => {
    const clip = await createAnimation({ fps: 24 }).size("16x16").duration(0.042).render();
    expect((await clip.bytes()).byteLength).toBeGreaterThan(500);
  });
});

describe("preview() and createPreviewRenderer() options", () => {
  it.each([
    [5, /options of \w+\(\) are 5, not an object/],
    [null, /options of \w+\(\) are null, not an object/],
    ["pan left", /options of \w+\(\) are "pan left", not an object/],
    [[], /options of \w+\(\) are an array.*, not an object/],
    [{ foo: 1 }, /has no option "foo"/],
    [{ fps: 0 }, /fps is 0; .+ whole number from 1 to 60/],
    [{ fps: "30" }, /fps is "30"/],
    [{ fps: null }, /fps is null/],
    [{ motion: 5 }, /motion is 5/],
    [{ motion: null }, /motion is null/],
    [{ motion: "" }, /names no camera move/],
    [{ motion: {} }, /moves of the motion are undefined/],
    [{ motion: { moves: [] } }, /moves of the motion are an array of 0/],
    [{ motion: { moves: ["pan"] } }, /move of the motion is "pan"/],
    [{ motion: { moves: [{ kind: "pam", direction: "left" }] } }, /kind "pam"/],
    [{ motion: { moves: [{ kind: "pan", direction: "up" }] } }, /"pan" .+ direction "up"/],
    [{ motion: { moves: [{ kind: "pan" }] } }, /direction undefined/],
    [{ motion: { moves: [{ kind: "still" }], strength: "huge" } }, /strength of the motion is "huge"/],
  ])("rejects %j", (options, message) => {
    for (const call of [preview, createPreviewRenderer]) {
      let error: unknown;
      try {
        call(options as never);
      } catch (thrown) {
        error = thrown;
      }
      if (!isUgokuError(error)) throw new Error(`no UgokuError: ${String(error)}`);
      expect([error.name, error.code]).toEqual(["RequestError", "option_invalid"]);
      expect(error.message).toMatch(message);
      expect(error.hint).toBeTruthy();
    }
  });

  it.each([
    ["FPS", "fps"],
    ["motions", "motion"],
    ["mtoion", "motion"],
    ["fp", "fps"],
    ["moton", "motion"],
  ])("for the unknown option %s suggest %s", (name, meant) => {
    expect(() => preview({ [name]: 1 })).toThrow(expect.objectContaining({ hint: `Did you mean ${meant}?` }));
  });

  it.each([
    undefined,
    {},
    { fps: undefined, motion: undefined },
    { motion: { moves: [{ kind: "handheld" }] } },
  ] as const)("accept %j", (options) => {
    expect(preview(options).name).toBe("preview");
  });
});
