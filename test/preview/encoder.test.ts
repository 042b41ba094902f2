import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createEncoder, type EncodedFrame, type EncoderOptions, type FrameEncoder } from "../../src/preview/encoder.js";
import { hasFfmpegFor } from "../helpers/ffmpeg.js";

const hasFfmpeg = hasFfmpegFor("nothing decodes the frames (test/preview/encoder)", ["ffmpeg"]);

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

async function encodeAll(options: EncoderOptions): Promise<{ encoder: FrameEncoder; frames: EncodedFrame[] }> {
  const encoder = await createEncoder(options);
  const { width, height } = options;
  const frames = Array.from({ length: options.frames }, (_, index) => encoder.encode(frame(width, height, index)));
  return { encoder, frames: frames.flat() };
}

describe("createEncoder()", () => {
  it("returns the frames in the order of decoding, with a key frame at each interval", async () => {
    const { frames } = await encodeAll({ width: 64, height: 48, frames: 14, keyFrameInterval: 8 });
    expect(frames.map(({ index }) => index)).toEqual([0, 2, 1, 4, 3, 6, 5, 7, 8, 10, 9, 12, 11, 13]);
    expect(frames.filter(({ isKey }) => isKey).map(({ index }) => index)).toEqual([0, 8]);
    for (const { bytes, isKey } of frames) expect(unitTypes(bytes)).toEqual([isKey ? 5 : 1]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])("returns every frame of a clip of %d", async (count) => {
    const { frames } = await encodeAll({ width: 64, height: 48, frames: count, keyFrameInterval: 5 });
    expect(frames.map(({ index }) => index).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it("refers to no B frame", async () => {
    const { frames } = await encodeAll({ width: 64, height: 48, frames: 7, keyFrameInterval: 24 });
    const referred = frames.filter(({ bytes }) => ((bytes[4] ?? 0) & 0x60) !== 0).map(({ index }) => index);
    expect(referred).toEqual([0, 2, 4, 5, 6]);
  });

  it("knows what a decoder needs after the first frame", async () => {
    const encoder = await createEncoder({ width: 64, height: 48, frames: 2, keyFrameInterval: 24 });
    expect(encoder.settings).toBeUndefined();
    encoder.encode(frame(64, 48, 1));
    const { codec, description } = encoder.settings ?? { codec: "", description: new Uint8Array() };
    // Main profile.
    expect(codec).toMatch(/^avc1\.4d40[0-9a-f]{2}$/);
    const [version, profile, , , lengths, count, high = 0, low = 0, sps] = description;
    expect([version, profile, lengths, count, (sps ?? 0) & 31]).toEqual([1, 0x4d, 0xff, 0xe1, 7]);
    const pps = 8 + high * 256 + low;
    expect([description[pps], (description[pps + 3] ?? 0) & 31]).toEqual([1, 8]);
  });

  it("encodes the same bytes each time, and two clips side by side", async () => {
    const options = { width: 64, height: 48, frames: 5, keyFrameInterval: 24 };
    const [one, other] = await Promise.all([encodeAll(options), encodeAll(options)]);
    expect(one.frames).toEqual(other.frames);
  });

  it("rejects a size that it cannot encode", async () => {
    await expect(createEncoder({ width: 63, height: 48, frames: 1, keyFrameInterval: 24 })).rejects.toThrow("63x48");
  });
});

describe.skipIf(!hasFfmpeg)("the frames in ffmpeg (skipped if ffmpeg is not installed)", () => {
  /** Textures, edges and a uniform area; `speed` is pixels a frame. `noise` changes completely from frame to frame. */
  function draw(width: number, height: number, index: number, speed: number | "noise"): Uint8Array {
    const bytes = new Uint8Array((width * height * 3) / 2);
    let seed = index + 1;
    const random = () => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) & 255;
    };
    for (let at = 0; at < bytes.length; at++) {
      if (speed === "noise") bytes[at] = random();
      else if (at >= width * height) bytes[at] = 128 + 40 * Math.sin((at % 97) / 15);
      else {
        const x = (at % width) + index * speed;
        const y = Math.floor(at / width) - (index * speed) / 2;
        bytes[at] = y < 20 ? 90 : 128 + 60 * Math.sin(x / 7) + 40 * Math.cos(y / 5 + x / 31);
      }
    }
    return bytes;
  }

  // A decoder that derives other vectors than the encoder, or refers to other pixels, loses much more than the quantizer does.
  it.each([
    [320, 180, 1.3, 36],
    [130, 242, 17, 36],
    [18, 16, 5, 34],
    [90, 50, 0, 36],
    [176, 144, "noise", 30],
  ] as const)("decode to what was encoded: %d by %d, %s pixels a frame", async (width, height, speed, least) => {
    const count = 17;
    const input = Array.from({ length: count }, (_, index) => draw(width, height, index, speed));
    const decoded = await encodeAndDecode(input, { width, height, frames: count, keyFrameInterval: 11 });
    expect(decoded).toHaveLength(count);
    const psnr = input.map((each, index) => measurePsnr(each, decoded[index]!));
    expect(Math.min(...psnr)).toBeGreaterThan(least);
  });

  it("move evenly in a slow move", async () => {
    const [width, height, count] = [320, 180, 25];
    const input = Array.from({ length: count }, (_, index) => draw(width, height, index, 0.2));
    const decoded = await encodeAndDecode(input, { width, height, frames: count, keyFrameInterval: 48 });
    const steps = decoded.slice(1).map((each, index) => measureStep(decoded[index]!, each));
    const mean = steps.reduce((sum, step) => sum + step) / steps.length;
    expect(Math.min(...steps)).toBeGreaterThan(mean / 2);
    expect(Math.max(...steps)).toBeLessThan(mean * 2);
  });
});

async function encodeAndDecode(input: readonly Uint8Array[], options: EncoderOptions): Promise<Uint8Array[]> {
  const encoder = await createEncoder(options);
  const encoded = input.flatMap((each) => encoder.encode(each));
  const { description } = encoder.settings!;
  const spsEnd = 8 + description[6]! * 256 + description[7]!;
  const units = [description.subarray(8, spsEnd), description.subarray(spsEnd + 3), ...encoded.map(slice)];
  const stream = Buffer.concat(units.flatMap((unit) => [Buffer.from([0, 0, 0, 1]), unit]));
  const words = "-v error -xerror -f h264 -i pipe:0 -f rawvideo -pix_fmt yuv420p pipe:1".split(" ");
  const decoded = execFileSync("ffmpeg", words, { input: stream, maxBuffer: 1 << 28 });
  const size = (options.width * options.height * 3) / 2;
  return Array.from({ length: decoded.length / size }, (_, index) =>
    decoded.subarray(index * size, (index + 1) * size),
  );
}

/** The slice of a frame, without its length. */
const slice = ({ bytes }: EncodedFrame) => bytes.subarray(4);

function measurePsnr(one: Uint8Array, other: Uint8Array): number {
  const error = one.reduce((sum, value, at) => sum + (value - other[at]!) ** 2, 0);
  return 10 * Math.log10((255 * 255 * one.length) / error);
}

/** The mean change of a value from one frame to the next. */
function measureStep(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / one.length;
}
