import { describe, expect, it } from "vitest";
import { createEncoder } from "../../src/preview/encoder.js";

/** A frame in I420 with a bar that moves. */
function frame(width: number, height: number, index: number): Uint8Array {
  const bytes = new Uint8Array((width * height * 3) / 2).fill(128);
  for (let at = 0; at < width * height; at++) bytes[at] = at % width < index * 8 ? 200 : 50;
  return bytes;
}

/** The types of the NAL units of a frame, which each have their length in front. */
function unitTypes(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const types: number[] = [];
  let at = 0;
  for (; at < bytes.length; at += 4 + view.getUint32(at)) types.push((bytes[at + 4] ?? 0) & 31);
  expect(at).toBe(bytes.length);
  return types;
}

describe("createEncoder()", () => {
  it("writes a key frame at each interval, and only slices", async () => {
    const encoder = await createEncoder({ width: 64, height: 48, keyFrameInterval: 3 });
    const frames = Array.from({ length: 7 }, (_, index) => encoder.encode(frame(64, 48, index)));
    expect(frames.map(({ isKey }) => isKey)).toEqual([true, false, false, true, false, false, true]);
    expect(frames.map(({ bytes }) => unitTypes(bytes))).toEqual([[5], [1], [1], [5], [1], [1], [5]]);
  });

  it("knows what a decoder needs after the first frame", async () => {
    const encoder = await createEncoder({ width: 64, height: 48, keyFrameInterval: 24 });
    expect(encoder.settings).toBeUndefined();
    encoder.encode(frame(64, 48, 1));
    const { codec, description } = encoder.settings ?? { codec: "", description: new Uint8Array() };
    // Baseline.
    expect(codec).toMatch(/^avc1\.42[0-9a-f]{4}$/);
    const [version, profile, , , lengths, count, high = 0, low = 0, sps] = description;
    expect([version, profile, lengths, count, (sps ?? 0) & 31]).toEqual([1, 0x42, 0xff, 0xe1, 7]);
    const pps = 8 + high * 256 + low;
    expect([description[pps], (description[pps + 3] ?? 0) & 31]).toEqual([1, 8]);
  });

  it("encodes the same bytes each time, and two clips side by side", async () => {
    const options = { width: 64, height: 48, keyFrameInterval: 24 };
    const [one, other] = await Promise.all([createEncoder(options), createEncoder(options)]);
    for (let index = 0; index < 5; index++)
      expect(one.encode(frame(64, 48, index))).toEqual(other.encode(frame(64, 48, index)));
  });

  it.each([
    [18, 16],
    [90, 50],
    [130, 242],
  ])("takes sizes that are not multiples of its blocks: %d by %d", async (width, height) => {
    const encoder = await createEncoder({ width, height, keyFrameInterval: 24 });
    const frames = Array.from({ length: 3 }, (_, index) => encoder.encode(frame(width, height, index)));
    expect(frames.map(({ bytes }) => unitTypes(bytes))).toEqual([[5], [1], [1]]);
  });

  it("rejects a size that it cannot encode", async () => {
    await expect(createEncoder({ width: 63, height: 48, keyFrameInterval: 24 })).rejects.toThrow("63x48");
  });
});
