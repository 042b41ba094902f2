/**
 * Joins the groups into one MP4 with its index first, its colours named, and what it is written into it.
 *
 * @module
 */
import { isUgokuError, UgokuError } from "../utils/errors.js";

/** Written into every clip as its title and comment. */
export const previewNotice = "preview: camera motion only, not a generation";

/** What the clip has to come out as. */
export interface ClipTiming {
  /** Seconds. */
  readonly seconds: number;
  /** Frames a second. */
  readonly fps: number;
  readonly frames: number;
}

/** Joins MP4 parts, each one closed group, in order. Nothing is encoded again. */
export async function joinGroups(parts: readonly Uint8Array[], timing: ClipTiming): Promise<Uint8Array> {
  // The build puts the part of it that is used here into a file of its own.
  const media = await import("mediabunny");
  try {
    return await join(media, parts, timing);
  } catch (cause) {
    throw isUgokuError(cause) ? cause : broken("parts that cannot be joined", cause);
  }
}

async function join(
  media: typeof import("mediabunny"),
  parts: readonly Uint8Array[],
  timing: ClipTiming,
): Promise<Uint8Array> {
  const { seconds, fps, frames } = timing;
  const output = new media.Output({
    format: new media.Mp4OutputFormat({ fastStart: "in-memory" }),
    target: new media.BufferTarget(),
  });
  const source = new media.EncodedVideoPacketSource("avc");
  const even = Math.abs(seconds * fps - frames) < 1e-9;
  // With a frame rate every time is a whole number of ticks. A last frame of another length needs finer ones.
  output.addVideoTrack(source, even ? { frameRate: fps } : {});
  output.setMetadataTags({ title: previewNotice, comment: previewNotice });
  await output.start();
  let index = 0;
  for (const part of parts) {
    const input = new media.Input({ formats: [media.MP4], source: new media.BufferSource(part) });
    const track = await input.getPrimaryVideoTrack();
    const config = await track?.getDecoderConfig();
    if (!track || !config) throw broken("a part without a video track");
    const decoderConfig = { ...config, colorSpace };
    const packets = new media.EncodedPacketSink(track).packets(undefined, undefined, honestKeys);
    for await (const packet of packets) {
      const timestamp = index / fps;
      const duration = index === frames - 1 ? seconds - timestamp : 1 / fps;
      await source.add(packet.clone({ timestamp, duration, sequenceNumber: index }), { decoderConfig });
      index++;
    }
    input.dispose();
  }
  if (index !== frames) throw broken(`${index} frames instead of ${frames}`);
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw broken("an empty file");
  return new Uint8Array(buffer);
}

/**
 * The encoder's files have no table of key frames, and by the standard that says: every frame is one. Players then seek
 * into the middle of a group. So each frame is asked itself.
 */
const honestKeys = { verifyKeyPackets: true } as const;

const colorSpace = { primaries: "bt709", transfer: "bt709", matrix: "bt709", fullRange: false } as const;

function broken(what: string, cause?: unknown): UgokuError {
  return new UgokuError("preview_failed", `The encoder gave ${what}.`, {
    cause,
    hint: "Install the version of h264-mp4-encoder that ugoku's package.json names.",
  });
}
