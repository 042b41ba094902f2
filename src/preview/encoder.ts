/** The H.264 encoder (minih264 as WebAssembly), behind one function; see `docs/decisions/003-preview-encoder.md`. */
import { brotliDecompressSync } from "node:zlib";
import { h264Wasm } from "./h264-wasm.js";

/** The parameters of a clip. */
export interface EncoderOptions {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** Frames of the complete clip. */
  readonly frames: number;
  /** Frames from one key frame to the next. */
  readonly keyFrameInterval: number;
}

/** A frame in the format of an MP4: each NAL unit after its length in four bytes. */
export interface EncodedFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its place in the order of display, from 0. */
  readonly index: number;
  readonly isKey: boolean;
}

/** What a decoder needs to start. */
export interface DecoderSettings {
  /** Such as `"avc1.4d401f"`. */
  readonly codec: string;
  /** An AVCDecoderConfigurationRecord (ISO/IEC 14496-15). */
  readonly description: Uint8Array<ArrayBuffer>;
}

/** Encodes the frames of one clip, in order. */
export interface FrameEncoder {
  /**
   * Takes the next frame in the order of display, in I420. Returns frames in the order of decoding: none, or the frame and those before
   * it that refer to it. The last frame returns all that remain.
   */
  encode(frame: Uint8Array): EncodedFrame[];
  /** Known after the first frame. */
  readonly settings: DecoderSettings | undefined;
}

/**
 * The decision record has the measurements of all. A B frame gets fewer bits, because no frame refers to it: its errors stay in it.
 */
const quantizer = { key: 25, p: 25, b: 27 } as const;
const speed = 5;
/**
 * Frames from one key frame or P frame to the next. The B frame between is halfway: two of them would often be the same picture, and a
 * slow move would go in jumps.
 */
const span = 2;

interface Exports {
  readonly memory: WebAssembly.Memory;
  init(width: number, height: number): number;
  encode(quantizer: number, speed: number, position: number): number;
  encode_b(quantizer: number, position: number, first: number, last: number): number;
  output(): number;
}

/** Creates an encoder, with its own memory, in about 20 milliseconds. */
export async function createEncoder(options: EncoderOptions): Promise<FrameEncoder> {
  const { width, height, frames, keyFrameInterval } = options;
  const { instance } = await WebAssembly.instantiate(brotliDecompressSync(Buffer.from(h264Wasm, "base64")), {});
  const wasm = instance.exports as unknown as Exports;
  const buffer = wasm.init(width, height);
  if (buffer === 0) throw new RangeError(`The encoder takes no frames of ${width}x${height}.`);
  let settings: DecoderSettings | undefined;
  let count = 0;
  /** The last frame that others can refer to, and the frames since. */
  let anchor = 0;
  let waiting: Uint8Array[] = [];
  const encode = (frame: Uint8Array, index: number, write: () => number): EncodedFrame => {
    new Uint8Array(wasm.memory.buffer).set(frame, buffer);
    const length = write();
    if (length <= 0) throw new Error("The encoder failed.");
    const units = splitUnits(new Uint8Array(wasm.memory.buffer, wasm.output(), length));
    const [sps, pps] = [nalType.sps, nalType.pps].map((type) => units.find((unit) => getType(unit) === type));
    if (sps !== undefined && pps !== undefined) settings ??= describeStream(sps, pps);
    const slices = units.filter((unit) => getType(unit) === nalType.slice || getType(unit) === nalType.key);
    return { bytes: joinUnits(slices), index, isKey: slices.some((unit) => getType(unit) === nalType.key) };
  };
  return {
    get settings() {
      return settings;
    },
    encode(frame) {
      const index = count++;
      const position = index % keyFrameInterval;
      // The last frame of a clip is also the last to be decoded: an MP4 has no other place for its length.
      const isLast = index >= frames - 2 || position === keyFrameInterval - 1;
      if (position % span !== 0 && !isLast) {
        waiting.push(frame.slice());
        return [];
      }
      const q = position === 0 ? quantizer.key : quantizer.p;
      const encoded = [encode(frame, index, () => wasm.encode(q, speed, position))];
      for (const [at, between] of waiting.entries()) {
        const place = anchor + 1 + at;
        const write = () => wasm.encode_b(quantizer.b, place, anchor, position);
        encoded.push(encode(between, index - position + place, write));
      }
      waiting = [];
      anchor = position;
      return encoded;
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
