import { attachJob, DownloadError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import type { DownloadTarget, Piece } from "./download.js";

/**
 * A stream of the pieces. What was passed on cannot be called back, so that a download that could only start over goes
 * on behind it, if it is provably the same file, and else ends with an error.
 *
 * Resolves when the first piece is there: what never begins rejects here, and not in the stream.
 */
export async function streamPieces(
  start: (signal: AbortSignal) => AsyncGenerator<Piece, void, undefined>,
  { job, signal }: Pick<DownloadTarget, "job" | "signal">,
): Promise<ReadableStream<Uint8Array>> {
  const left = new AbortController();
  const pieces = start(signal ? AbortSignal.any([signal, left.signal]) : left.signal);
  let passed = 0;
  /** The next bytes that were not passed on yet. */
  const next = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) return undefined;
      const { bytes, offset, sameFile } = value;
      if (offset === 0 && passed > 0 && !sameFile) {
        await pieces.return(undefined);
        throw attachJob(cannotGoOn(passed), job);
      }
      const fresh = bytes.subarray(Math.max(0, passed - offset));
      if (fresh.byteLength === 0) continue;
      passed += fresh.byteLength;
      return fresh;
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
      // Not by return() alone: that would wait for the byte that is being waited for.
      left.abort(reason);
      pieces.return(undefined).catch(() => {});
    },
  });
}

function cannotGoOn(passed: number): DownloadError {
  const message = `The download broke after ${passed} bytes, and the server could only begin anew, with nothing to prove that it is the same file.`;
  return new DownloadError("download_incomplete", message, {
    retryable: true,
    hint: text`${codeOnly("Discard what the stream returned, and read it again; saveTo() and bytes() start over by themselves.")}`,
  });
}
