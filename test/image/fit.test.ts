import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FitOptions, planFit } from "../../src/image/fit.js";
import type { ImageProbe, Orientation } from "../../src/image/probe.js";
import { parseColor } from "../../src/platform/node/parse-color.js";
import { RequestError } from "../../src/utils/errors.js";
import { failure } from "./helpers.js";

/** A header, as it would be read; width and height as shown. */
function header(width: number, height: number, orientation: Orientation = 1, animated = false): ImageProbe {
  const swapped = orientation >= 5;
  return {
    type: "image/jpeg",
    extension: "jpg",
    width,
    height,
    storedWidth: swapped ? height : width,
    storedHeight: swapped ? width : height,
    orientation,
    hasAlpha: false,
    animated,
  };
}

const wide = { width: 1280, height: 720 };
const tall = { width: 720, height: 1280 };
const sora = ["720x1280", "1280x720"];
const options = (more: Partial<FitOptions> = {}): FitOptions => ({
  mode: "auto",
  match: "exact",
  alternatives: sora,
  ...more,
});

describe("planFit() › an image of the exact size passes", () => {
  for (const mode of ["auto", "cover", "contain", "exact"] as const) {
    test(mode, () => {
      expect(planFit(header(1280, 720), wide, options({ mode }))).toMatchObject({
        action: "pass",
        crop: { left: 0, top: 0, ...wide },
        keeps: 1,
        cuts: undefined,
        output: wide,
        enlarges: 1,
        warnings: [],
      });
    });
    test(`${mode}: applies the EXIF orientation, which servers do not read`, () => {
      expect(planFit(header(1280, 720, 6), wide, options({ mode }))).toMatchObject({
        action: "rotate",
        output: wide,
        orientation: 6,
      });
    });
  }
  test("an animated one passes with a warning", () => {
    const plan = planFit(header(1280, 720, 1, true), wide, options());
    expect(plan).toMatchObject({ action: "pass", warnings: [expect.stringContaining("first frame")] });
  });
});

describe("planFit() › limits of the image's sides", () => {
  const accepts = (side: { from?: number; to?: number }) => ({
    model: "mine",
    types: ["image/jpeg"],
    url: false,
    side,
  });
  test.each([
    ["a small image is enlarged", header(200, 200), { from: 240 }, 240],
    ["an image above the limit is reduced", header(1000, 1000), { to: 180 }, 180],
    ["an image within the limits passes", header(290, 290), { from: 240, to: 300 }, 290],
  ] as const)("%s", (_, image, side, expected) => {
    const target = { width: 200, height: 200 };
    const { output, action } = planFit(image, target, options({ match: "shape", accepts: accepts(side) }));
    expect(output).toEqual({ width: expected, height: expected });
    expect(action).toBe(image.width === expected ? "pass" : "resize");
  });
  test("a server that wants exact pixels gets them", () => {
    expect(planFit(header(1280, 720), wide, options({ accepts: accepts({ from: 2_000 }) })).action).toBe("pass");
  });
});

describe("planFit() › auto", () => {
  test("resizes a picture of the same shape", () => {
    expect(planFit(header(3840, 2160), wide, options())).toMatchObject({
      action: "resize",
      keeps: 1,
      output: wide,
      enlarges: 1,
      warnings: [],
    });
  });
  test("accepts a shape within the rounding of one pixel", () => {
    expect(planFit(header(1000, 563), wide, options())).toMatchObject({ action: "resize", keeps: 1, cuts: undefined });
    expect(planFit(header(1366, 768), wide, options())).toMatchObject({
      action: "crop",
      cuts: expect.stringContaining("under 0.1 %"),
    });
  });
  test("crops the sides of a wide picture and reports the share", () => {
    const plan = planFit(header(1600, 800), wide, options());
    expect(plan).toMatchObject({
      action: "crop",
      crop: { left: 89, top: 0, width: 1422, height: 800 },
      output: wide,
      cuts: "11 % of the width (5.5 % at the left and 5.5 % at the right)",
      warnings: ["The crop to 1280x720 cuts off 11 % of the width (5.5 % at the left and 5.5 % at the right)."],
    });
    expect(plan.keeps).toBeCloseTo(0.8889, 4);
  });
  test("crops top and bottom of a tall picture", () => {
    expect(planFit(header(1600, 1200), wide, options())).toMatchObject({
      action: "crop",
      crop: { left: 0, top: 150, width: 1600, height: 900 },
      keeps: 0.75,
      cuts: "25 % of the height (12.5 % at the top and 12.5 % at the bottom)",
    });
  });
  test("a small picture is enlarged, with a warning", () => {
    const plan = planFit(header(640, 360), wide, options());
    expect(plan).toMatchObject({ action: "resize", enlarges: 2 });
    expect(plan.warnings).toEqual(["The image (640 x 360) is enlarged 2.00 times for 1280x720, and will look soft."]);
  });
  test("the box applies to the picture as shown", () => {
    expect(planFit(header(1600, 1200, 6), wide, options())).toMatchObject({
      action: "crop",
      orientation: 6,
      crop: { width: 1600, height: 900 },
    });
  });
});

describe("planFit() › auto keeps at least 70 %", () => {
  const square = { width: 1000, height: 1000 };
  test("exactly 70 % stays: cropped", () => {
    expect(planFit(header(1000, 700), square, options())).toMatchObject({ action: "crop", keeps: 0.7 });
    expect(planFit(header(700, 1000), square, options())).toMatchObject({ action: "crop", keeps: 0.7 });
    expect(planFit(header(10, 7), square, options())).toMatchObject({ action: "crop", keeps: 0.7 });
  });
  test("a pixel less: refused", async () => {
    expect(await failure(() => planFit(header(1000, 699), square, options()))).toMatchObject({
      code: "image_size_mismatch",
    });
    expect(await failure(() => planFit(header(699, 1000), square, options()))).toMatchObject({
      code: "image_size_mismatch",
    });
  });
  test("the error names the size that fits, and the calls to add", async () => {
    const error = await failure(() => planFit(header(1080, 1920), wide, options({ name: "photos/cat.jpg" })));
    expect(error.message).toBe("photos/cat.jpg is 1080x1920: a crop to 1280x720 would keep only 32 % of it.");
    expect(error.hint).toBe(
      'Add .size("720x1280"), which fits best (keeps 100 %), .fit("cover") to crop it (cuts off 68 %) or .fit("contain") to add borders.',
    );
  });
  test("a size that is the picture's own is preferred", async () => {
    const alternatives = ["720x1280", "1280x720", "1080x1920"];
    const error = await failure(() => planFit(header(1080, 1920), wide, options({ alternatives })));
    expect(error.hint).toContain('.size("1080x1920"), which is exactly its size');
  });
  test("no better size: only the two calls", async () => {
    const error = await failure(() => planFit(header(3000, 500), wide, options()));
    expect(error.hint).toBe('Add .fit("cover") to crop it (cuts off 70 %) or .fit("contain") to add borders.');
  });
  test("the error mentions an EXIF orientation that swaps the sides", async () => {
    const error = await failure(() => planFit(header(1080, 1920, 6), wide, options()));
    expect(error.message).toContain("after its EXIF orientation is applied");
  });
});

describe("planFit() › cover, contain, exact", () => {
  test("cover always crops", () => {
    expect(planFit(header(1080, 1920), wide, options({ mode: "cover" }))).toMatchObject({
      action: "crop",
      crop: { left: 0, top: 656, width: 1080, height: 608 },
      output: wide,
    });
  });
  test("contain keeps everything and adds borders", () => {
    expect(planFit(header(1080, 1920), wide, options({ mode: "contain" }))).toMatchObject({
      action: "letterbox",
      keeps: 1,
      cuts: undefined,
      inner: { left: 437, top: 0, width: 405, height: 720 },
      output: wide,
      background: "edge",
    });
    expect(
      planFit(header(1920, 1080), tall, options({ mode: "contain", background: { r: 255, g: 255, b: 255 } })),
    ).toMatchObject({
      inner: { left: 0, top: 437, width: 720, height: 405 },
      background: { r: 255, g: 255, b: 255 },
    });
  });
  test("exact refuses what the servers refuse", async () => {
    const error = await failure(() => planFit(header(3840, 2160), wide, options({ mode: "exact", name: "a.png" })));
    expect(error).toMatchObject({ code: "image_size_mismatch", message: "a.png is 3840x2160, not 1280x720." });
    expect(error.hint).toBe('Add .fit("cover") to crop it or .fit("contain") to add borders.');
  });
  test("rejects invalid options", async () => {
    const wrong: readonly (() => unknown)[] = [
      () => planFit(header(9, 9), { width: 0, height: 9 }, options()),
      () => planFit(header(9, 9), { width: 1.5, height: 9 }, options()),
      () => planFit(header(9, 9), wide, options({ mode: "fill" as never })),
      () => parseColor("bluish"),
    ];
    for (const call of wrong) {
      const error = await failure(call);
      expect(error).toBeInstanceOf(RequestError);
      expect(error.code).toBe("option_invalid");
    }
  });
});

describe("planFit() › match: shape", () => {
  const shape = (more: Partial<FitOptions> = {}) => options({ match: "shape", ...more });
  test("between once and one and a half times the size passes", () => {
    expect(planFit(header(1280, 720), wide, shape()).action).toBe("pass");
    expect(planFit(header(1600, 900), wide, shape())).toMatchObject({
      action: "pass",
      output: { width: 1600, height: 900 },
    });
    expect(planFit(header(1920, 1080), wide, shape({ mode: "exact" })).action).toBe("pass");
  });
  test("more is made one and a half times, so that a zoom stays sharp", () => {
    expect(planFit(header(3840, 2160), wide, shape())).toMatchObject({
      action: "resize",
      output: { width: 1920, height: 1080 },
    });
    expect(planFit(header(3840, 2160), wide, shape({ mode: "exact" })).action).toBe("resize");
  });
  test("less is enlarged to the size and no further", () => {
    expect(planFit(header(640, 360), wide, shape())).toMatchObject({ action: "resize", output: wide, enlarges: 2 });
  });
  test("a crop keeps what detail there is, in the shape to the pixel", () => {
    const plan = planFit(header(1500, 1000), wide, shape());
    expect(plan).toMatchObject({
      action: "crop",
      crop: { width: 1500, height: 844 },
      output: { width: 1488, height: 837 },
      enlarges: 1,
    });
  });
  test("a letterbox too", () => {
    const plan = planFit(header(1080, 1920), wide, shape({ mode: "contain" }));
    expect(plan).toMatchObject({ action: "letterbox", output: { width: 1920, height: 1080 }, enlarges: 1 });
    expect(plan.inner.height).toBe(1080);
  });
});

test("planFit() › returns consistent plans for any size", () => {
  const side = fc.integer({ min: 1, max: 12_000 });
  const target = fc.constantFrom(
    wide,
    tall,
    { width: 1024, height: 1792 },
    { width: 1920, height: 1080 },
    { width: 481, height: 832 },
  );
  const mode = fc.constantFrom("auto", "cover", "contain", "exact" as const);
  const match = fc.constantFrom("exact", "shape" as const);
  fc.assert(
    fc.property(side, side, target, mode, match, (width, height, size, fitMode, fitMatch) => {
      const probe = header(width, height);
      let plan: ReturnType<typeof planFit>;
      try {
        plan = planFit(probe, size, options({ mode: fitMode, match: fitMatch }));
      } catch (error) {
        expect(error).toMatchObject({ code: "image_size_mismatch" });
        expect(["auto", "exact"]).toContain(fitMode);
        return;
      }
      const { crop, inner, output, action } = plan;
      for (const box of [crop, inner]) {
        for (const value of [box.left, box.top]) expect(Number.isInteger(value) && value >= 0).toBe(true);
        for (const value of [box.width, box.height]) expect(Number.isInteger(value) && value > 0).toBe(true);
      }
      expect(crop.left + crop.width).toBeLessThanOrEqual(width);
      expect(crop.top + crop.height).toBeLessThanOrEqual(height);
      expect(inner.left + inner.width).toBeLessThanOrEqual(output.width);
      expect(inner.top + inner.height).toBeLessThanOrEqual(output.height);
      expect(output.width * size.height).toBe(output.height * size.width);
      expect(output.width).toBeGreaterThanOrEqual(size.width);
      expect(output.width).toBeLessThanOrEqual(size.width * (fitMatch === "shape" ? 1.5 : 1));
      expect(plan.keeps).toBeGreaterThan(0);
      expect(plan.keeps).toBeLessThanOrEqual(1);
      if (fitMode === "auto") expect(plan.keeps).toBeGreaterThanOrEqual(0.7);
      if (action === "pass") expect(output).toEqual({ width, height });
      expect(plan.enlarges).toBeGreaterThanOrEqual(1);
      expect(structuredClone(plan)).toEqual(plan);
    }),
    { numRuns: 3000 },
  );
});

describe("colours", () => {
  test.each([
    ["white", 255, 255, 255],
    ["RebeccaPurple", 102, 51, 153],
    ["red", 255, 0, 0],
    ["#f80", 255, 136, 0],
    ["#ff8800", 255, 136, 0],
    ["#FF8800ff", 255, 136, 0],
    ["#f80f", 255, 136, 0],
    ["rgb(255, 136, 0)", 255, 136, 0],
    ["rgb(255 136 0)", 255, 136, 0],
    ["rgb(255 136 0 / 100%)", 255, 136, 0],
    ["rgba(300, -5, 0, 1)", 255, 0, 0],
    ["rgb(100% 50% 0%)", 255, 127, 0],
    ["hsl(32, 100%, 50%)", 255, 136, 0],
    ["hsl(120deg 100% 25%)", 0, 127, 0],
    ["hsl(-240, 100%, 50%)", 0, 255, 0],
    [" black ", 0, 0, 0],
  ])("%s", async (text, r, g, b) => {
    expect(await parseColor(text)).toEqual({ r, g, b });
  });
  test.each([
    "",
    "bluish",
    "f0f8ff",
    "#12",
    "#12345",
    "#ggg",
    "rgb()",
    "rgb(1,2)",
    "rgb(1,2,3,4,5)",
    "rgb(a,b,c)",
    "hsl(1,2,3)",
    "hsl(0 0% 0% / 50%)",
    "url(x)",
    "whit",
  ])("%j is none", async (text) => {
    expect(await failure(() => parseColor(text))).toMatchObject({
      code: "option_invalid",
      hint: expect.stringContaining("CSS color"),
    });
  });
  test.each(["transparent", "#fff8", "#ffffff00", "rgba(0,0,0,.5)", "hsla(0, 0%, 0%, .5)"])(
    "%s is not opaque",
    async (text) => {
      expect(await failure(() => parseColor(text))).toMatchObject({
        code: "option_invalid",
        message: expect.stringContaining("transparent"),
      });
    },
  );
});
