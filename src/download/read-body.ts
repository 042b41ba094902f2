/**
 * The body of one answer, read under watch: nothing may stall it for too long, and it must begin as the file does.
 *
 * @module
 */

import { describeText } from "../http/response-errors.js";
import type { ContentVariant } from "../http/videos-client.js";
import { onAbort } from "../utils/abort.js";
import { joinBytes } from "../utils/bytes.js";
import { DownloadError } from "../utils/errors.js";
import { maxTimerMs } from "../utils/timers.js";

/** Bytes that are looked at before anything is passed on. */
const startLength = 12;

/** What {@link readBody} watches. */
export interface BodyWatch {
  readonly variant: ContentVariant;
  /** Whether this is the beginning of the file. */
  readonly fromStart: boolean;
  readonly totalBytes: number | undefined;
  /** Milliseconds without a byte after which the download counts as stalled. */
  readonly stallTimeout: number;
  readonly signal: AbortSignal | undefined;
  /** Takes secrets out of the server's words. */
  readonly hide: (text: string) => string;
}

/** The chunks of a body, none empty. Leaving it breaks the transfer off. */
export async function* readBody(response: Response, watch: BodyWatch): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  let held = watch.fromStart ? new Uint8Array(0) : undefined;
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, watch);
      if (held === undefined) {
        if (done) return;
        if (value.byteLength > 0) yield value;
        continue;
      }
      // The first bytes are held back until there are enough to judge.
      if (!done) held = joinBytes([held, value]);
      if (held.byteLength < startLength && !done) continue;
      if (done && held.byteLength < (watch.totalBytes ?? 0)) throw broken("It ended early.");
      checkStart(held, response, watch);
      yield held;
      if (done) return;
      held = undefined;
    }
  } finally {
    // Not waited for: what hangs may hang in its cancelling as well.
    reader?.cancel().catch(() => {});
  }
}

/** A video must begin as an MP4 does; pictures may be of any kind, but not a text. */
function checkStart(start: Uint8Array, response: Response, { variant, hide }: BodyWatch): void {
  const text = new TextDecoder().decode(start.subarray(0, 2_000));
  const boxType = String.fromCharCode(...start.subarray(4, 8));
  const isFile = variant === "video" ? boxType === "ftyp" : start.byteLength > 0 && !/^\s*[{<[]/.test(text);
  if (isFile) return;
  const type = response.headers.get("content-type") ?? "no content type";
  throw new DownloadError(
    "download_not_a_video",
    `The server sent ${hide(describeText(text))} (${type}) instead of the file.`,
    {
      hint: "Nothing was saved. Look at the answer of the content endpoint; the job itself is unharmed.",
      retryable: true,
      status: response.status,
    },
  );
}

/** One chunk, unless the caller gives up or nothing comes for too long. */
async function readInTime(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  { signal, stallTimeout }: BodyWatch,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  if (!reader) return { done: true, value: undefined };
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let forget = () => {};
  const interruption = new Promise<never>((_, reject) => {
    forget = onAbort(signal, () => reject(signal?.reason));
    const stalled = () => reject(broken(`No byte arrived for ${Math.round(stallTimeout / 100) / 10} s.`));
    timer = setTimeout(stalled, Math.min(stallTimeout, maxTimerMs));
  });
  // Also where the read loses the race: what it rejects with later is nobody's.
  const read = reader.read().catch((error: unknown) => {
    throw broken("The connection broke.", error);
  });
  read.catch(() => {});
  try {
    return await Promise.race([read, interruption]);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** A transfer that broke off, which may be gone on with. */
export function broken(message: string, cause?: unknown): DownloadError {
  return new DownloadError("download_incomplete", message, { retryable: true, cause });
}
