/** A worker of the preview engine: renders the frames of a clip, or encodes them. */
import { type MessagePort, parentPort } from "node:worker_threads";
import { createEncoder } from "./encoder.js";
import { createFrames } from "./warp.js";
import type { ClipJob, EncodedClip, FromWorker, ToWorker } from "./worker-pool.js";

const port = parentPort;
if (port !== null) {
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const fail = (error: unknown) =>
    post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  port.on("message", (message: ToWorker) => {
    const work =
      message.type === "draw"
        ? drawFrames(message.job, message.encoder)
        : encodeFrames(message, () => post({ type: "frame" })).then((clip) =>
            post(
              { type: "clip", clip },
              clip.frames.map(({ bytes }) => bytes.buffer),
            ),
          );
    work.catch(fail);
  });
}

/** Draws each frame into a buffer that the encoder is done with, and sends it there. */
async function drawFrames(job: ClipJob, encoder: MessagePort): Promise<void> {
  const drawAt = createFrames(job);
  let index = 0;
  encoder.on("message", (buffer: ArrayBuffer) => {
    if (index === job.frames) return;
    const frame = drawAt(job.frames > 1 ? index / (job.frames - 1) : 0);
    index++;
    new Uint8Array(buffer).set(frame);
    encoder.postMessage(buffer, [buffer]);
    if (index === job.frames) encoder.close();
  });
}

/** Frames in flight between the workers: one is drawn, one waits, one is encoded. */
const bufferCount = 3;

/** Requests, receives and encodes all frames of a clip. */
async function encodeFrames(
  { width, height, frames, keyFrameInterval, renderer }: Extract<ToWorker, { type: "encode" }>,
  onFrame: () => void,
): Promise<EncodedClip> {
  const encoder = await createEncoder({ width, height, frames, keyFrameInterval });
  const encoded: EncodedClip["frames"][number][] = [];
  await new Promise<void>((resolve, reject) => {
    renderer.on("message", (buffer: ArrayBuffer) => {
      try {
        encoded.push(...encoder.encode(new Uint8Array(buffer)));
      } catch (error) {
        reject(error);
        return;
      }
      onFrame();
      if (encoded.length === frames) resolve();
      else renderer.postMessage(buffer, [buffer]);
    });
    for (let count = 0; count < bufferCount; count++) {
      const buffer = new ArrayBuffer((width * height * 3) / 2);
      renderer.postMessage(buffer, [buffer]);
    }
  });
  renderer.close();
  const { settings } = encoder;
  if (settings === undefined) throw new Error("The first frame is not a key frame.");
  return { frames: encoded, settings };
}
