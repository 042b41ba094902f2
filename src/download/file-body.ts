/**
 * Reads the body of one response, which must not stall.
 *
 * @module
 */
import { onAbort } from "../utils/abort.js";
import { joinBytes } from "../utils/bytes.js";
import { DownloadError } from "../utils/errors.js";
import { type BodyReader, openBody } from "../utils/response-body.js";
import { maxTimerMs } from "../utils/timers.js";

/** Limits of reading a body. */
export interface ReadLimits {
  /** Milliseconds without a byte after which the download counts as stalled. */
  readonly stallTimeout: number;
  readonly signal: AbortSignal | undefined;
}

/** The body of a response, whose start can be read ahead. */
export class FileBody {
  readonly #reader: BodyReader;
  readonly #limits: ReadLimits;
  #start: Uint8Array = new Uint8Array(0);

  constructor(response: Response, limits: ReadLimits) {
    this.#reader = openBody(response);
    this.#limits = limits;
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
    this.#reader.cancel();
  }

  /** One part, unless the caller aborts or no byte arrives in time. */
  async #read(): Promise<Uint8Array | undefined> {
    const { signal, stallTimeout } = this.#limits;
    signal?.throwIfAborted();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let removeListener = () => {};
    const interruption = new Promise<never>((_, reject) => {
      removeListener = onAbort(signal, () => reject(signal?.reason));
      const stall = () => reject(incomplete(`No byte arrived for ${Math.round(stallTimeout / 100) / 10} s.`));
      timer = setTimeout(stall, Math.min(stallTimeout, maxTimerMs));
    });
    const read = this.#reader.read().catch((error: unknown) => {
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
}

/** The error of a transfer that may be resumed. */
export function incomplete(message: string, cause?: unknown): DownloadError {
  return new DownloadError("download_incomplete", message, { retryable: true, cause });
}
