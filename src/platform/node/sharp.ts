import { maxImagePixels } from "../../image/limits.js";
import { untilAborted } from "../../utils/abort.js";
import { ImageError } from "../../utils/errors.js";
import { importSharp, type SharpFactory } from "../../utils/import-sharp.js";
import { type Message, text } from "../../utils/message.js";
import { Semaphore } from "../../utils/semaphore.js";
import type { DecodeOptions } from "../platform.js";

/** Opens an image for {@link withSharp}'s work: upright, and within the limits. */
export type OpenImage = (bytes: Uint8Array) => ReturnType<SharpFactory>;

/** Seconds that a picture may take: an abort ends the waiting, but cannot stop native code. */
const timeout = { seconds: 30 };

/** Pictures that are decoded at once, in this process: each may take 512 MiB, and sharp uses every core for one. */
const decodes = new Semaphore(2);

/** Warnings of libjpeg about missing pixels, which it fills with grey. Its other warnings are about harmless oddities. */
const damage = /premature end|bad Huffman code|instead of RST|progression sequence/i;

/** Completes the message and the hint if sharp cannot be loaded. */
export interface MissingText {
  readonly message: string;
  readonly hint?: Message;
}

/**
 * Loads sharp, an optional dependency.
 *
 * @throws {ImageError} `image_decoder_missing`; or rejects with the signal's reason.
 */
export async function loadSharp(
  { name, signal, importDecoder }: DecodeOptions,
  missing: MissingText,
): Promise<SharpFactory> {
  signal?.throwIfAborted();
  try {
    if (!importDecoder) return await importSharp();
    const module: unknown = await untilAborted(importDecoder(), signal);
    return (module as { readonly default: SharpFactory }).default;
  } catch (cause) {
    signal?.throwIfAborted();
    const message = `${name} ${missing.message}: sharp could not be loaded.`;
    const hint = text`Run \`npm install sharp\`${missing.hint ? text`, or ${missing.hint}` : "."}`;
    throw new ImageError("image_decoder_missing", message, { hint, cause });
  }
}

/**
 * Runs `work` with sharp.
 *
 * @throws {ImageError} `image_decoder_missing`, or `image_unreadable` if `work` fails; or rejects with the signal's reason.
 */
export async function withSharp<T>(
  options: DecodeOptions,
  missing: MissingText,
  work: (sharp: SharpFactory, open: OpenImage) => Promise<T>,
): Promise<T> {
  const { name, signal } = options;
  const sharp = await loadSharp(options, missing);
  signal?.throwIfAborted();
  const openWith =
    (failOn: "error" | "warning"): OpenImage =>
    (bytes) =>
      sharp(bytes, { limitInputPixels: maxImagePixels, failOn, autoOrient: true }).timeout(timeout);
  const run = async () => {
    try {
      return await work(sharp, openWith("warning"));
    } catch (cause) {
      signal?.throwIfAborted();
      if (damage.test(firstLine(cause))) throw cause;
      return await work(sharp, openWith("error"));
    }
  };
  try {
    return await decodes.enter(signal ?? new AbortController().signal, run);
  } catch (cause) {
    signal?.throwIfAborted();
    const hint = "Save the image again: it is damaged.";
    throw new ImageError("image_unreadable", `${name} could not be decoded: ${firstLine(cause)}.`, { hint, cause });
  } finally {
    emptySharpCache(sharp);
  }
}

const firstLine = (thrown: unknown): string =>
  String(thrown instanceof Error ? thrown.message : thrown).split("\n")[0] ?? "";

/**
 * Empties sharp's cache of finished operations and restores its limits, which belong to the process.
 *
 * The cache's memory limit does not count pixels: without this, the pictures of the last calls, nearly 20 MB, stay in
 * memory.
 */
export function emptySharpCache(sharp: Pick<SharpFactory, "cache">): void {
  // Synchronous, so that no other code sees the cache switched off.
  const { memory, files, items } = sharp.cache();
  sharp.cache(false);
  sharp.cache({ memory: memory.max, files: files.max, items: items.max });
}
