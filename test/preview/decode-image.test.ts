import sharp from "sharp";
import { expect, it } from "vitest";
import { decodeImage } from "../../src/preview/decode-image.js";
import { picture } from "./picture.js";

it("decodeImage() › leaves nothing in the cache of sharp, and keeps its limits", async () => {
  const before = sharp.cache({ memory: 40, files: 10, items: 80 });
  try {
    const bytes = await picture(640, 400);
    await decodeImage(bytes, 320, 180);
    await expect(decodeImage(bytes.slice(0, 2000), 320, 180)).rejects.toThrow(/decode/);
    expect(sharp.cache()).toMatchObject({ items: { current: 0, max: 80 }, memory: { max: 40 }, files: { max: 10 } });
  } finally {
    sharp.cache({ memory: before.memory.max, files: before.files.max, items: before.items.max });
  }
});

it.each(["jpeg", "png", "webp"] as const)(
  "decodeImage() › gives a gray %s neutral chroma, also with padding",
  async (format) => {
    const gray = sharp({ create: { width: 64, height: 64, channels: 3, background: "#808080" } }).greyscale();
    const bytes = new Uint8Array(await gray.toFormat(format).toBuffer());
    for (const padding of [0, 0.1]) {
      const { luma, blue, red } = await decodeImage(bytes, 32, 32, padding);
      expect([Math.min(...luma), Math.max(...luma)].map((value) => Math.abs(value - 126) <= 1)).toEqual([true, true]);
      expect(new Set([...blue, ...red])).toEqual(new Set([128]));
    }
  },
);
