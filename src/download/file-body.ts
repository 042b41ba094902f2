/**
 * Reads the body of one response, which must not stall.
 *
 * @module
 */

import { onAbort } from "../utils/abort.js";
import { joinBytes } from "../utils/bytes.js";
import { DownloadError } from "../utils/errors.js";
import { formatTime } from "../utils/format.js";
import { type BodyReader, openBody } from "../utils/response-body.js";
import { maxTimerMs } from "../utils/timers.js";

/** Limits of reading a body. */
export interface ReadLimits {
  /** Milliseconds without a byte after which the download counts as stalled. */
  readonly stallTimeout: number;
  readonly signal: AbortSignal | undefined;
}

/** The body of a response, whose start can be read ahead. Its reader calls {@link cancel} in the end. */
export class FileBody {
  readonly #reader: BodyReader;
  readonly #stallTimeout: number;
  readonly #signal: AbortSignal | undefined;
  readonly #removeListener: () => void;
  #start: Uint8Array = new Uint8Array(0);
  /** Ends the pending read. */
  #interrupt: (reason: unknown) => void = () => {};

  constructor(response: Response, { stallTimeout, signal }: ReadLimits) {
    this.#reader = openBody(response);
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

  /** The chunks, none empty. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#start.byteLength > 0) yield this.#start;
    for (let part = await this.#read(); part; part = await this.#read()) if (part.byteLength > 0) yield part;
  }

  /** Ends the transfer. */
  cancel(): void {
    this.#removeListener();
    this.#reader.cancel();
  }

  /** One part, unless the caller aborts or no byte arrives in time. */
  async #read(): Promise<Uint8Array | undefined> {
    this.#signal?.throwIfAborted();
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      return await new Promise((resolve, reject) => {
        const stall = () => reject(incomplete(`No byte arrived for ${formatTime(this.#stallTimeout)}.`));
        timer = setTimeout(stall, Math.min(this.#stallTimeout, maxTimerMs));
        this.#interrupt = reject;
        this.#reader.read().then(resolve, (error: unknown) => reject(incomplete("The connection broke.", error)));
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The error of a transfer that may be resumed. */
export function incomplete(message: string, cause?: unknown): DownloadError {
  return new DownloadError("download_incomplete", message, { retryable: true, cause });
}
