/** The H.264 encoder (minih264 as WebAssembly), behind one function; see `docs/decisions/003-preview-encoder.md`. */
import { brotliDecompressSync } from "node:zlib";
import { h264Wasm } from "./h264-wasm.js";

/** The parameters of a clip. */
export interface EncoderOptions {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** Frames from one key frame to the next. */
  readonly keyFrameInterval: number;
}

/** A frame in the format of an MP4: each NAL unit after its length in four bytes. */
export interface EncodedFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isKey: boolean;
}

/** What a decoder needs to start. */
export interface DecoderSettings {
  /** Such as `"avc1.42c01f"`. */
  readonly codec: string;
  /** An AVCDecoderConfigurationRecord (ISO/IEC 14496-15). */
  readonly description: Uint8Array<ArrayBuffer>;
}

/** Encodes the frames of one clip, in order. */
export interface FrameEncoder {
  /** Encodes a frame in I420. */
  encode(frame: Uint8Array): EncodedFrame;
  /** Known after the first frame. */
  readonly settings: DecoderSettings | undefined;
}

/** The decision record has the measurements of both. */
const quantizer = 26;
const speed = 5;

interface Exports {
  readonly memory: WebAssembly.Memory;
  init(width: number, height: number, keyFrameInterval: number): number;
  encode(quantizer: number, speed: number): number;
  output(): number;
}

/** Creates an encoder, with its own memory, in about 20 milliseconds. */
export async function createEncoder({ width, height, keyFrameInterval }: EncoderOptions): Promise<FrameEncoder> {
  const { instance } = await WebAssembly.instantiate(brotliDecompressSync(Buffer.from(h264Wasm, "base64")), {});
  const wasm = instance.exports as unknown as Exports;
  const buffer = wasm.init(width, height, keyFrameInterval);
  if (buffer === 0) throw new RangeError(`The encoder takes no frames of ${width}x${height}.`);
  let settings: DecoderSettings | undefined;
  return {
    get settings() {
      return settings;
    },
    encode(frame) {
      new Uint8Array(wasm.memory.buffer).set(frame, buffer);
      const length = wasm.encode(quantizer, speed);
      if (length <= 0) throw new Error("The encoder failed.");
      const units = splitUnits(new Uint8Array(wasm.memory.buffer, wasm.output(), length));
      const [sps, pps] = [nalType.sps, nalType.pps].map((type) => units.find((unit) => getType(unit) === type));
      if (sps !== undefined && pps !== undefined) settings ??= describeStream(sps, pps);
      const slices = units.filter((unit) => getType(unit) === nalType.slice || getType(unit) === nalType.key);
      return { bytes: joinUnits(slices), isKey: slices.some((unit) => getType(unit) === nalType.key) };
    },
  };
}

/** The types of NAL units that the encoder writes. */
const nalType = { slice: 1, key: 5, sps: 7, pps: 8 } as const;

const getType = (unit: Uint8Array): number => (unit[0] ?? 0) & 31;

/** The NAL units between the start codes of Annex B. The encoder writes the long ones: 0, 0, 0, 1. */
function splitUnits(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let at = stream.indexOf(1, 3); at > 0; at = stream.indexOf(1, at + 1))
    if (stream[at - 1] === 0 && stream[at - 2] === 0 && stream[at - 3] === 0) starts.push(at + 1);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    return stream.subarray(start, next === undefined ? stream.length : next - 4);
  });
}

function joinUnits(units: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(units.reduce((sum, unit) => sum + 4 + unit.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const unit of units) {
    view.setUint32(at, unit.length);
    bytes.set(unit, at + 4);
    at += 4 + unit.length;
  }
  return bytes;
}

function describeStream(sps: Uint8Array, pps: Uint8Array): DecoderSettings {
  // Profile, compatibility and level.
  const kind = sps.slice(1, 4);
  const withLength = (unit: Uint8Array) => [unit.length >> 8, unit.length & 255, ...unit];
  return {
    codec: `avc1.${Buffer.from(kind).toString("hex")}`,
    // Version 1, lengths of four bytes, one unit of each kind.
    description: Uint8Array.from([1, ...kind, 0xff, 0xe1, ...withLength(sps), 1, ...withLength(pps)]),
  };
}
