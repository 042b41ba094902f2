/** Joins the groups into one MP4, with the index first, color tags and a notice in the metadata. */
import { isUgokuError, UgokuError } from "../utils/errors.js";

/** The title and comment in the metadata of every clip. */
export const previewNotice = "preview: camera motion only, not a generation";

/** The timing of the clip. */
export interface ClipTiming {
  /** Seconds. */
  readonly seconds: number;
  /** Frames per second. */
  readonly fps: number;
  readonly frames: number;
}

/** Joins MP4 parts in order, one closed group each, without re-encoding. */
export async function joinGroups(parts: readonly Uint8Array[], timing: ClipTiming): Promise<Uint8Array> {
  // The build bundles the used part of mediabunny into a separate file.
  const media = await import("mediabunny");
  try {
    return await join(media, parts, timing);
  } catch (cause) {
    throw isUgokuError(cause) ? cause : invalidOutput("parts that cannot be joined", cause);
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
  // A frame rate makes every timestamp a whole number of ticks. A last frame of another length needs finer ticks.
  output.addVideoTrack(source, even ? { frameRate: fps } : {});
  output.setMetadataTags({ title: previewNotice, comment: previewNotice });
  await output.start();
  let index = 0;
  for (const part of parts) {
    const input = new media.Input({ formats: [media.MP4], source: new media.BufferSource(part) });
    const track = await input.getPrimaryVideoTrack();
    const config = await track?.getDecoderConfig();
    if (!track || !config) throw invalidOutput("a part without a video track");
    const decoderConfig = { ...config, colorSpace };
    const packets = new media.EncodedPacketSink(track).packets(undefined, undefined, packetOptions);
    for await (const packet of packets) {
      const timestamp = index / fps;
      const duration = index === frames - 1 ? seconds - timestamp : 1 / fps;
      await source.add(packet.clone({ timestamp, duration, sequenceNumber: index }), { decoderConfig });
      index++;
    }
    input.dispose();
  }
  if (index !== frames) throw invalidOutput(`${index} frames instead of ${frames}`);
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw invalidOutput("an empty file");
  return new Uint8Array(buffer);
}

/**
 * The encoder's files have no table of key frames, which means that every frame is one; players would then seek into the
 * middle of a group. So the type of each frame is read from its data.
 */
const packetOptions = { verifyKeyPackets: true } as const;

const colorSpace = { primaries: "bt709", transfer: "bt709", matrix: "bt709", fullRange: false } as const;

function invalidOutput(problem: string, cause?: unknown): UgokuError {
  return new UgokuError("preview_failed", `The encoder returned ${problem}.`, {
    cause,
    hint: "Install the version of h264-mp4-encoder in ugoku's package.json.",
  });
}
