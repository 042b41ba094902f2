/**
 * A preview worker: draws and encodes the groups of frames that the pool asks for.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { createCameraPath } from "./camera-path.js";
import { type EncodeGroup, loadEncoder } from "./encoder.js";
import { createWarp } from "./warp.js";
import type { ClipJob, FromWorker, Group, ToWorker } from "./worker-protocol.js";

const port = parentPort;
if (port !== null) {
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  // Begins at once, while the main thread still decodes the picture.
  const encoder = loadEncoder().catch((error: unknown) => {
    const { message, code } = error as { message?: string; code?: string };
    say({ type: "unavailable", message: message ?? String(error), code });
    return undefined;
  });
  let encodeGroup: ((group: Group, encode: EncodeGroup) => Promise<Uint8Array>) | undefined;
  const work = async (message: ToWorker) => {
    if (message.type === "job") {
      encodeGroup = groupEncoder(message.job, () => say({ type: "frame" }));
      return;
    }
    const encode = await encoder;
    if (encode === undefined || encodeGroup === undefined) return;
    const bytes = await encodeGroup(message.group, encode);
    say({ type: "group", index: message.group.index, bytes }, [bytes.buffer as ArrayBuffer]);
  };
  port.on("message", (message: ToWorker) => {
    work(message).catch((error: unknown) => {
      say({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    });
  });
}

function groupEncoder(job: ClipJob, onFrame: () => void) {
  const { still, depth, motion, seconds, fps, frames } = job;
  const { frameWidth: width, frameHeight: height, room } = still;
  const path = createCameraPath(motion, { seconds, width, height, room, trust: depth.trust, subject: depth.subject });
  const warp = createWarp(still, depth);
  return (group: Group, encode: EncodeGroup) =>
    encode({ width, height, fps, frames: group.count }, (index) => {
      const frame = warp.draw(path.at(frames > 1 ? (group.first + index) / (frames - 1) : 0));
      if (index > 0) onFrame();
      return frame;
    });
}
