/** Thumbnails for the report. They need the optional package `sharp`; without it, the report has links only. */
import { importSharp } from "../utils/import-sharp.js";

/** Pixels of the longer side. A report may have thousands of thumbnails. */
const longSide = 120;

/** Creates a thumbnail as a `data:` URL; `undefined` if the image cannot be read. */
export type MakeThumbnail = (image: string | Uint8Array) => Promise<string | undefined>;

export async function loadThumbnails(): Promise<MakeThumbnail | undefined> {
  const sharp = await importSharp().catch(() => undefined);
  if (!sharp) return undefined;
  return async (image) => {
    try {
      const thumbnail = await sharp(image, { autoOrient: true })
        .resize({ width: longSide, height: longSide, fit: "inside", withoutEnlargement: true })
        .toColourspace("srgb")
        .webp({ quality: 50 })
        .toBuffer();
      return `data:image/webp;base64,${thumbnail.toString("base64")}`;
    } catch {
      return undefined;
    }
  };
}
