/**
 * Reads the body of one response and checks it: it must not stall, and must start and end as the file does.
 *
 * @module
 */
import { describeText } from "../http/server-message.js";
import type { ContentVariant } from "../http/videos-client.js";
import { onAbort } from "../utils/abort.js";
import { joinBytes } from "../utils/bytes.js";
import { DownloadError } from "../utils/errors.js";
import { maxTimerMs } from "../utils/timers.js";

/** Bytes that are checked before any is passed on. */
const startLength = 12;

export interface ReadBodyOptions {
  readonly variant: ContentVariant;
  /** Whether the body is the start of the file. */
  readonly fromStart: boolean;
  readonly totalBytes: number | undefined;
  /** Milliseconds without a byte after which the download counts as stalled. */
  readonly stallTimeout: number;
  readonly signal: AbortSignal | undefined;
  /** Redacts the server's text. */
  readonly hide: (text: string) => string;
}

/**
 * The chunks of a body, none empty. Leaving the iteration cancels the transfer.
 *
 * Without a length only the file itself shows whether it is complete: a proxy that lost its server may end the body
 * regularly.
 */
export async function* readBody(
  response: Response,
  options: ReadBodyOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { variant, fromStart, totalBytes } = options;
  const reader = response.body?.getReader();
  const scanner = variant === "video" && totalBytes === undefined ? new Mp4BoxScanner() : undefined;
  let start = fromStart ? new Uint8Array(0) : undefined;
  try {
    for (;;) {
      const { done, value } = await readWithTimeout(reader, options);
      if (value) scanner?.push(value);
      if (start) {
        if (value) start = joinBytes([start, value]);
        if (start.byteLength < startLength && !done) continue;
        if (done && start.byteLength < (totalBytes ?? 0)) throw incomplete("It ended early.");
        checkStart(start, response, options);
        yield start;
        start = undefined;
      } else if (value && value.byteLength > 0) yield value;
      if (!done) continue;
      if (scanner && !scanner.isComplete)
        throw incomplete("It ended in the middle of the file, whose length the server does not send.");
      return;
    }
  } finally {
    // Not awaited: cancelling a stalled body may stall too.
    reader?.cancel().catch(() => {});
  }
}

/** A video must start as an MP4; a picture may have any format, but must not be text. */
function checkStart(start: Uint8Array, response: Response, { variant, hide }: ReadBodyOptions): void {
  const text = new TextDecoder().decode(start.subarray(0, 2_000));
  const boxType = String.fromCharCode(...start.subarray(4, 8));
  const isFile = variant === "video" ? boxType === "ftyp" : start.byteLength > 0 && !/^\s*[{<[]/.test(text);
  if (isFile) return;
  const type = response.headers.get("content-type") ?? "no content type";
  const message = `The server sent ${hide(describeText(text))} (${type}) instead of the file.`;
  throw new DownloadError("download_not_a_video", message, {
    hint: "Nothing was saved. Check the response of the content endpoint; the job is not affected.",
    retryable: true,
    status: response.status,
  });
}

/** One chunk, unless the caller aborts or no byte arrives in time. */
async function readWithTimeout(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  { signal, stallTimeout }: ReadBodyOptions,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  if (!reader) return { done: true, value: undefined };
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let removeListener = () => {};
  const interruption = new Promise<never>((_, reject) => {
    removeListener = onAbort(signal, () => reject(signal?.reason));
    const stall = () => reject(incomplete(`No byte arrived for ${Math.round(stallTimeout / 100) / 10} s.`));
    timer = setTimeout(stall, Math.min(stallTimeout, maxTimerMs));
  });
  const read = reader.read().catch((error: unknown) => {
    throw incomplete("The connection broke.", error);
  });
  // If the interruption wins, a later rejection of the read has no other handler.
  read.catch(() => {});
  try {
    return await Promise.race([read, interruption]);
  } finally {
    clearTimeout(timer);
    removeListener();
  }
}

/** The error of a transfer that may be resumed. */
export function incomplete(message: string, cause?: unknown): DownloadError {
  return new DownloadError("download_incomplete", message, { retryable: true, cause });
}

/** Follows the boxes of a streamed MP4 to detect whether it is cut off. */
class Mp4BoxScanner {
  /** Bytes until the next box; infinite in a box that extends to the end of the file. */
  #left = 0;
  readonly #header = new Uint8Array(16);
  #filled = 0;
  #hasMovie = false;
  #isInvalid = false;

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength && !this.#isInvalid; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.byteLength - at);
        this.#left -= step;
        at += step;
        continue;
      }
      this.#header[this.#filled] = bytes[at] ?? 0;
      this.#filled += 1;
      at += 1;
      this.#readHeader();
    }
  }

  #readHeader(): void {
    if (this.#filled < 8) return;
    const view = new DataView(this.#header.buffer);
    const short = view.getUint32(0);
    if (short === 1 && this.#filled < 16) return;
    const size = short === 1 ? Number(view.getBigUint64(8)) : short === 0 ? Number.POSITIVE_INFINITY : short;
    this.#isInvalid = size < this.#filled;
    this.#hasMovie ||= String.fromCharCode(...this.#header.subarray(4, 8)) === "moov";
    this.#left = size - this.#filled;
    this.#filled = 0;
  }

  /** Whether the file may end here: at a box boundary, with the `moov` box that players need. Data that is not boxes passes. */
  get isComplete(): boolean {
    if (this.#isInvalid) return true;
    const atBoundary = this.#filled === 0 && (this.#left === 0 || this.#left === Number.POSITIVE_INFINITY);
    return atBoundary && this.#hasMovie;
  }
}
