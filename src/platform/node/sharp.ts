import { maxImagePixels } from "../../image/limits.js";
import { untilAborted } from "../../utils/abort.js";
import { ImageError } from "../../utils/errors.js";
import type { DecodeOptions } from "../platform.js";

export type SharpFactory = typeof import("sharp").default;

/** Upright pixels; a damaged file is an error. */
export const inputOptions = { limitInputPixels: maxImagePixels, failOn: "error", autoOrient: true } as const;

/**
 * Runs `work` with sharp, an optional dependency. `missing` completes the message if sharp cannot be loaded.
 *
 * @throws {ImageError} `image_decoder_missing`, or `image_unreadable` if `work` fails; or rejects with the signal's reason.
 */
export async function withSharp<T>(
  { name, signal, importDecoder = () => import("sharp") }: DecodeOptions,
  missing: { readonly message: string; readonly hint?: string },
  work: (sharp: SharpFactory) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  let sharp: SharpFactory;
  try {
    sharp = ((await untilAborted(importDecoder(), signal)) as { default: SharpFactory }).default;
  } catch (cause) {
    signal?.throwIfAborted();
    const message = `${name} ${missing.message}: sharp could not be loaded.`;
    const hint = `Run \`npm install sharp\`${missing.hint ? `, or ${missing.hint}` : ""}.`;
    throw new ImageError("image_decoder_missing", message, { hint, cause });
  }
  signal?.throwIfAborted();
  try {
    return await work(sharp);
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    const hint = "Save the image again: it is damaged.";
    throw new ImageError("image_unreadable", `${name} could not be decoded: ${reason}.`, { hint, cause });
  } finally {
    emptySharpCache(sharp);
  }
}

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
