import type { ContentVariant } from "../api/client.js";
import { describeText } from "../api/errors.js";
import { aboutJob, DownloadError } from "../errors.js";

/** Says what is wrong with the first bytes of a file, or `undefined` if they are what they should be. */
export type StartCheck = (start: Uint8Array) => string | undefined;

/** Bytes that are looked at before anything is passed on. */
const startLength = 12;

/** A video must begin as an MP4 does; pictures may be of any kind, but not a text. */
export function checkFileStart(variant: ContentVariant): StartCheck {
  return (start) => {
    const text = new TextDecoder().decode(start.subarray(0, 2_000));
    const boxType = String.fromCharCode(...start.subarray(4, 8));
    const isFile = variant === "video" ? boxType === "ftyp" : start.length > 0 && !/^\s*[{<[]/.test(text);
    return isFile ? undefined : describeText(text);
  };
}

/** What {@link guardStream} watches. */
export interface StreamGuard {
  readonly totalBytes: number | undefined;
  /** Milliseconds without a byte after which the download counts as stalled. */
  readonly stallTimeout: number;
  readonly signal: AbortSignal | undefined;
  readonly check: StartCheck;
  /** The job that errors are about. */
  readonly job: { readonly id: string; readonly ticket: object };
}

/** The body of `response`, which errors when it stalls, ends early or is not what it should be. */
export function guardStream(response: Response, guard: StreamGuard): ReadableStream<Uint8Array> {
  const reader = response.body?.getReader();
  let received = 0;
  let start = new Uint8Array(0);
  let started = false;

  const fail = (controller: ReadableStreamDefaultController<Uint8Array>, error: unknown) => {
    controller.error(error);
    reader?.cancel(error).catch(() => {});
  };

  /** Holds the first bytes back until there are enough to judge. */
  const passOn = (chunk: Uint8Array, ended: boolean): Uint8Array | undefined => {
    if (started) return chunk;
    const joined = new Uint8Array(start.length + chunk.length);
    joined.set(start);
    joined.set(chunk, start.length);
    start = joined;
    if (start.length < startLength && !ended) return undefined;
    const wrong = guard.check(start);
    if (wrong !== undefined) {
      const type = response.headers.get("content-type") ?? "no content type";
      throw new DownloadError("download_not_a_video", `The server sent ${wrong} (${type}) instead of the file.`, {
        hint: "Nothing was saved. Look at the answer of the content endpoint; the job itself is unharmed.",
        retryable: true,
        status: response.status,
      });
    }
    started = true;
    return start;
  };

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        for (;;) {
          const { done, value } = await readInTime(reader, guard);
          if (done) {
            const rest = started ? undefined : passOn(new Uint8Array(0), true);
            if (guard.totalBytes !== undefined && received !== guard.totalBytes)
              throw endedEarly(received, guard.totalBytes);
            if (rest && rest.length > 0) controller.enqueue(rest);
            controller.close();
            return;
          }
          received += value.byteLength;
          const chunk = passOn(value, false);
          if (!chunk) continue;
          controller.enqueue(chunk);
          return;
        }
      } catch (error) {
        fail(
          controller,
          guard.signal?.aborted ? guard.signal.reason : aboutJob(asDownloadError(error, received), guard.job),
        );
      }
    },
    async cancel(reason) {
      await reader?.cancel(reason);
    },
  });
}

/** One chunk, unless the caller gives up or nothing comes for too long. */
async function readInTime(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  { signal, stallTimeout }: StreamGuard,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  if (!reader) return { done: true, value: undefined };
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  const interruption = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    timer = setTimeout(() => {
      const message = `No byte arrived for ${Math.round(stallTimeout / 1000)} s.`;
      reject(
        new DownloadError("download_incomplete", message, {
          retryable: true,
          hint: "Download it again: the job is unharmed.",
        }),
      );
    }, stallTimeout);
  });
  try {
    return await Promise.race([reader.read(), interruption]);
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener("abort", stop);
  }
}

function endedEarly(received: number, expected: number): DownloadError {
  return new DownloadError("download_incomplete", `The download ended after ${received} of ${expected} bytes.`, {
    retryable: true,
    hint: "Download it again: the job is unharmed.",
  });
}

function asDownloadError(error: unknown, received: number): unknown {
  if (error instanceof DownloadError) return error;
  return new DownloadError("download_incomplete", `The connection broke after ${received} bytes.`, {
    retryable: true,
    hint: "Download it again: the job is unharmed.",
    cause: error,
  });
}
