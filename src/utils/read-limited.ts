import { untilAborted } from "./abort.js";
import { asBytes, joinBytes } from "./bytes.js";

/** The chunks of a body. */
export interface ChunkSource {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  /** Cancels the rest. Never throws and never waits. */
  stop(reason?: unknown): void;
}

/** Opens a web stream, a Node stream (the body of a `node-fetch` response) or any other async iterable. */
export function openChunks(stream: object): ChunkSource {
  if ("getReader" in stream && typeof stream.getReader === "function") {
    const reader = (stream as ReadableStream<unknown>).getReader();
    return { next: () => reader.read(), stop: (reason) => void reader.cancel(reason).catch(() => {}) };
  }
  const iterable = stream as AsyncIterable<unknown> & { destroy?: () => void };
  const iterator = iterable[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    stop: () => {
      // return() waits for a pending read that may never end; destroy() ends the read.
      if (typeof iterable.destroy === "function") iterable.destroy();
      else iterator.return?.()?.then(undefined, () => {});
    },
  };
}

/** The part of a `Response` or `Request` that is read. */
export interface Readable {
  readonly body?: object | null | undefined;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
}

/** Bytes of a body, at most as many as were asked for. */
export interface LimitedBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the body has more. The rest was cancelled. */
  readonly exceeded: boolean;
  /** The error after which the rest is missing. */
  readonly failure?: unknown;
}

/**
 * Reads at most `maxBytes` of a body, counted after decompression. Never rejects: a failure, an abort too, is in the result
 * with the bytes before it.
 */
export async function readLimited(
  source: Readable,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<LimitedBytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let exceeded = false;
  let open: ChunkSource | undefined;
  const add = (value: unknown) => {
    const chunk = toChunk(value);
    exceeded = size + chunk.byteLength > maxBytes;
    chunks.push(exceeded ? chunk.subarray(0, maxBytes - size) : chunk);
    size += chunk.byteLength;
  };
  try {
    // A stand-in for a request or response may have no stream.
    if (source.body === undefined) {
      const whole = source.arrayBuffer?.().then((buffer) => new Uint8Array(buffer)) ?? source.text?.();
      if (whole) add(await untilAborted<string | Uint8Array>(whole, signal));
    } else if (source.body) {
      open = openChunks(source.body);
      while (!exceeded) {
        const { done, value } = await untilAborted(open.next(), signal);
        if (done) break;
        add(value);
      }
      if (exceeded) open.stop();
    }
    return { bytes: joinBytes(chunks), exceeded };
  } catch (failure) {
    open?.stop(failure);
    return { bytes: joinBytes(chunks), exceeded, failure };
  }
}

export function toChunk(value: unknown): Uint8Array {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : asBytes(value);
  if (bytes) return bytes;
  throw new TypeError("The body does not consist of bytes.");
}
