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

it.each(["jpeg", "png", "webp"] as const)("decodeImage() › gives a gray %s neutral chroma", async (format) => {
  const gray = sharp({ create: { width: 64, height: 64, channels: 3, background: "#808080" } }).greyscale();
  const bytes = new Uint8Array(await gray.toFormat(format).toBuffer());
  const { luma, blue, red } = await decodeImage(bytes, 32, 32);
  expect([Math.min(...luma), Math.max(...luma)].map((value) => Math.abs(value - 126) <= 1)).toEqual([true, true]);
  expect(new Set([...blue, ...red])).toEqual(new Set([128]));
});

it("decodeImage() › lifts white above the white level, and nothing else", async () => {
  const lumaOf = async (level: number) => {
    const background = { r: level, g: level, b: level };
    const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
      .png()
      .toBuffer();
    return (await decodeImage(new Uint8Array(bytes), 32, 32)).luma[0];
  };
  expect(await Promise.all([0, 128, 250, 255].map(lumaOf))).toEqual([16, 126, 231, 240]);
});
