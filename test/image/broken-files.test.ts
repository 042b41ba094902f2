import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { loadImage } from "../../src/image/load.js";
import { ImageError, probeImage } from "../../src/index.js";
import { emptyFolder } from "../helpers/folders.js";

const latin = (text: string, length = 0) => Buffer.concat([Buffer.from(text, "latin1"), Buffer.alloc(length)]);
const picture = () => sharp({ create: { width: 60, height: 40, channels: 3, background: "#c84" } });
const jpeg = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
const cmyk = await picture().toColourspace("cmyk").jpeg().toBuffer();
const png = await picture().png().toBuffer();
const webp = await picture().webp().toBuffer();

/** The offset of each segment of the header. */
const segments: number[] = [];
for (let at = 2; jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) segments.push(at);
const frame = jpeg.indexOf(latin("\xff\xc0"));

const edit = (file: Buffer, at: number, bytes: string) => {
  const copy = Buffer.from(file);
  copy.write(bytes, at, "latin1");
  return copy;
};
const box = (brand: string) => latin(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mif1`, 200);
/** EXIF whose first directory has 65,535 entries, or is itself. */
const exif = (block: string) => {
  const body = latin(`Exif\0\0${block}`, 40);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(segments[1] ?? 2)]);
};

describe.each<[string, Buffer, string]>([
  ...segments.map((at, index): [string, Buffer, string] => [
    `a JPEG that ends at marker ${index}`,
    jpeg.subarray(0, at + 1),
    "image_truncated",
  ]),
  ...segments.map((at, index): [string, Buffer, string] => [
    `a JPEG that ends in the length of segment ${index}`,
    jpeg.subarray(0, at + 3),
    "image_truncated",
  ]),
  ["a JPEG whose first segment has the longest length", edit(jpeg, 4, "\xff\xff"), "image_truncated"],
  ["a JPEG whose first segment has the length 0", edit(jpeg, 4, "\0\0"), "image_truncated"],
  ["a JPEG without a width", edit(jpeg, frame + 7, "\0\0"), "image_dimensions_invalid"],
  ["a JPEG without a height", edit(jpeg, frame + 5, "\0\0"), "image_dimensions_invalid"],
  ["a JPEG of 65,535 x 65,535", edit(jpeg, frame + 5, "\xff\xff\xff\xff"), "image_too_large"],
  ["a JPEG without an end", jpeg.subarray(0, -2), "image_truncated"],
  ["a PNG that ends in its header", png.subarray(0, 30), "image_truncated"],
  ["a PNG whose chunk has the longest length", edit(png, 33, "\xff\xff\xff\xff"), "image_truncated"],
  ["a PNG without a width", edit(png, 16, "\0\0\0\0"), "image_dimensions_invalid"],
  ["a PNG of 2^32 - 1 pixels a side", edit(png, 16, "\xff\xff\xff\xff\xff\xff\xff\xff"), "image_too_large"],
  ["a PNG without its last chunk", png.subarray(0, -12), "image_truncated"],
  ["a WebP that ends in its header", webp.subarray(0, 20), "image_truncated"],
  ["a WebP that is longer than the file", edit(webp, 4, "\xff\xff\xff\xff"), "image_truncated"],
  ["a WebP with an unknown first chunk", edit(webp, 12, "ABCD"), "image_truncated"],
  ["an empty file", Buffer.alloc(0), "image_empty"],
  ["one byte", latin("\xff"), "image_truncated"],
  ["a GIF", latin("GIF89a\x0a\0\x0a\0", 50), "image_type_unsupported"],
  ["a BMP", latin("BM\x64\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", 50), "image_type_unsupported"],
  ["a HEIC", box("heic"), "image_type_unsupported"],
  ["an AVIF", box("avif"), "image_type_unsupported"],
  ["a TIFF", latin("II*\0", 100), "image_type_unsupported"],
  ["an SVG", latin('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), "image_type_unsupported"],
  ["a page named .jpg", latin("<!doctype html><title>Sign in</title>"), "image_type_unsupported"],
  ["an MP4", box("isom"), "image_type_unsupported"],
  ["zeros", Buffer.alloc(5_000), "image_type_unsupported"],
])("%s", (_, bytes, code) => {
  test.each(["its bytes", "its path"])(`is ${code}, from %s`, async (form) => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "photo.jpg");
    await writeFile(path, bytes);
    const work = async () => (form === "its path" ? loadImage(path) : probeImage(new Uint8Array(bytes)));
    const error: unknown = await work().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ImageError);
    expect(error).toMatchObject({ code });
    expect((error as ImageError).message).toMatch(/\.$/);
    expect((error as ImageError).hint).toBeTruthy();
  });
});

test.each<[string, Buffer]>([
  ["whose EXIF directory has 65,535 entries", exif("MM\0*\0\0\0\x08\xff\xff")],
  ["whose EXIF directory begins at itself", exif("MM\0*\0\0\0\0")],
  ["whose EXIF directory is behind its end", exif("MM\0*\xff\xff\xff\xff")],
  ["whose EXIF is cut off", exif("MM")],
  ["of CMYK", cmyk],
])("a JPEG %s is read, and counts as upright", (_, bytes) => {
  expect(probeImage(new Uint8Array(bytes))).toMatchObject({ width: 60, height: 40, orientation: 1 });
});
