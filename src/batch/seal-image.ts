import { classifyInput, type ImageInput } from "../image/classify-input.js";
import { loadImage } from "../image/load.js";
import { ImageError } from "../utils/errors.js";
import type { BatchItem } from "./item.js";
import { hashItem } from "./validate-item.js";

/**
 * Reads the images of an item into memory and compares their hash with the key. An image that is replaced before its item is sent
 * would otherwise be sent under the old key, and be paid for again under its own.
 *
 * @throws ImageError for a file that is gone, or whose bytes are others
 */
export async function sealImages<Item extends BatchItem>(item: Item, key: string, name: string): Promise<Item> {
  const image = await readIntoMemory(item.image);
  const lastFrame = item.lastFrame && (await readIntoMemory(item.lastFrame));
  const read = [image, lastFrame].flatMap((one) => (one instanceof File ? one.name : []));
  if (read.length === 0) return item;
  const sealed: Item = { ...item, image, ...(lastFrame && { lastFrame }) };
  if ((await hashItem(sealed, name)) === key) return sealed;
  const what =
    read.length === 1
      ? `${read[0]} has changed since its key was made`
      : `${read.join(" or ")} has changed since the item's key was made`;
  throw new ImageError("image_unreadable", `${what}. It was not sent.`, {
    hint: "Run the batch again, or add the item again: the new image gets its own key.",
  });
}

/** A copy of a file's or the caller's bytes; an image of another kind as it is. */
async function readIntoMemory(image: ImageInput): Promise<ImageInput> {
  const { kind } = classifyInput(image);
  if (kind !== "path" && kind !== "bytes") return image;
  const loaded = await loadImage(image);
  if (loaded.kind !== "bytes") return image;
  return new File([loaded.bytes as Uint8Array<ArrayBuffer>], kind === "path" ? loaded.name : loaded.fileName);
}
