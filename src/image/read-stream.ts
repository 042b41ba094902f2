/**
 * Reads a stream to its end, up to the byte limit.
 *
 * @module
 */
import { untilAborted } from "../utils/abort.js";
import { asBytes, joinBytes } from "../utils/bytes.js";
import { describeValue, ImageError, isUgokuError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { type ChunkSource, openChunks } from "../utils/read-limited.js";
import { groupDigits, maxImageBytes } from "./limits.js";

/** A web stream, a Node stream, or any other async iterable of bytes. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

export interface ReadStreamOptions {
  /** For messages. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** Called for each chunk that arrives. */
  readonly onChunk?: (() => void) | undefined;
}

/**
 * All bytes of `stream`.
 *
 * @throws {ImageError} `image_too_large` as soon as the limit is passed (the stream is cancelled), `image_unreadable` if
 * it fails, `image_input_invalid` if it was read before or does not yield bytes.
 */
export async function readStream(
  stream: ByteStream,
  { name, signal, onChunk }: ReadStreamOptions,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const source = openStream(stream, name);
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await untilAborted(source.next(), signal);
      if (done) break;
      const chunk = toBytes(value, name);
      onChunk?.();
      total += chunk.length;
      if (total > maxImageBytes) throw imageTooLarge(name, total, "at least ");
      chunks.push(chunk);
    }
  } catch (error) {
    source.stop(error);
    if (signal?.aborted || isUgokuError(error)) throw error;
    throw new ImageError("image_unreadable", `${name} failed after ${groupDigits(total)} bytes.`, { cause: error });
  }
  const [first] = chunks;
  return chunks.length === 1 && first ? first : joinBytes(chunks);
}

/** The error of an image above {@link maxImageBytes}. */
export function imageTooLarge(name: string, bytes: number, bound = ""): ImageError {
  return new ImageError(
    "image_too_large",
    `${name} has ${bound}${groupDigits(bytes)} bytes. The limit is ${groupDigits(maxImageBytes)} bytes (20 MiB).`,
    { hint: "Save it as a JPEG of quality 90, or make it smaller: a video is at most 1920 pixels wide." },
  );
}

function openStream(stream: ByteStream, name: string): ChunkSource {
  // A Node stream that was read before yields nothing, like an empty one.
  const { locked, readableDidRead } = stream as { readonly locked?: unknown; readonly readableDidRead?: unknown };
  if (locked === true || readableDidRead === true) throw streamUsed(name);
  return openChunks(stream);
}

/** The error of a stream that cannot be read again. */
export function streamUsed(name: string): ImageError {
  return new ImageError("image_input_invalid", `${name} has already been read, or is being read elsewhere.`, {
    hint: "A stream can be read once: pass a new one, or the bytes.",
  });
}

function toBytes(chunk: unknown, name: string): Uint8Array {
  const bytes = asBytes(chunk);
  if (bytes) return bytes;
  throw new ImageError(
    "image_input_invalid",
    `${name} yields ${typeof chunk === "string" ? "text" : describeValue(chunk)}, not bytes.`,
    {
      hint: text`${codeOnly("Pass a stream of Uint8Array; a Node stream must have no encoding set.")}`,
    },
  );
}
