/**
 * Reads a stream to its end, but never further than the byte limit.
 *
 * @module
 */

import { untilAborted } from "../utils/abort.js";
import { joinBytes } from "../utils/bytes.js";
import { describeValue, ImageError, isUgokuError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { groupDigits, maxImageBytes } from "./limits.js";

/** A web stream, a Node stream, or anything else that gives its bytes bit by bit. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

export interface CollectOptions {
  /** For messages. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** Called for each piece that arrives. */
  readonly onChunk?: (() => void) | undefined;
}

/**
 * All bytes of `stream`.
 *
 * @throws {ImageError} `image_too_large` as soon as the limit is passed (the stream is cancelled), `image_unreadable` if
 * it fails, `image_input_invalid` if it was read before or gives something other than bytes.
 */
export async function readStream(stream: ByteStream, { name, signal, onChunk }: CollectOptions): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const source = open(stream, name);
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await untilAborted(source.next(), signal);
      if (done) break;
      const chunk = asBytes(value, name);
      onChunk?.();
      total += chunk.length;
      if (total > maxImageBytes) throw tooLarge(name, total, "at least");
      chunks.push(chunk);
    }
  } catch (error) {
    source.stop(error);
    if (signal?.aborted || isUgokuError(error)) throw error;
    throw new ImageError("image_unreadable", `${name} broke off after ${groupDigits(total)} bytes.`, { cause: error });
  }
  const [first] = chunks;
  return chunks.length === 1 && first ? first : joinBytes(chunks);
}

/** The error of an image above {@link maxImageBytes}. */
export function tooLarge(name: string, bytes: number, about?: "at least"): ImageError {
  const has = about ? `${about} ${groupDigits(bytes)}` : groupDigits(bytes);
  return new ImageError(
    "image_too_large",
    `${name} has ${has} bytes. The limit is ${groupDigits(maxImageBytes)} bytes (20 MiB).`,
    { hint: "Save it as a JPEG of quality 90, or make it smaller: a video is at most 1920 pixels wide." },
  );
}

interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  stop(reason: unknown): void;
}

function open(stream: ByteStream, name: string): Source {
  if ("getReader" in stream && typeof stream.getReader === "function") {
    if (stream.locked) throw usedUp(name);
    const reader = stream.getReader();
    return { next: () => reader.read(), stop: (reason) => void reader.cancel(reason).catch(() => {}) };
  }
  const iterable = stream as AsyncIterable<Uint8Array> & { destroy?: () => void; readableDidRead?: boolean };
  // A Node stream that was read before would look like an empty one.
  if (iterable.readableDidRead === true) throw usedUp(name);
  const iterator = iterable[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    stop: () => {
      // return() waits in line behind a read that may never end; destroy() ends the read.
      if (typeof iterable.destroy === "function") iterable.destroy();
      else iterator.return?.()?.then(undefined, () => {});
    },
  };
}

/** The error of a stream that cannot be read any more. */
export function usedUp(name: string): ImageError {
  return new ImageError("image_input_invalid", `${name} has already been read, or is being read by something else.`, {
    hint: "A stream can be read once: pass a new one, or the bytes.",
  });
}

function asBytes(chunk: unknown, name: string): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new ImageError(
    "image_input_invalid",
    `${name} gives ${typeof chunk === "string" ? "text" : describeValue(chunk)}, not bytes.`,
    {
      hint: text`${codeOnly("Pass a stream of Uint8Array; a Node stream must have no encoding set.")}`,
    },
  );
}
