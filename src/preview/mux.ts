/** Writes the encoded frames as an MP4, with the index first, color tags and a notice in the metadata. */
import { isUgokuError, UgokuError } from "../utils/errors.js";
import { previewNotice } from "./notice.js";
import type { EncodedClip } from "./worker-pool.js";

/** The timing and the size of the clip. */
export interface ClipTiming {
  /** Seconds. */
  readonly seconds: number;
  readonly frames: number;
  /** Frames per second. */
  readonly fps: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Writes an MP4. */
export async function writeMp4(clip: EncodedClip, timing: ClipTiming): Promise<Uint8Array> {
  // The build bundles the used part of mediabunny into a separate file.
  const media = await import("mediabunny");
  try {
    return await write(media, clip, timing);
  } catch (cause) {
    throw isUgokuError(cause) ? cause : invalidOutput("frames that cannot be written as an MP4", cause);
  }
}

async function write(
  media: typeof import("mediabunny"),
  { frames, settings }: EncodedClip,
  { seconds, frames: count, fps, width, height }: ClipTiming,
): Promise<Uint8Array> {
  if (frames.length !== count) throw invalidOutput(`${frames.length} frames instead of ${count}`);
  const output = new media.Output({
    format: new media.Mp4OutputFormat({ fastStart: "in-memory" }),
    target: new media.BufferTarget(),
  });
  const source = new media.EncodedVideoPacketSource("avc");
  const even = Math.abs(seconds * fps - count) < 1e-9;
  // A frame rate makes every timestamp a whole number of ticks. A last frame of another length needs finer ticks.
  output.addVideoTrack(source, even ? { frameRate: fps } : {});
  output.setMetadataTags({ title: previewNotice, comment: previewNotice });
  await output.start();
  const decoderConfig = { ...settings, codedWidth: width, codedHeight: height, colorSpace };
  for (const { bytes, index, isKey } of frames) {
    const timestamp = index / fps;
    const duration = index === count - 1 ? seconds - timestamp : 1 / fps;
    const packet = new media.EncodedPacket(bytes, isKey ? "key" : "delta", timestamp, duration);
    await source.add(packet, { decoderConfig });
  }
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw invalidOutput("an empty file");
  return new Uint8Array(buffer);
}

const colorSpace = { primaries: "bt709", transfer: "bt709", matrix: "bt709", fullRange: false } as const;

function invalidOutput(problem: string, cause?: unknown): UgokuError {
  return new UgokuError("preview_failed", `The encoder returned ${problem}.`, {
    cause,
    hint: "Reinstall ugoku. If that does not help, report it with the size and the length of the clip.",
  });
}
