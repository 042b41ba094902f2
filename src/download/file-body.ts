/**
 * Reads the body of one response, which must not stall.
 *
 * @module
 */

import { onAbort } from "../utils/abort.js";
import { joinBytes } from "../utils/bytes.js";
import { DownloadError } from "../utils/errors.js";
import { formatTime } from "../utils/format.js";
import { type HttpResponse, openBody } from "../utils/http-response.js";
import { type ChunkSource, toChunk } from "../utils/read-limited.js";
import { maxTimerMs } from "../utils/timers.js";

/** Limits of reading a body. */
export interface ReadLimits {
  /** Milliseconds without a byte after which the download counts as stalled. */
  readonly stallTimeout: number;
  readonly signal: AbortSignal | undefined;
}

const none: Uint8Array = new Uint8Array(0);

/** The body of a response, whose start can be read ahead. Its reader calls {@link cancel} in the end. */
export class FileBody {
  readonly #chunks: ChunkSource;
  readonly #stallTimeout: number;
  readonly #signal: AbortSignal | undefined;
  readonly #removeListener: () => void;
  #start = none;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the pending read. */
  #interrupt: (reason: unknown) => void = () => {};

  constructor(response: HttpResponse, { stallTimeout, signal }: ReadLimits) {
    this.#chunks = openBody(response);
    this.#stallTimeout = stallTimeout;
    this.#signal = signal;
    this.#removeListener = onAbort(signal, () => this.#interrupt(signal?.reason));
  }

  /** The first `length` bytes, or more; fewer if the body has fewer. */
  async peek(length: number): Promise<Uint8Array> {
    const parts = [this.#start];
    for (let size = this.#start.byteLength; size < length; ) {
      const part = await this.#read();
      if (!part) break;
      parts.push(part);
      size += part.byteLength;
    }
    if (parts.length > 1) this.#start = joinBytes(parts);
    return this.#start;
  }

  /** The next chunk: at first what was read ahead. `undefined` at the end. */
  read(): Promise<Uint8Array | undefined> {
    const start = this.#start;
    this.#start = none;
    return start.byteLength > 0 ? Promise.resolve(start) : this.#read();
  }

  /** Ends the transfer. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#removeListener();
    this.#chunks.stop();
  }

  /** One part, unless the caller aborts or no byte arrives in time. */
  #read(): Promise<Uint8Array | undefined> {
    this.#signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const stall = () => reject(incomplete(`No byte arrived for ${formatTime(this.#stallTimeout)}.`));
      this.#timer = setTimeout(stall, Math.min(this.#stallTimeout, maxTimerMs));
      this.#interrupt = reject;
      this.#chunks
        .next()
        .then(({ done, value }) => {
          clearTimeout(this.#timer);
          resolve(done ? undefined : toChunk(value));
        })
        .catch((error: unknown) => reject(incomplete("The connection broke.", error)));
    });
  }
}

/** The error of a transfer that may be resumed. */
export function incomplete(message: string, cause?: unknown): DownloadError {
  return new DownloadError("download_incomplete", message, { retryable: true, cause });
}
