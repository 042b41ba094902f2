import { DownloadError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import type { ChunkSink } from "./download.js";

/**
 * A stream of the chunks that `read` passes to its sink. Bytes that were passed on cannot be replaced: if the download starts
 * over, they are skipped if it is provably the same file; otherwise the stream errors.
 *
 * Resolves with the first chunk: a download that never begins rejects here, and not in the stream.
 */
export function streamChunks(
  read: (signal: AbortSignal, sink: ChunkSink) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const cancelled = new AbortController();
  let passed = 0;
  /** Ends the wait for the reader. */
  let resume = () => {};
  return new Promise((resolve, reject) => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const sink: ChunkSink = async ({ bytes, offset, sameFile }) => {
          if (offset === 0 && passed > 0 && !sameFile) throw cannotResume(passed);
          const unread = bytes.subarray(Math.max(0, passed - offset));
          if (unread.byteLength === 0) return;
          passed += unread.byteLength;
          controller.enqueue(unread);
          resolve(stream);
          if (controller.desiredSize) return;
          await new Promise<void>((next) => {
            resume = next;
          });
        };
        read(signal ? AbortSignal.any([signal, cancelled.signal]) : cancelled.signal, sink)
          .then(() => controller.close())
          .catch((error: unknown) => {
            reject(error);
            controller.error(error);
          });
      },
      pull: () => resume(),
      cancel(reason) {
        cancelled.abort(reason);
        resume();
      },
    });
  });
}

function cannotResume(passed: number): DownloadError {
  const message = `The download broke after ${passed} bytes, and the server could only send it from the start, without proof that it is the same file.`;
  return new DownloadError("download_incomplete", message, {
    retryable: true,
    hint: text`${codeOnly("Discard the streamed bytes and read the stream again; saveTo() and bytes() start over automatically.")}`,
  });
}
