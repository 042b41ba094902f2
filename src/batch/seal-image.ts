import { classifyInput } from "../image/classify-input.js";
import { loadImage } from "../image/load.js";
import { ImageError } from "../utils/errors.js";
import type { BatchItem } from "./item.js";
import { hashItem } from "./validate-item.js";

/**
 * The item with its image in memory, checked against the key that was made from the image's bytes. A file may be replaced while it
 * waits for its turn: sent under the old key, it would be paid for again under its own.
 *
 * @throws ImageError for a file that is gone, or whose bytes are others
 */
export async function sealImage<Item extends BatchItem>(item: Item, key: string, name: string): Promise<Item> {
  const { kind } = classifyInput(item.image);
  if (kind !== "path" && kind !== "bytes") return item;
  const loaded = await loadImage(item.image);
  if (loaded.kind !== "bytes") return item;
  // A copy: the caller may change its own bytes.
  const image = new File([loaded.bytes as Uint8Array<ArrayBuffer>], kind === "path" ? loaded.name : loaded.fileName);
  if ((await hashItem({ ...item, image }, name)) === key) return { ...item, image };
  throw new ImageError("image_unreadable", `${loaded.name} has changed since its key was made. It was not sent.`, {
    hint: "Run the batch again, or add the item again: the new image gets its own key.",
  });
}
