// @module-tag slow

import { BufferSource, EncodedPacketSink, Input, MP4 } from "mediabunny";
import sharp from "sharp";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { createPreviewRenderer, previewNotice } from "../../src/preview/renderer.js";
import type { RenderedClip } from "../../src/testing/renderer.js";
import { failure } from "../helpers/failure.js";
import { picture, request } from "./picture.js";

vi.mock("../../src/preview/worker-url.js", async () => {
  const { buildWorker } = await import("./build-worker.js");
  const url = await buildWorker();
  return { getWorkerUrl: () => url };
});

/** The types of the top-level boxes of an MP4, in order. */
function boxes(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += view.getUint32(at)) {
    found.push(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
  }
  return found;
}

async function read(bytes: Uint8Array) {
  const input = new Input({ formats: [MP4], source: new BufferSource(bytes) });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error("no video track");
  const packets = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  return { input, track, packets };
}

let image: Uint8Array;
beforeAll(async () => {
  image = await picture(640, 400);
});

describe("render() › the clip", () => {
  let clip: RenderedClip;
  const progress: number[] = [];
  beforeAll(async () => {
    clip = await createPreviewRenderer().render(
      request(image, { onProgress: (fraction) => void progress.push(fraction) }),
    );
  });

  it("is an MP4 with its index before its data", () => {
    expect(clip.video.type).toBe("video/mp4");
    const order = boxes(clip.video.bytes);
    expect(order[0]).toBe("ftyp");
    expect(order).toContain("mdat");
    expect(order.indexOf("moov")).toBeLessThan(order.indexOf("mdat"));
  });

  it("is H.264 of exactly the requested size, length and number of frames", async () => {
    const { input, track, packets } = await read(clip.video.bytes);
    expect(await track.getCodec()).toBe("avc");
    expect([await track.getDisplayWidth(), await track.getDisplayHeight()]).toEqual([320, 180]);
    expect(packets).toHaveLength(48);
    expect(await input.computeDuration()).toBe(2);
    // The packets are in the order of decoding.
    const timestamps = packets.map(({ timestamp }) => timestamp).sort((a, b) => a - b);
    for (const [index, timestamp] of timestamps.entries()) expect(timestamp).toBeCloseTo(index / 24, 9);
    expect(packets[0]?.type).toBe("key");
  });

  it("has color tags and the preview notice", async () => {
    const { input, track } = await read(clip.video.bytes);
    expect(await track.getColorSpace()).toMatchObject({
      primaries: "bt709",
      transfer: "bt709",
      matrix: "bt709",
      fullRange: false,
    });
    const tags = await input.getMetadataTags();
    expect(tags.title).toBe(previewNotice);
    expect(tags.comment).toBe(previewNotice);
    expect(previewNotice).toBe("preview: camera motion only, not a generation");
  });

  it("reports increasing progress", () => {
    expect(progress.length).toBeGreaterThan(40);
    expect(progress.at(-1)).toBe(1);
    for (const [index, fraction] of progress.entries()) {
      expect(fraction).toBeGreaterThanOrEqual(progress[index - 1] ?? 0);
      expect(fraction).toBeLessThanOrEqual(1);
    }
  });

  it("has a thumbnail of the first frame", async () => {
    const { bytes, type } = await clip.thumbnail();
    expect(type).toBe("image/webp");
    expect(await sharp(bytes).metadata()).toMatchObject({ format: "webp", width: 320, height: 180 });
    expect(await clip.thumbnail()).toBe(await clip.thumbnail());
  });

  it("has a sprite sheet of sixteen frames", async () => {
    const { bytes, type } = await clip.spritesheet();
    expect(type).toBe("image/jpeg");
    expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 1280, height: 720 });
    const tile = (left: number, top: number) =>
      sharp(bytes).extract({ left, top, width: 320, height: 180 }).raw().toBuffer();
    const [first, last, image320] = await Promise.all([
      tile(0, 0),
      tile(960, 540),
      sharp(image).resize(320, 180, { fit: "cover" }).raw().toBuffer(),
    ]);
    const difference = (a: Uint8Array, b: Uint8Array) =>
      a.reduce((sum, value, at) => sum + Math.abs(value - b[at]!), 0) / a.length;
    expect(difference(first, image320)).toBeLessThan(6);
    expect(difference(last, image320)).toBeGreaterThan(difference(first, image320));
    expect(await clip.spritesheet()).toBe(await clip.spritesheet());
  });
});

describe("render()", () => {
  it.each([
    [0.5, 64, 64, 30],
    [1.03, 16, 48, 10],
    [1, 90, 50, 1],
    [0.7, 130, 242, 60],
  ])("renders %d seconds of %ix%i at %i fps", async (seconds, width, height, fps) => {
    const clip = await createPreviewRenderer({ fps }).render(request(image, { seconds, width, height }));
    const { input, track, packets } = await read(clip.video.bytes);
    expect(packets).toHaveLength(Math.round(seconds * fps));
    expect(await input.computeDuration()).toBeCloseTo(seconds, 4);
    expect([await track.getDisplayWidth(), await track.getDisplayHeight()]).toEqual([width, height]);
  });

  it("accepts PNG with alpha, WebP and EXIF orientation", async () => {
    const transparent = await sharp({ create: { width: 80, height: 60, channels: 4, background: "#ff000080" } })
      .png()
      .toBuffer();
    const rotated = await sharp(image).withMetadata({ orientation: 6 }).toBuffer();
    for (const bytes of [transparent, await picture(100, 80, "webp"), rotated]) {
      const clip = await createPreviewRenderer().render(
        request(new Uint8Array(bytes), { seconds: 0.25, width: 64, height: 96 }),
      );
      expect((await read(clip.video.bytes)).packets).toHaveLength(6);
    }
  });

  it("encodes the same frames for the same request", async () => {
    const render = async () => {
      const clip = await createPreviewRenderer().render(request(image, { seconds: 0.5, width: 64, height: 64 }));
      return (await read(clip.video.bytes)).packets.map((packet) => Buffer.from(packet.data).toString("base64"));
    };
    expect(await render()).toEqual(await render());
  });

  it("renders concurrent requests one after another", async () => {
    const renderer = createPreviewRenderer();
    const seen: number[] = [];
    const clips = await Promise.all(
      Array.from({ length: 5 }, (_, clip) => {
        const onProgress = () => void (seen.at(-1) === clip || seen.push(clip));
        return renderer.render(request(image, { seconds: 0.5, width: 64, height: 64, onProgress }));
      }),
    );
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    for (const clip of clips) expect((await read(clip.video.bytes)).packets).toHaveLength(12);
  });

  it("stops immediately when aborted, with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let started: () => void = () => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const onProgress = (fraction: number) => fraction > 0.1 && started();
    const render = createPreviewRenderer().render(
      request(image, { seconds: 20, width: 640, height: 360, signal: controller.signal, onProgress }),
    );
    render.catch(() => {});
    await running;
    const start = performance.now();
    controller.abort(reason);
    await expect(render).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it("does not start when aborted before", async () => {
    const reason = new Error("never mind");
    await expect(createPreviewRenderer().render(request(image, { signal: AbortSignal.abort(reason) }))).rejects.toBe(
      reason,
    );
  });

  it("rejects an image that cannot be decoded, or none", async () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>');
    for (const bytes of [
      new Uint8Array(100),
      image.slice(0, image.length / 2),
      new TextEncoder().encode("<html>"),
      svg,
    ]) {
      const error = await failure(createPreviewRenderer().render(request(bytes)));
      expect(error.code).toBe("preview_failed");
      expect(error.message).toMatch(/^The preview engine cannot decode the image: .+\.$/);
      expect(error.hint).toMatch(/JPEG/);
    }
    const none = await failure(createPreviewRenderer().render(request(image, { image: undefined })));
    expect(none).toMatchObject({ code: "preview_failed", message: expect.stringMatching(/no image/) });
  });

  it.each([
    [{ width: 321 }, /width is 321/, "H.264 in yuv420p has no odd sizes. The nearest valid value is 320."],
    [{ height: 8 }, /height is 8/, "The nearest valid value is 16."],
    [{ width: 4098 }, /width is 4098/, "The nearest valid value is 4096."],
    [{ height: Number.NaN }, /height is NaN/, expect.any(String)],
    [{ seconds: 0 }, /length is 0 seconds/, expect.any(String)],
    [{ seconds: 0.001 }, /length is 0.001 seconds/, "The nearest valid value is 0.042."],
    [{ seconds: -4 }, /length is -4 seconds/, expect.any(String)],
    [{ seconds: Number.POSITIVE_INFINITY }, /length is Infinity seconds/, expect.any(String)],
    [{ seconds: 121 }, /length is 121 seconds/, "The nearest valid value is 120."],
  ])("rejects %j with a hint", async (changes, message, hint) => {
    const error = await failure(createPreviewRenderer().render(request(image, changes)));
    expect(error.code).toBe("preview_failed");
    expect(error.message).toMatch(message);
    expect(error.hint).toEqual(hint);
    expect(error.hint).toBeTruthy();
  });

  it.each([0, 61, 23.976, Number.NaN])("rejects %d fps", (fps) => {
    expect(() => createPreviewRenderer({ fps })).toThrow(/whole number from 1 to 60/);
  });

  it("prefers the option motion to the prompt", async () => {
    const motion = { moves: [{ kind: "still" }] } as const;
    const clip = await createPreviewRenderer({ motion }).render(request(image, { seconds: 1 }));
    // Without motion, later frames are nearly empty.
    const { packets } = await read(clip.video.bytes);
    const later = packets.filter((packet) => packet.type === "delta").map((packet) => packet.byteLength);
    expect(Math.max(...later)).toBeLessThan(200);
  });
});
