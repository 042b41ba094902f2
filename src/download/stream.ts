import { attachJob, DownloadError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import type { Chunk, DownloadTarget } from "./download.js";

/**
 * A stream of the chunks. Bytes that were passed on cannot be replaced: if the download starts over, they are skipped if
 * it is provably the same file; otherwise the stream errors.
 *
 * Resolves with the first chunk: a download that never begins rejects here, and not in the stream.
 */
export async function streamChunks(
  start: (signal: AbortSignal) => AsyncGenerator<Chunk, void, undefined>,
  { job, signal }: Pick<DownloadTarget, "job" | "signal">,
): Promise<ReadableStream<Uint8Array>> {
  const cancelled = new AbortController();
  const chunks = start(signal ? AbortSignal.any([signal, cancelled.signal]) : cancelled.signal);
  let passed = 0;
  const next = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return undefined;
      const { bytes, offset, sameFile } = value;
      if (offset === 0 && passed > 0 && !sameFile) {
        await chunks.return(undefined);
        throw attachJob(cannotResume(passed), job);
      }
      const unread = bytes.subarray(Math.max(0, passed - offset));
      if (unread.byteLength === 0) continue;
      passed += unread.byteLength;
      return unread;
    }
  };
  let first = await next();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const bytes = first ?? (await next());
      first = undefined;
      if (bytes) controller.enqueue(bytes);
      else controller.close();
    },
    cancel(reason) {
      // return() alone would wait for the pending read.
      cancelled.abort(reason);
      chunks.return(undefined).catch(() => {});
    },
  });
}

function cannotResume(passed: number): DownloadError {
  const message = `The download broke after ${passed} bytes, and the server could only send it from the start, without proof that it is the same file.`;
  return new DownloadError("download_incomplete", message, {
    retryable: true,
    hint: text`${codeOnly("Discard the streamed bytes and read the stream again; saveTo() and bytes() start over automatically.")}`,
  });
}
