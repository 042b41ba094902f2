/**
 * Small pictures for the report. They need `sharp`, which is optional: without it the report has links only.
 *
 * @module
 */

/** Pixels of the longer side: sharp enough for a line of a table, small enough for thousands of them. */
const longSide = 120;

/** The picture, small, as a `data:` URL; `undefined` for what cannot be read. */
export type MakeThumbnail = (picture: string | Uint8Array) => Promise<string | undefined>;

export async function loadThumbnails(): Promise<MakeThumbnail | undefined> {
  const module = await import("sharp").catch(() => undefined);
  if (!module) return undefined;
  const sharp = module.default;
  return async (picture) => {
    try {
      const small = await sharp(picture, { autoOrient: true })
        .resize({ width: longSide, height: longSide, fit: "inside", withoutEnlargement: true })
        .toColourspace("srgb")
        .webp({ quality: 50 })
        .toBuffer();
      return `data:image/webp;base64,${small.toString("base64")}`;
    } catch {
      return undefined;
    }
  };
}
