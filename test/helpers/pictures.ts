import sharp from "sharp";

const made = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** A real picture of that size, cached. */
export function picture(
  width: number,
  height: number,
  format: "png" | "jpeg" | "webp" = "png",
): Promise<Uint8Array<ArrayBuffer>> {
  const name = `${width}x${height}.${format}`;
  let bytes = made.get(name);
  if (!bytes) {
    const background = { r: 60, g: 120, b: 180 };
    const image = sharp({ create: { width, height, channels: 3, background } });
    bytes = image
      .toFormat(format)
      .toBuffer()
      .then((buffer) => new Uint8Array(buffer));
    made.set(name, bytes);
  }
  return bytes;
}

/** A picture of exactly sora-2's default size. */
export const portrait = () => picture(720, 1280);

/** A picture that cannot be compressed: about three bytes a pixel. */
export async function noise(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = sharp({
    create: { width, height, channels: 3, background: "gray", noise: { type: "gaussian", mean: 128, sigma: 60 } },
  });
  return new Uint8Array(await pixels.png({ compressionLevel: 0 }).toBuffer());
}
