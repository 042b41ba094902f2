import { runInNewContext } from "node:vm";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { maxImageBytes, maxImagePixels } from "../../src/image/limits.js";
import { probeImage } from "../../src/image/probe.js";
import { ImageError } from "../../src/utils/errors.js";
import { type Format, failure, file, picture } from "./helpers.js";

const formats = ["png", "jpeg", "webp"] as const satisfies readonly Format[];
const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** The first EXIF block of a JPEG, as an APP1 segment. */
function exifSegment(tiff: Buffer, identifier = "Exif\0\0"): Buffer {
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), Buffer.from(identifier, "latin1"), tiff]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return segment;
}

interface TiffOptions {
  little?: boolean;
  type?: number;
  directory?: number;
  magic?: number;
}

/** A TIFF block with nothing but an orientation. */
function tiff(orientation: number, { little = false, type = 3, directory = 8, magic = 42 }: TiffOptions = {}): Buffer {
  const block = new DataView(new ArrayBuffer(directory + 18));
  block.setUint16(0, little ? 0x4949 : 0x4d4d);
  block.setUint16(2, magic, little);
  block.setUint32(4, directory, little);
  block.setUint16(directory, 1, little);
  block.setUint16(directory + 2, 0x0112, little);
  block.setUint16(directory + 4, type, little);
  block.setUint32(directory + 6, 1, little);
  if (type === 4) block.setUint32(directory + 10, orientation, little);
  else block.setUint16(directory + 10, orientation, little);
  return Buffer.from(block.buffer);
}

const insert = (jpeg: Buffer, ...segments: Buffer[]) =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

interface PngChunk {
  readonly type: string;
  readonly raw: Buffer;
}

function pngChunks(png: Buffer): PngChunk[] {
  const chunks: PngChunk[] = [];
  for (let offset = 8; offset < png.length; ) {
    const length = 12 + png.readUInt32BE(offset);
    chunks.push({ type: png.toString("latin1", offset + 4, offset + 8), raw: png.subarray(offset, offset + length) });
    offset += length;
  }
  return chunks;
}

function pngChunk(type: string, data: Buffer): PngChunk {
  const raw = Buffer.alloc(12 + data.length);
  raw.writeUInt32BE(data.length, 0);
  raw.write(type, 4, "latin1");
  data.copy(raw, 8);
  return { type, raw };
}

const joinPng = (png: Buffer, chunks: readonly PngChunk[]) =>
  Buffer.concat([png.subarray(0, 8), ...chunks.map(({ raw }) => raw)]);

describe("probeImage() › agrees with sharp", () => {
  for (const format of formats) {
    for (const orientation of orientations) {
      test(`${format}, orientation ${orientation}`, async () => {
        const bytes = await file(format, 123, 77, orientation);
        const metadata = await sharp(bytes).metadata();
        const probe = probeImage(bytes);
        expect(probe).toMatchObject({
          type: `image/${format}`,
          extension: format === "jpeg" ? "jpg" : format,
          width: metadata.autoOrient.width,
          height: metadata.autoOrient.height,
          storedWidth: 123,
          storedHeight: 77,
          orientation,
          hasAlpha: false,
          animated: false,
        });
        expect(probe.width).toBe(orientation >= 5 ? 77 : 123);
      });
    }
  }

  test("progressive JPEG", async () => {
    expect(probeImage(await picture(31, 17).jpeg({ progressive: true }).toBuffer())).toMatchObject({
      width: 31,
      height: 17,
    });
  });

  test("every kind of WebP", async () => {
    expect(probeImage(await picture(31, 17).webp().toBuffer())).toMatchObject({
      width: 31,
      height: 17,
      hasAlpha: false,
    });
    const lossless = picture(31, 17).webp({ lossless: true });
    expect(probeImage(await lossless.toBuffer())).toMatchObject({ width: 31, height: 17, hasAlpha: false });
    const alpha = picture(31, 17, 4);
    expect(probeImage(await alpha.clone().webp().toBuffer())).toMatchObject({ width: 31, height: 17, hasAlpha: true });
    const losslessAlpha = await alpha.clone().webp({ lossless: true }).toBuffer();
    expect(probeImage(losslessAlpha)).toMatchObject({ width: 31, height: 17, hasAlpha: true });
  });

  test("animated WebP", async () => {
    const frames = await Promise.all(
      ["red", "blue"].map((background) =>
        sharp({ create: { width: 31, height: 17, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const bytes = await sharp(frames, { join: { animated: true } })
      .webp({ loop: 0 })
      .toBuffer();
    expect(probeImage(bytes)).toMatchObject({ width: 31, height: 17, animated: true });
  });

  test("every color type of PNG", async () => {
    expect(probeImage(await picture(9, 5, 4).png().toBuffer())).toMatchObject({ hasAlpha: true });
    expect(probeImage(await picture(9, 5).toColourspace("b-w").png().toBuffer())).toMatchObject({ hasAlpha: false });
    expect(probeImage(await picture(9, 5).png({ palette: true }).toBuffer())).toMatchObject({ hasAlpha: false });
    const transparentPalette = await picture(9, 5, 4).png({ palette: true }).toBuffer();
    expect(pngChunks(transparentPalette).map(({ type }) => type)).toContain("tRNS");
    expect(probeImage(transparentPalette)).toMatchObject({ hasAlpha: true });
  });

  test("animated PNG", async () => {
    const png = await file("png");
    const [header, ...rest] = pngChunks(png);
    const animated = joinPng(png, [header!, pngChunk("acTL", Buffer.alloc(8)), ...rest]);
    expect(probeImage(animated)).toMatchObject({ animated: true });
    expect(probeImage(png)).toMatchObject({ animated: false });
  });
});

describe("probeImage() › EXIF", () => {
  let jpeg: Buffer;
  beforeAll(async () => {
    jpeg = await file("jpeg", 40, 30);
  });
  const getOrientation = (bytes: Buffer) => probeImage(bytes).orientation;

  test("both byte orders", () => {
    expect(getOrientation(insert(jpeg, exifSegment(tiff(6))))).toBe(6);
    expect(getOrientation(insert(jpeg, exifSegment(tiff(6, { little: true }))))).toBe(6);
  });

  const cases: Record<string, (jpeg: Buffer) => Buffer> = {
    "the first of two": (bytes) => insert(bytes, exifSegment(tiff(6)), exifSegment(tiff(8))),
    "after XMP": (bytes) =>
      insert(bytes, exifSegment(Buffer.from("<x/>"), "http://ns.adobe.com/xap/1.0/\0"), exifSegment(tiff(6))),
    "before XMP": (bytes) =>
      insert(bytes, exifSegment(tiff(6)), exifSegment(Buffer.from("<x/>"), "http://ns.adobe.com/xap/1.0/\0")),
    "a directory further on": (bytes) => insert(bytes, exifSegment(tiff(6, { directory: 20 }))),
    "a LONG": (bytes) => insert(bytes, exifSegment(tiff(6, { type: 4 }))),
    "out of range": (bytes) => insert(bytes, exifSegment(tiff(9))),
    zero: (bytes) => insert(bytes, exifSegment(tiff(0))),
    "a wrong magic number": (bytes) => insert(bytes, exifSegment(tiff(6, { magic: 43 }))),
    "after the frame": (bytes) => {
      const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
      return Buffer.concat([bytes.subarray(0, scan), exifSegment(tiff(6)), bytes.subarray(scan)]);
    },
  };
  for (const [name, make] of Object.entries(cases)) {
    test(`${name}: as sharp`, async () => {
      const bytes = make(jpeg);
      expect(getOrientation(bytes)).toBe((await sharp(bytes).metadata()).orientation ?? 1);
    });
  }

  test("a broken block is not an error", () => {
    const whole = exifSegment(tiff(6));
    for (let index = 10; index < whole.length; index += 1) {
      const broken = Buffer.from(whole);
      broken[index] = 0xff;
      expect(probeImage(insert(jpeg, broken))).toMatchObject({ width: expect.any(Number) });
    }
    expect(getOrientation(insert(jpeg, exifSegment(Buffer.alloc(0))))).toBe(1);
    expect(getOrientation(insert(jpeg, exifSegment(Buffer.from("MM"))))).toBe(1);
  });

  test("a thumbnail inside EXIF is not the picture", async () => {
    const thumbnail = await file("jpeg", 8, 6);
    expect(probeImage(insert(jpeg, exifSegment(Buffer.concat([tiff(1), thumbnail]))))).toMatchObject({
      width: 40,
      height: 30,
    });
  });

  test("fill bytes and stray bytes before a marker", () => {
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    for (const stray of [Buffer.alloc(7, 0xff), Buffer.from([0, 1, 2]), Buffer.from([0x12, 0xff, 0, 0x34])]) {
      const bytes = Buffer.concat([jpeg.subarray(0, frame), stray, jpeg.subarray(frame)]);
      expect(probeImage(bytes)).toMatchObject({ width: 40, height: 30 });
    }
  });

  test("PNG: in front of the pixels, not behind them, as libvips", async () => {
    const png = await file("png", 40, 30, 6);
    const chunks = pngChunks(png);
    const exif = chunks.find(({ type }) => type === "eXIf")!;
    const end = chunks.at(-1)!;
    const late = joinPng(png, [...chunks.filter((chunk) => chunk !== exif && chunk !== end), exif, end]);
    expect(probeImage(png).orientation).toBe(6);
    expect((await sharp(late).metadata()).orientation).toBeUndefined();
    expect(probeImage(late).orientation).toBe(1);
  });

  test("WebP: only if the flag is set, as in libvips", async () => {
    const webp = await file("webp", 40, 30, 6);
    webp[20]! &= ~8;
    expect((await sharp(webp).metadata()).orientation).toBeUndefined();
    expect(probeImage(webp).orientation).toBe(1);
  });
});

describe("probeImage() › names other file types", () => {
  const toBytes = (text: string) => Buffer.from(text, "latin1");
  const box = (brand: string) =>
    Buffer.concat([Buffer.from([0, 0, 0, 24]), toBytes(`ftyp${brand}\0\0\0\0${brand}`), Buffer.alloc(20)]);
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    ["GIF", toBytes("GIF89a\x01\0\x01\0"), /is a GIF, which the Videos API does not accept/],
    [
      "BMP",
      Buffer.concat([
        toBytes("BM"),
        Buffer.from([70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0]),
        Buffer.alloc(40),
      ]),
      /is a BMP/,
    ],
    ["TIFF", toBytes("II*\0\x08\0\0\0"), /is a TIFF/],
    ["HEIC", box("heic"), /is a HEIC/],
    ["AVIF", box("avif"), /is an AVIF/],
    [
      "AVIF by a compatible brand",
      Buffer.concat([Buffer.from([0, 0, 0, 24]), toBytes("ftypmif1\0\0\0\0mif1avif"), Buffer.alloc(9)]),
      /is an AVIF/,
    ],
    ["AVIF with a general brand", box("mif1\0\0\0\0avif"), /is an AVIF/],
    ["HEIF", box("mif1\0\0\0\0heic"), /is a HEIC/],
    ["CR3", box("crx \0\0\0\x01crx isom"), /is a Canon raw photo \(CR3\), which the Videos API does not accept/],
    ["M4A", box("M4A "), /is an MP4 audio file/],
    ["MP4", box("isom"), /is an MP4 video, not an image/],
    ["MP4 by another brand", box("mp42"), /is an MP4 video/],
    ["an unknown brand", box("zzzz"), /is a file of the MP4 family, not an image/],
    ["QuickTime", box("qt  "), /is a QuickTime video/],
    ["SVG", toBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), /is an SVG/],
    [
      "SVG behind a declaration and comments",
      toBytes("<?xml version='1.0'?>\n<!-- a --><!-- b -->\n<svg>"),
      /is an SVG/,
    ],
    ["PDF", toBytes("%PDF-1.7\n"), /is a PDF, not an image/],
    ["HTML", toBytes("\n<!DOCTYPE html><html>"), /is an HTML page, not an image/],
    ["HTML without a doctype", toBytes("<html><head>"), /is an HTML page/],
    ["JSON", toBytes('{"error":{"message":"no"}}'), /is JSON/],
    ["XML", toBytes("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"), /is an XML document/],
    ["text", toBytes("hello there"), /is text/],
    ["Japanese text", Buffer.from("こんにちは"), /is text/],
    ["a data URL in a file", toBytes("data:image/png;base64,iVBORw0KGgo"), /is the text of a data URL/],
    ["a Git LFS pointer", toBytes("version https://git-lfs.github.com/spec/v1\n"), /is a Git LFS pointer/],
    ["zeros", Buffer.alloc(64), /data of an unknown kind/],
  ];
  for (const [name, bytes, expected] of cases) {
    test(name, async () => {
      const error = await failure(() => probeImage(bytes, { name: "photos/cat.jpg" }));
      expect(error).toBeInstanceOf(ImageError);
      expect(error.code).toBe("image_type_unsupported");
      expect(error.message).toMatch(expected);
      expect(error.message).toMatch(/^photos\/cat\.jpg is /);
      expect(error.hint).toBeTruthy();
    });
  }

  test("nothing", async () => {
    expect(await failure(() => probeImage(new Uint8Array()))).toMatchObject({ code: "image_empty" });
  });

  test("something other than bytes", async () => {
    expect(await failure(() => probeImage("photo.jpg" as never))).toMatchObject({ code: "image_input_invalid" });
  });

  test("a PNG that was rewritten for Apple devices", async () => {
    const png = await file("png");
    const bytes = joinPng(png, [pngChunk("CgBI", Buffer.alloc(4)), ...pngChunks(png)]);
    const error = await failure(() => probeImage(bytes));
    expect(error).toMatchObject({ code: "image_type_unsupported", message: expect.stringContaining("Apple") });
  });
});

describe("probeImage() › sizes", () => {
  async function createPng(width: number, height: number): Promise<Buffer> {
    const bytes = await file("png");
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  }
  test("zero", async () => {
    for (const [width, height] of [
      [0, 5],
      [5, 0],
      [0, 0],
    ] as const) {
      const bytes = await createPng(width, height);
      expect(await failure(() => probeImage(bytes))).toMatchObject({ code: "image_dimensions_invalid" });
    }
    const jpeg = await file("jpeg");
    jpeg.writeUInt16BE(0, jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 5);
    expect(await failure(() => probeImage(jpeg))).toMatchObject({ code: "image_dimensions_invalid" });
  });
  test.each([
    ["too many pixels", 60_000, 60_000, 8, "3,600,000,000 pixels. The limit is 134,217,728."],
    ["one row above the limit", 16_384, 8_193, 8, "134,234,112 pixels. The limit is 134,217,728."],
    ["16 bits a channel", 8_192, 8_193, 16, "The limit is 67,108,864 at 16 bits a channel."],
    ["a side that no decoder takes", 1, 268_402_689, 1, "is 1 x 268402689. The limit is 65,535 a side."],
    ["a width above the limit", 65_536, 1, 8, "The limit is 65,535 a side."],
  ] as const)("%s", async (_, width, height, depth, message) => {
    const bytes = await createPng(width, height);
    bytes[24] = depth;
    const error = await failure(() => probeImage(bytes));
    expect(error).toMatchObject({ code: "image_too_large", message: expect.stringContaining(message) });
  });
  test.each([
    [16_384, 8_192, 8],
    [8_192, 8_192, 16],
    [65_535, 1, 8],
  ] as const)("%d x %d at %d bits is accepted", async (width, height, depth) => {
    const bytes = await createPng(width, height);
    bytes[24] = depth;
    expect(probeImage(bytes)).toMatchObject({ width, height });
  });
  test("the limits", () => {
    expect(maxImageBytes).toBe(20_971_520);
    expect(maxImagePixels).toBe(134_217_728);
  });
});

describe("probeImage() › damaged and hostile files", () => {
  const real: Buffer[] = [];
  beforeAll(async () => {
    for (const format of formats) real.push(await file(format, 33, 21, 6), await file(format, 33, 21));
    real.push(await picture(33, 21).jpeg({ progressive: true }).toBuffer());
    real.push(await picture(33, 21).webp({ lossless: true }).toBuffer());
    real.push(await picture(33, 21, 4).webp().toBuffer());
  });

  test("rejects a truncated file", async () => {
    for (const bytes of real) {
      for (let length = 1; length < bytes.length; length += 1) {
        const error = await failure(() => probeImage(bytes.subarray(0, length)));
        if (error.code !== "image_truncated") {
          // The first few bytes alone are not yet a signature.
          expect(length, error.message).toBeLessThan(12);
          expect(error.code).toBe("image_type_unsupported");
        }
      }
    }
  });

  test("accepts data after the end, as decoders do", async () => {
    for (const bytes of real) {
      const motionPhoto = Buffer.concat([bytes, Buffer.from("\0\0\0\x18ftypmp42"), Buffer.alloc(100_000, 7)]);
      expect(probeImage(motionPhoto)).toEqual(probeImage(bytes));
      expect((await sharp(motionPhoto).metadata()).width).toBe(33);
    }
  });

  const total = (bytes: Uint8Array) => {
    const start = performance.now();
    try {
      const probe = probeImage(bytes);
      expect(probe.width * probe.height).toBeGreaterThan(0);
      expect(probe.width * probe.height).toBeLessThanOrEqual(maxImagePixels);
      expect(orientations).toContain(probe.orientation);
    } catch (error) {
      expect(error).toBeInstanceOf(ImageError);
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  };

  test("any bytes: a probe or an ImageError", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), total), { numRuns: 2000 });
  });

  test("any bytes behind a real signature", () => {
    const heads = [
      "\xff\xd8\xff",
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
      "RIFF\xff\0\0\0WEBPVP8X",
      "RIFF\xff\0\0\0WEBPVP8L",
      "RIFF\xff\0\0\0WEBPVP8 ",
      "<",
      "<!--",
      "<?xml",
      "\0\0\0\x18ftyp",
    ];
    const arbitrary = fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 }));
    fc.assert(
      fc.property(arbitrary, ([head, rest]) => total(Buffer.concat([Buffer.from(head, "latin1"), rest]))),
      { numRuns: 3000 },
    );
  });

  test("real files with some bytes changed, cut out or doubled", () => {
    const change = fc.record({
      file: fc.nat(),
      edits: fc.array(fc.record({ at: fc.nat(400), value: fc.nat(255) }), { maxLength: 8 }),
      cut: fc.option(fc.record({ at: fc.nat(400), length: fc.nat(40) })),
    });
    fc.assert(
      fc.property(change, ({ file: which, edits, cut }) => {
        const bytes = Buffer.from(real[which % real.length]!);
        for (const { at, value } of edits) bytes[at % bytes.length] = value;
        total(cut ? Buffer.concat([bytes.subarray(0, cut.at), bytes.subarray(cut.at + cut.length)]) : bytes);
      }),
      { numRuns: 4000 },
    );
  });

  test("limits the time for hostile files of 20 MiB", () => {
    const repeat = (head: string, pattern: readonly number[]) => {
      const bytes = Buffer.alloc(maxImageBytes, Buffer.from(pattern));
      bytes.write(head, 0, "latin1");
      return bytes;
    };
    const extended = Buffer.from("RIFF\xf8\xff\x3f\x01WEBPVP8X\x0a\0\0\0\x08\0\0\0\x09\0\0\x09\0\0", "latin1").toString(
      "latin1",
    );
    const png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09\x08\x02\0\0\0\0\0\0\0";
    for (const bytes of [
      repeat("\xff\xd8\xff", [0xff]),
      repeat("\xff\xd8\xff", [0xff, 0x00]),
      repeat("\xff\xd8", [0xff, 0xfe, 0, 2]),
      repeat("\xff\xd8", [0xff, 0xd0]),
      repeat("\xff\xd8\xff\xc0\0\x0b\x08\0\x09\0\x09\x01\x01\x11\0\xff\xda\0\x08", [0xd9]),
      repeat(extended, [0x4a, 0x55, 0x4e, 0x4b, 0, 0, 0, 0]),
      repeat(png, [0, 0, 0, 0, 0x74, 0x45, 0x58, 0x74, 0, 0, 0, 0]),
      repeat("", [...Buffer.from("<!-->")]),
      repeat("<?xml?>", [...Buffer.from("<!---->")]),
    ]) {
      total(bytes);
    }
  });

  test("a slice of a larger buffer is read by its own offset", async () => {
    for (const bytes of real) {
      const larger = new Uint8Array(bytes.length + 64).fill(0xff);
      larger.set(bytes, 32);
      expect(probeImage(larger.subarray(32, 32 + bytes.length))).toEqual(probeImage(bytes));
    }
  });
});

test("bytes of another realm", async () => {
  const png = await file("png", 20, 10);
  const foreign = runInNewContext("Uint8Array.from(bytes)", { bytes: [...png] }) as Uint8Array;
  expect(foreign).not.toBeInstanceOf(Uint8Array);
  expect(probeImage(foreign)).toMatchObject({ width: 20, height: 10 });
});

test("a photo of 2 MB takes less than a millisecond", async () => {
  const bytes = await picture(1700, 1200).jpeg({ quality: 95 }).toBuffer();
  expect(bytes.length).toBeGreaterThan(1_500_000);
  const times: number[] = [];
  for (let run = 0; run < 50; run += 1) {
    const start = performance.now();
    probeImage(bytes);
    times.push(performance.now() - start);
  }
  // The median, because the machine does other things as well.
  expect(times.sort((first, second) => first - second)[25]).toBeLessThan(1);
});

test.each([
  [0, 0, "image_dimensions_invalid"],
  [100_000, 100_000, "image_too_large"],
  [640, 480, "image_truncated"],
])("a PNG that is only a header of %i x %i says the worst of it", (width, height, code) => {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  bytes.set([8, 2], 24);
  expect(() => probeImage(bytes)).toThrow(expect.objectContaining({ code }));
});
