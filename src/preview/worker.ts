/** A worker of the preview engine: renders and encodes groups of pictures. */
import { parentPort } from "node:worker_threads";
import { type EncodeGroup, loadEncoder } from "./encoder.js";
import { createFrames } from "./warp.js";
import type { ClipJob, FromWorker, Group, ToWorker } from "./worker-pool.js";

const port = parentPort;
if (port !== null) {
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  // Loads while the main thread decodes the image.
  const encoder = loadEncoder().catch((error: unknown) => {
    const { message, code } = error as { message?: string; code?: string };
    post({ type: "unavailable", message: message ?? String(error), code });
    return undefined;
  });
  let encodeGroup: ((group: Group, encode: EncodeGroup) => Promise<Uint8Array>) | undefined;
  const handle = async (message: ToWorker) => {
    if (message.type === "job") {
      encodeGroup = createGroupEncoder(message.job, () => post({ type: "frame" }));
      return;
    }
    const encode = await encoder;
    if (encode === undefined || encodeGroup === undefined) return;
    const bytes = await encodeGroup(message.group, encode);
    post({ type: "group", index: message.group.index, bytes }, [bytes.buffer as ArrayBuffer]);
  };
  port.on("message", (message: ToWorker) => {
    handle(message).catch((error: unknown) => {
      post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    });
  });
}

function createGroupEncoder(job: ClipJob, onFrame: () => void) {
  const { fps, frames } = job;
  const { frameWidth: width, frameHeight: height } = job.image;
  const drawAt = createFrames(job);
  return (group: Group, encode: EncodeGroup) =>
    encode({ width, height, fps, frames: group.count }, (index) => {
      const frame = drawAt(frames > 1 ? (group.first + index) / (frames - 1) : 0);
      if (index > 0) onFrame();
      return frame;
    });
}
