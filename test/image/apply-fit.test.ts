// @module-tag slow
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { applyFit, type FitOptions, planFit, planSubjectFit } from "../../src/image/fit.js";
import { type ImageProbe, probeImage } from "../../src/image/probe.js";
import { fitImage } from "../../src/platform/node/fit-image.js";
import { type Format, failure, near, picture, pixels, quarterColours, quarters } from "./helpers.js";

const [red, green, blue, white] = quarterColours;
const formats = ["png", "jpeg", "webp"] as const satisfies readonly Format[];
const wide = { width: 160, height: 90 };

function load(bytes: Uint8Array) {
  return { bytes, name: "test.jpg", probe: probeImage(bytes) };
}

async function run(bytes: Uint8Array, target = wide, more: Partial<FitOptions> = {}) {
  const loaded = load(bytes);
  const plan = planFit(loaded.probe, target, { mode: "auto", match: "exact", alternatives: [], ...more });
  const fitted = await applyFit(loaded, plan);
  return { plan, fitted, picture: await pixels(fitted.bytes), probe: probeImage(fitted.bytes) };
}

function checkQuarters({ width, height, at }: Awaited<ReturnType<typeof pixels>>): void {
  near(at(2, 2), red);
  near(at(width - 3, 2), green);
  near(at(2, height - 3), blue);
  near(at(width - 3, height - 3), white);
}

test("applyFit() › returns an image that passes unchanged, without a decoder", async () => {
  const bytes = await quarters(160, 90).png().toBuffer();
  const { fitted, plan } = await run(bytes);
  expect(plan.action).toBe("pass");
  expect(fitted.bytes).toBe(bytes);
  expect(fitted).toMatchObject({ type: "image/png", width: 160, height: 90 });
});

/** The four quarters as a camera stores them, by EXIF's definition and not by a library's. */
function stored(width: number, height: number, orientation: number): Sharp {
  const [storedWidth, storedHeight] = orientation >= 5 ? [height, width] : [width, height];
  const right = width - 1;
  const bottom = height - 1;
  const places: Record<number, (x: number, y: number) => [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y) => [right - x, y],
    3: (x, y) => [right - x, bottom - y],
    4: (x, y) => [x, bottom - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, right - x],
    7: (x, y) => [bottom - y, right - x],
    8: (x, y) => [bottom - y, x],
  };
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [column, row] = places[orientation]!(x, y);
      const colour = quarterColours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)]!;
      data.set(colour, (row * storedWidth + column) * 3);
    }
  }
  return sharp(data, { raw: { width: storedWidth, height: storedHeight, channels: 3 } });
}

describe("applyFit() › EXIF orientation", () => {
  for (const format of formats) {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      test(`${format} ${orientation}: rotate, crop, letterbox`, async () => {
        const make = (width: number, height: number) =>
          stored(width, height, orientation).withMetadata({ orientation }).toFormat(format, { quality: 95 }).toBuffer();
        for (const [width, height, mode] of [
          [160, 90, "exact"],
          [200, 130, "auto"],
          [300, 200, "cover"],
          [90, 160, "contain"],
        ] as const) {
          const {
            picture: result,
            probe,
            plan,
          } = await run(await make(width, height), wide, { mode, background: { r: 0, g: 0, b: 0 } });
          expect(probe).toMatchObject({ width: 160, height: 90, orientation: 1, type: `image/${format}` });
          if (mode !== "contain") {
            checkQuarters(result);
            continue;
          }
          const { left, width: inside } = plan.inner;
          near(result.at(2, 45), [0, 0, 0]);
          near(result.at(157, 45), [0, 0, 0]);
          near(result.at(left + 4, 4), red, 40);
          near(result.at(left + inside - 5, 4), green, 40);
          near(result.at(left + 4, 85), blue, 40);
        }
      });
    }
  }
});

describe("applyFit() › crop", () => {
  test("keeps the center", async () => {
    // Three stripes: the outer two are cut off.
    const stripes = sharp({ create: { width: 400, height: 90, channels: 3, background: "red" } }).composite([
      { input: { create: { width: 160, height: 90, channels: 3, background: "lime" } }, left: 120, top: 0 },
    ]);
    const { picture: result } = await run(await stripes.png().toBuffer(), wide, { mode: "cover" });
    near(result.at(1, 45), [0, 255, 0]);
    near(result.at(158, 45), [0, 255, 0]);
  });

  for (const format of formats) {
    test(`${format} stays ${format}, without metadata`, async () => {
      const bytes = await quarters(320, 180)
        .withMetadata({ exif: { IFD0: { Copyright: "someone" } } })
        .toFormat(format)
        .toBuffer();
      const { fitted } = await run(bytes);
      expect(fitted).toMatchObject({ type: `image/${format}`, width: 160, height: 90 });
      const metadata = await sharp(fitted.bytes).metadata();
      expect(metadata.exif).toBeUndefined();
      expect(metadata.icc).toBeUndefined();
      expect(metadata.space).toBe("srgb");
      if (format === "jpeg") expect(metadata.chromaSubsampling).toBe("4:4:4");
    });
  }

  test("a small picture is enlarged to the size", async () => {
    checkQuarters((await run(await quarters(32, 18).png().toBuffer())).picture);
  });

  test("one pixel, and a line", async () => {
    expect((await run(await quarters(1, 1).png().toBuffer(), wide, { mode: "cover" })).fitted).toMatchObject(wide);
    expect((await run(await quarters(500, 1).png().toBuffer(), wide, { mode: "contain" })).fitted).toMatchObject(wide);
    expect((await run(await quarters(500, 1).png().toBuffer(), wide, { mode: "cover" })).fitted).toMatchObject(wide);
  });

  test("transparency is kept by a crop", async () => {
    const bytes = await picture(320, 200, 4).png().toBuffer();
    expect((await run(bytes)).probe).toMatchObject({ hasAlpha: true });
  });

  test("an endpoint that goes by shape gets more pixels", async () => {
    const { fitted } = await run(await quarters(1000, 600).jpeg().toBuffer(), wide, { match: "shape" });
    expect(fitted).toMatchObject({ width: 240, height: 135 });
  });
});

describe("applyFit() › letterbox", () => {
  const onWhite = () =>
    sharp({ create: { width: 90, height: 160, channels: 3, background: "white" } }).composite([
      { input: { create: { width: 40, height: 60, channels: 3, background: "navy" } }, left: 25, top: 50 },
    ]);

  test("the picture's own edge: white stays white", async () => {
    const { picture: result } = await run(await onWhite().jpeg({ quality: 95 }).toBuffer(), wide, { mode: "contain" });
    for (const x of [0, 20, 53, 107, 159]) near(result.at(x, 10), [255, 255, 255]);
    near(result.at(80, 45), [0, 0, 128], 30);
  });

  test("edges of two colors: the blur on both sides, not two colors", async () => {
    const sky = sharp({ create: { width: 320, height: 90, channels: 3, background: "skyblue" } }).composite([
      { input: { create: { width: 320, height: 45, channels: 3, background: "green" } }, left: 0, top: 45 },
    ]);
    const bytes = await sky.png().toBuffer();
    const [edge, blurred] = await Promise.all(
      (["edge", "blur"] as const).map((background) => run(bytes, wide, { mode: "contain", background })),
    );
    expect(edge?.fitted.bytes).toEqual(blurred?.fitted.bytes);
  });

  test("edges of nearly the same color: one color on both sides", async () => {
    const ground = sharp({ create: { width: 90, height: 160, channels: 3, background: "#f0f0f0" } }).composite([
      { input: { create: { width: 45, height: 160, channels: 3, background: "#f8f4f0" } }, left: 45, top: 0 },
    ]);
    const { picture: result } = await run(await ground.png().toBuffer(), wide, { mode: "contain" });
    for (const x of [2, 40, 120, 157]) near(result.at(x, 45), [0xf4, 0xf2, 0xf0], 0);
  });

  test("blur: a soft copy of the picture", async () => {
    const { picture: result } = await run(await onWhite().png().toBuffer(), wide, {
      mode: "contain",
      background: "blur",
    });
    const [r = 0, g = 0, b = 0] = result.at(5, 45);
    expect(b).toBeGreaterThan(r);
    expect(r).toBeGreaterThan(0);
    expect(g).toBeLessThan(250);
    near(result.at(80, 45), [0, 0, 128], 30);
  });

  test("a colour, also behind what is transparent", async () => {
    const clear = sharp({
      create: { width: 90, height: 160, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    const { picture: result, probe } = await run(await clear.png().toBuffer(), wide, {
      mode: "contain",
      background: { r: 10, g: 200, b: 30 },
    });
    near(result.at(2, 2), [10, 200, 30]);
    near(result.at(80, 45), [10, 200, 30]);
    expect(probe.hasAlpha).toBe(false);
  });

  test("greyscale, 16 bits, CMYK and a palette come out as plain sRGB", async () => {
    const base = () =>
      sharp({ create: { width: 90, height: 160, channels: 3, background: { r: 128, g: 128, b: 128 } } });
    const files = [
      await base().toColourspace("b-w").png().toBuffer(),
      await base().toColourspace("b-w").jpeg().toBuffer(),
      await base().toColourspace("rgb16").png().toBuffer(),
      await base().toColourspace("cmyk").jpeg().toBuffer(),
      await base().png({ palette: true }).toBuffer(),
    ];
    for (const bytes of files) {
      for (const mode of ["contain", "cover"] as const) {
        for (const background of ["edge", "blur"] as const) {
          const { fitted, picture: result } = await run(bytes, wide, { mode, background });
          expect(fitted).toMatchObject(wide);
          expect((await sharp(fitted.bytes).metadata()).depth).toBe("uchar");
          for (const x of [2, 80, 157]) near([...new Set(result.at(x, 45))].slice(0, 1), [128], 16);
        }
      }
    }
  });
});

describe("applyFit() › errors", () => {
  async function planned(bytes: Uint8Array) {
    const loaded = load(bytes);
    return { loaded, plan: planFit(loaded.probe, wide, { mode: "cover", match: "exact", alternatives: [] }) };
  }

  test("reports a missing sharp", async () => {
    const { loaded, plan } = await planned(await quarters(320, 200).png().toBuffer());
    const importDecoder = () =>
      Promise.reject(Object.assign(new Error("Cannot find package 'sharp'"), { code: "ERR_MODULE_NOT_FOUND" }));
    const error = await failure(fitImage(loaded.bytes, plan, { name: "cat.png", importDecoder }));
    expect(error).toMatchObject({
      code: "image_decoder_missing",
      message: "cat.png has to be cropped to 160x90: sharp could not be loaded.",
      hint: "Run `npm install sharp`, or pass an upright image of exactly 160x90 pixels.",
    });
  });

  test("reports a missing sharp with the limit that the image exceeds", async () => {
    const bytes = await quarters(160, 90).png().toBuffer();
    const accepts = { model: "mine", types: ["image/jpeg"], bytes: 50_000, url: true };
    const loaded = load(bytes);
    const plan = planFit(loaded.probe, wide, { mode: "auto", match: "exact", alternatives: [], accepts });
    const importDecoder = () => Promise.reject(new Error("Cannot find package 'sharp'"));
    const error = await failure(fitImage(loaded.bytes, plan, { name: "cat.png", importDecoder }));
    expect(error).toMatchObject({
      code: "image_decoder_missing",
      message: "cat.png is image/png; mine takes image/jpeg. It has to be encoded again: sharp could not be loaded.",
    });
    expect(error.hint).toBe(
      "Run `npm install sharp`, or pass an upright image of exactly 160x90 pixels within these limits. " +
        'Or pass its public address: { url: "https://…", send: "reference" }.',
    );
  });

  test("reports pixels that cannot be decoded", async () => {
    const bytes = await quarters(320, 200).png().toBuffer();
    const data = bytes.indexOf("IDAT") + 6;
    bytes.fill(0x55, data, data + 30);
    const { loaded, plan } = await planned(bytes);
    expect(await failure(applyFit(loaded, plan))).toMatchObject({
      code: "image_unreadable",
      message: expect.stringContaining("test.jpg"),
    });
  });

  const progressive = { progressive: true };
  test.each([
    ["a baseline JPEG", {}, (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ["a progressive JPEG", progressive, (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ["a JPEG whose second half is zeros", {}, (bytes: Buffer) => Buffer.from(bytes).fill(0, bytes.length >> 1)],
  ])("reports half of %s that has an end marker", async (_, options, cut) => {
    const bytes = Buffer.concat([cut(await picture(320, 200).jpeg(options).toBuffer()), Buffer.from([0xff, 0xd9])]);
    const { loaded, plan } = await planned(bytes);
    expect(await failure(applyFit(loaded, plan))).toMatchObject({
      code: "image_unreadable",
      message: expect.stringContaining("premature end"),
    });
  });

  test("accepts a JPEG with bytes that decoders skip", async () => {
    const bytes = await picture(320, 200).jpeg().toBuffer();
    const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
    const odd = Buffer.concat([bytes.subarray(0, scan), Buffer.from([0, 1, 2, 3]), bytes.subarray(scan)]);
    const { loaded, plan } = await planned(odd);
    expect(await applyFit(loaded, plan)).toMatchObject({ width: 160, height: 90 });
  });

  test("rejects with the reason of an aborted signal", async () => {
    const { loaded, plan } = await planned(await picture(3000, 2000).jpeg().toBuffer());
    const reason = new Error("enough");
    await expect(applyFit(loaded, plan, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const running = applyFit(loaded, plan, controller.signal);
    setTimeout(() => controller.abort(reason), 1);
    await expect(running).rejects.toBe(reason);
  });

  test("applies sharp's pixel limit", async () => {
    const { loaded, plan } = await planned(await quarters(320, 200).png().toBuffer());
    const bomb = Buffer.from(loaded.bytes);
    bomb.writeUInt32BE(100_000, 16);
    bomb.writeUInt32BE(100_000, 20);
    const probe: ImageProbe = { ...loaded.probe };
    expect(await failure(applyFit({ ...loaded, bytes: bomb, probe }, plan))).toMatchObject({
      code: "image_unreadable",
    });
  });
});

test("applyFit() › empties sharp's cache and restores its limits", async () => {
  const before = sharp.cache({ memory: 40, files: 10, items: 80 });
  try {
    const loaded = load(await quarters(320, 180).jpeg().toBuffer());
    await applyFit(loaded, planFit(loaded.probe, wide, { mode: "auto", match: "exact", alternatives: [] }));
    expect(sharp.cache()).toMatchObject({ items: { current: 0, max: 80 }, memory: { max: 40 }, files: { max: 10 } });
  } finally {
    sharp.cache({ memory: before.memory.max, files: before.files.max, items: before.items.max });
  }
});

describe("planSubjectFit()", () => {
  /** A textured square on a soft ground, with its center at a share of the width. */
  const subjectAt = (share: number, [width, height] = [1600, 900]) => {
    const left = Math.round(share * width) - 130;
    const squares = Array.from({ length: 64 }, (_, at) => {
      const [x, y] = [left + (at % 8) * 32, height / 2 - 130 + Math.floor(at / 8) * 32];
      return `<rect x="${x}" y="${y}" width="30" height="30" fill="hsl(${(at * 47) % 360} 80% ${30 + ((at * 13) % 40)}%)"/>`;
    });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#9fb9c9"/><stop offset="1" stop-color="#dfe6e4"/></linearGradient></defs>
      <rect width="${width}" height="${height}" fill="url(#g)"/>${squares.join("")}</svg>`;
    return sharp(Buffer.from(svg)).jpeg().toBuffer();
  };
  const plan = (bytes: Uint8Array, target: { width: number; height: number }, mode: FitOptions["mode"] = "cover") => {
    return planSubjectFit(load(bytes), target, { mode, match: "exact", alternatives: [] });
  };
  const tall = { width: 360, height: 640 };

  test.each([0.15, 0.3, 0.7, 0.88])("keeps a subject at %f of the width, and says what it cuts", async (share) => {
    const { crop, cuts, warnings } = await plan(await subjectAt(share), tall);
    expect(crop.left).toBeLessThanOrEqual(share * 1600 - 128);
    expect(crop.left + crop.width).toBeGreaterThanOrEqual(share * 1600 + 128);
    // Nothing is left at the nearer side, or less than at the other one.
    const [left, right] = [crop.left, 1600 - crop.left - crop.width];
    expect(share < 0.5 ? left : right).toBeLessThan(share < 0.5 ? right : left);
    expect(cuts).toMatch(
      /^68 % of the width \((?:[\d.]+ % at the left and [\d.]+ % at the right|at the (?:left|right))\)$/,
    );
    expect(warnings).toEqual([`The crop to 360x640 cuts off ${cuts}.`]);
  });

  test("crops around the middle if the subject is there, and if nothing stands out", async () => {
    const background = "#888";
    const plain = await sharp({ create: { width: 1600, height: 900, channels: 3, background } })
      .jpeg()
      .toBuffer();
    for (const bytes of [await subjectAt(0.5), plain])
      expect((await plan(bytes, tall)).crop.left).toBe(Math.floor((1600 - 506) / 2));
  });

  test("leaves a damaged image to applyFit()", async () => {
    const bytes = await subjectAt(0.88);
    const damaged = { ...load(bytes), bytes: bytes.subarray(0, 300) };
    const fit = { mode: "cover", match: "exact", alternatives: [] } as const;
    expect((await planSubjectFit(damaged, tall, fit)).crop.left).toBe(Math.floor((1600 - 506) / 2));
  });
});
