// @module-tag slow
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { probeImage } from "../../src/image/probe.js";
import { measure } from "../../src/image/quality.js";
import { checkImage } from "../../src/lint/image/check-image.js";
import { headerRules } from "../../src/lint/image/header-rules.js";
import { pixelRules } from "../../src/lint/image/pixel-rules.js";
import { type ImageLintOptions, type ImageLintResult, imageRuleIds } from "../../src/lint/image/result.js";
import { formatters, lintImage } from "../../src/lint.js";
import { readLuma } from "../../src/platform/node/decode-luma.js";
import { failure, rejection } from "../helpers/failure.js";

const cafe = await sharp(await readFile(resolve(import.meta.dirname, "../../examples/cafe.jpg")))
  .resize(1280, 720, { fit: "cover" })
  .jpeg({ quality: 95 })
  .toBuffer();

/** A drawn scene with texture: sharp, well exposed, its subject in the middle. */
const scene = await sharp(
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#6a8fc0"/><stop offset="1" stop-color="#c8b090"/></linearGradient>
    <rect width="1280" height="720" fill="url(#sky)"/><rect y="520" width="1280" height="200" fill="#3d5a3a"/>
    ${Array.from({ length: 40 }, (_, i) => `<path d="M${i * 33} 720 l9 -${120 + ((i * 37) % 60)} l9 200z" fill="#2c4a2c"/>`).join("")}
    <circle cx="640" cy="280" r="110" fill="#e0b48a"/><circle cx="600" cy="260" r="14" fill="#222"/>
    <circle cx="680" cy="260" r="14" fill="#222"/><path d="M520 240 q120 -190 240 0" fill="none" stroke="#432" stroke-width="34"/>
    <rect x="520" y="390" width="240" height="250" rx="50" fill="#8a2f3c"/>
    ${Array.from({ length: 9 }, (_, i) => `<path d="M${530 + i * 25} 400 v230" stroke="#f0d0a0" stroke-width="4"/>`).join("")}
  </svg>`),
)
  .jpeg({ quality: 95 })
  .toBuffer();

const jpeg = (picture: Sharp) => picture.jpeg({ quality: 92 }).toBuffer();
const ids = ({ messages }: ImageLintResult) => messages.map(({ ruleId, messageId }) => `${ruleId} ${messageId}`);
const findings = async (bytes: Uint8Array, options: ImageLintOptions = {}) => ids(await lintImage(bytes, options));

describe("a good image", () => {
  test.each([
    ["the example's photo", cafe],
    ["a drawn scene", scene],
  ])("%s: no findings", async (_, bytes) => {
    const result = await lintImage(bytes, { size: "1280x720" });
    expect(result).toMatchObject({
      messages: [],
      errorCount: 0,
      warningCount: 0,
      infoCount: 0,
      language: "und",
      score: 100,
      checked: { header: true, pixels: true },
    });
  });

  test("in each format, in grey, and as any input that ugoku takes", async () => {
    const size = "1280x720";
    for (const bytes of [
      await sharp(scene).png().toBuffer(),
      await sharp(scene).webp({ quality: 92 }).toBuffer(),
      await sharp(scene).greyscale().png().toBuffer(),
    ])
      expect(await findings(bytes, { size })).toEqual([]);
    const blob = new Blob([new Uint8Array(scene)]);
    const view = new Uint8Array(scene);
    for (const input of [
      view,
      view.buffer,
      blob,
      { bytes: view },
      resolve(import.meta.dirname, "../../examples/cafe.jpg"),
    ])
      expect(ids(await lintImage(input, { size }))).toEqual([]);
  });
});

describe("header", () => {
  const small = jpeg(sharp(scene).resize(320, 180));

  test("too few pixels: reports the enlargement and the required size", async () => {
    const { messages, errorCount } = await lintImage(await small, { size: "1280x720" });
    expect(errorCount).toBe(1);
    expect(messages[0]).toMatchObject({ ruleId: "image-resolution", messageId: "enlarged", severity: "error" });
    expect(messages[0]?.message).toContain("(320x180) has to be enlarged 4.00 times for 1280x720");
    expect(messages[0]?.suggestions?.[0]?.message).toContain("1280x720");
  });

  test.each([
    [1230, 692, undefined],
    [1100, 619, "info"],
    [960, 540, "warning"],
    [400, 225, "warning"],
  ])("%d x %d for 1280x720", async (width, height, severity) => {
    const bytes = await jpeg(sharp(scene).resize(width, height));
    const { messages } = await lintImage(bytes, { size: { width: 1280, height: 720 } });
    expect(messages.find(({ ruleId }) => ruleId === "image-resolution")?.severity).toBe(severity);
  });

  test("compares with the reference model's size without a size, and ignores the shape", async () => {
    expect(await findings(await small)).toContain("image-resolution enlarged");
    expect(await findings(await jpeg(sharp(scene).resize(1280, 1280, { fit: "cover", position: "centre" })))).toEqual(
      [],
    );
  });

  test.each([
    ["1280x720", "720x1280", "warning", "image-shape wide"],
    ["1280x720", "1792x1024", undefined, undefined],
    ["1280x960", "1280x720", "info", "image-shape tall"],
    ["720x1280", "1280x720", "warning", "image-shape tall"],
  ])("an image of %s for %s", async (from, size, severity, id) => {
    const [width = 0, height = 0] = from.split("x").map(Number);
    const { messages } = await lintImage(await jpeg(sharp(scene).resize(width, height, { fit: "fill" })), { size });
    const found = messages.find(({ ruleId }) => ruleId === "image-shape");
    expect(found && [found.severity, `${found.ruleId} ${found.messageId}`]).toEqual(severity && [severity, id]);
    if (id === "image-shape wide") expect(found?.message).toContain("cuts off 68 % of its width");
  });

  test("checks a rotated image upright", async () => {
    const bytes = await sharp(scene).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const result = await lintImage(bytes, { size: "1280x720" });
    expect(ids(result)).toEqual(["image-orientation turned"]);
    expect(result.infoCount).toBe(1);
  });

  test("transparent pixels, and an alpha channel that is opaque", async () => {
    const hole = Buffer.from(`<svg width="1280" height="720"><circle cx="640" cy="360" r="340" fill="white"/></svg>`);
    const cut = await sharp(scene)
      .ensureAlpha()
      .composite([{ input: hole, blend: "dest-in" }])
      .png()
      .toBuffer();
    const result = await lintImage(cut, { size: "1280x720" });
    expect(ids(result)).toEqual(["image-alpha transparent"]);
    expect(result.messages[0]?.message).toContain("61 %");
    expect(await findings(await sharp(scene).ensureAlpha().png().toBuffer(), { size: "1280x720" })).toEqual([]);
  });

  test("CMYK colors", async () => {
    const bytes = await sharp(scene).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer();
    expect(await findings(bytes, { size: "1280x720" })).toContain("image-color cmyk");
  });
});

describe("pixels", () => {
  const size = "1280x720";

  test.each([
    ["photo", cafe],
    ["scene", scene],
  ])("the %s blurred, shaken or enlarged is soft", async (_, bytes) => {
    for (const blur of [2.5, 4, 8])
      expect(await findings(await jpeg(sharp(bytes).blur(blur)), { size })).toContain("image-sharpness soft");
    const enlarged = sharp(await sharp(bytes).resize(300).toBuffer()).resize(1280, 720);
    expect(await findings(await jpeg(enlarged), { size })).toContain("image-sharpness soft");
  });

  test("allows a soft background behind a sharp subject", async () => {
    const middle = await sharp(scene).extract({ left: 500, top: 120, width: 280, height: 540 }).toBuffer();
    const portrait = sharp(await sharp(scene).blur(12).toBuffer()).composite([{ input: middle, left: 500, top: 120 }]);
    expect(await findings(await jpeg(portrait), { size })).toEqual([]);
  });

  test("sharp at any scale: twelve megapixels, and an icon", async () => {
    expect(await findings(await jpeg(sharp(scene).resize(640)), { size })).not.toContain("image-sharpness soft");
    expect(await findings(await jpeg(sharp(scene).resize(160)), { size })).not.toContain("image-sharpness soft");
  });

  test("a photo underexposed, and overexposed", async () => {
    expect(await findings(await jpeg(sharp(cafe).linear(0.25, 0)), { size })).toContain("image-exposure dark");
    expect(await findings(await jpeg(sharp(cafe).linear(2.2, 20)), { size })).toContain("image-exposure bright");
  });

  /** The scene's figure on a plain background, with a soft shadow. */
  async function product(background: string, shadow: string): Promise<Buffer> {
    const mask = Buffer.from(
      `<svg width="1280" height="720"><ellipse cx="640" cy="360" rx="240" ry="280" fill="white"/></svg>`,
    );
    const cut = await sharp(scene)
      .ensureAlpha()
      .composite([{ input: mask, blend: "dest-in" }])
      .png()
      .toBuffer();
    const ground = Buffer.from(
      `<svg width="1280" height="720"><ellipse cx="640" cy="630" rx="240" ry="40" fill="${shadow}"/></svg>`,
    );
    const plain = sharp({ create: { width: 1280, height: 720, channels: 3, background } }).composite([
      { input: ground },
    ]);
    return jpeg(
      sharp(
        await sharp(await plain.png().toBuffer())
          .blur(14)
          .png()
          .toBuffer(),
      ).composite([{ input: cut }]),
    );
  }

  test("a product on white is not overexposed, and one on black is not dark", async () => {
    expect(await findings(await product("white", "#999"), { size })).toEqual([]);
    expect(await findings(await product("black", "#000"), { size })).toEqual([]);
  });

  test("a line drawing on white paper is not overexposed", async () => {
    const lines = Array.from(
      { length: 24 },
      (_, i) => `<circle cx="${90 + (i % 8) * 155}" cy="${130 + Math.floor(i / 8) * 220}" r="70"/>`,
    );
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><rect width="1280" height="720" fill="white"/>
      <g fill="white" stroke="black" stroke-width="5">${lines.join("")}<rect x="3" y="3" width="1274" height="714" fill="none"/></g></svg>`;
    expect(await findings(await sharp(Buffer.from(svg)).png().toBuffer(), { size })).toEqual([]);
  });

  test.each(["white", "black", "#6a8fc0"])("nothing but %s is nothing that could move", async (background) => {
    const bytes = await sharp({ create: { width: 1280, height: 720, channels: 3, background } })
      .png()
      .toBuffer();
    expect(await findings(bytes, { size })).toContain("image-subject plain");
  });

  test.each(["portrait", "wide"])("with contain, nothing is said about a crop: %s", async (shape) => {
    const [width, height] = shape === "wide" ? [1800, 600] : [600, 1500];
    const bytes = await sharp(scene).resize(width, height, { fit: "fill" }).jpeg().toBuffer();
    for (const size of ["1280x720", "720x1280"]) {
      expect((await findings(bytes, { size, fit: "contain" })).filter((id) => /shape|subject/.test(id))).toEqual([]);
    }
    expect(await findings(bytes, { size: shape === "wide" ? "720x1280" : "1280x720" })).toContain(
      `image-shape ${shape === "wide" ? "wide" : "tall"}`,
    );
    const { measures } = await lintImage(bytes, { size: "1280x720", fit: "contain" });
    expect(measures?.kept).toBe(1);
  });

  test("refuses a fit that does not exist", async () => {
    const error = await failure(lintImage(scene, { size: "1280x720", fit: "fill" as "cover" }));
    expect(error).toMatchObject({ code: "option_invalid" });
  });

  test("a crop that may cut the subject, and a picture whose middle is empty", async () => {
    const side = (x: number) =>
      `<g stroke="#432" stroke-width="6">${Array.from({ length: 30 }, (_, i) => `<path d="M${x} ${20 + i * 23} l150 17"/>`).join("")}</g>`;
    const drawn = (inside: string) =>
      sharp(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><rect width="1280" height="720" fill="#c8b090"/>${inside}</svg>`,
        ),
      )
        .png()
        .toBuffer();
    expect(await findings(await drawn(side(20)), { size: "720x1280" })).toEqual([
      "image-resolution enlarged",
      "image-shape wide",
      "image-subject cut",
    ]);
    expect(await findings(await drawn(side(20) + side(1100)), { size })).toEqual(["image-subject edges"]);
    expect(await findings(await drawn(side(560)), { size })).toEqual([]);
  });

  test("measures any pixels, also a single one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.uint8Array({ minLength: 1, maxLength: 1600 }), (width, data) => {
        const height = Math.max(1, Math.floor(data.length / width));
        const luma = data.length < width ? new Uint8Array(width) : data.subarray(0, width * height);
        const measures = measure({ luma, width, height, colorSpace: "srgb" });
        for (const share of [
          measures.background,
          measures.transparent,
          measures.middle,
          measures.kept,
          measures.exposure.blown,
        ]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("unreadable images", () => {
  const turned = sharp(scene).rotate(90).withMetadata({ orientation: 8 }).png().toBuffer();

  test("a probe: its header alone", async () => {
    const result = await lintImage(probeImage(await turned), { size: "1280x720" });
    expect(ids(result)).toEqual(["image-orientation turned"]);
    expect(result.checked).toEqual({ header: true, pixels: false, why: "Only the image's header was given." });
    expect(result.measures).toBeUndefined();
    const clear = probeImage(await sharp(scene).ensureAlpha().png().toBuffer());
    expect(ids(await lintImage(clear, { size: "1280x720" }))).toEqual(["image-alpha maybe"]);
  });

  test("checks only the header without sharp, and gives the reason", async () => {
    const importDecoder = () => Promise.reject(new Error("Cannot find package 'sharp'"));
    const room = () =>
      Promise.resolve({ readLuma: (bytes: Uint8Array) => readLuma(bytes, { name: "The image", importDecoder }) });
    const result = await checkImage(await turned, { size: "1280x720" }, room);
    expect(ids(result)).toEqual(["image-orientation turned"]);
    expect(result.checked).toMatchObject({ pixels: false, why: expect.stringContaining("npm install sharp") });
  });

  test("works outside of Node", async () => {
    const room = () => import("../../src/platform/browser.js");
    expect((await checkImage(scene, {}, room)).checked).toMatchObject({
      pixels: false,
      why: expect.stringContaining("runtime"),
    });
  });

  test("throws for a damaged image and for other data", async () => {
    expect(await failure(lintImage(new Uint8Array(0)))).toMatchObject({ name: "ImageError", code: "image_empty" });
    expect(await failure(lintImage(new TextEncoder().encode("GIF89a……")))).toMatchObject({
      code: "image_type_unsupported",
    });
    expect(await failure(lintImage(42 as never))).toMatchObject({ code: "image_input_invalid" });
    expect(await failure(lintImage({ fileId: "file_1" }))).toMatchObject({ code: "image_input_invalid" });
    const damaged = Buffer.from(await sharp(scene).png().toBuffer());
    damaged.fill(0x55, 200, 3000);
    expect(await failure(lintImage(damaged))).toMatchObject({ name: "ImageError", code: "image_unreadable" });
  });

  test("a signal aborts it", async () => {
    const signal = AbortSignal.abort(new Error("stop"));
    expect(await rejection(lintImage(scene, { signal }))).toBe(signal.reason);
  });
});

describe("options", () => {
  test("in Japanese", async () => {
    const { messages } = await lintImage(await jpeg(sharp(scene).resize(320)), { size: "720x1280", locale: "ja" });
    expect(messages.length).toBeGreaterThan(1);
    for (const { message, suggestions } of messages)
      expect(message + (suggestions?.[0]?.message ?? "")).toMatch(/[ぁ-ん]/);
  });

  test("a check's severity can be set or turned off", async () => {
    const bytes = await jpeg(sharp(scene).resize(320));
    const rules = { "image-resolution": "info", "image-shape": "off" } as const;
    const { messages, score } = await lintImage(bytes, { size: "720x1280", rules });
    expect(messages.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([["image-resolution", "info"]]);
    expect(score).toBe(95);
  });

  test.each([
    [{ size: "1280×720" }, "size_unsupported", "1280x720"],
    [{ size: { width: 0, height: 720 } }, "size_unsupported", "1280x720"],
    [{ sise: "1280x720" }, "option_invalid", '"size"'],
    [{ locale: "jp" }, "option_invalid", '"ja"'],
    [{ rules: { "image-sharpnes": "off" } }, "option_invalid", '"image-sharpness"'],
    [{ rules: { "image-sharpness": "warn" } }, "option_invalid", "warning"],
  ])("rejects %j", async (options, code, hint) => {
    const error = await failure(lintImage(scene, options as never));
    expect([error.code, error.hint]).toEqual([code, expect.stringContaining(hint)]);
  });

  test("every formatter prints it", async () => {
    const result = await lintImage(await jpeg(sharp(scene).resize(320)), { size: "1280x720" });
    for (const format of Object.values(formatters))
      expect(format({ source: "photo.jpg", result })).toContain("image-resolution");
    // There is no line in a picture.
    expect(formatters.stylish({ source: "photo.jpg", result })).toMatch(/^photo\.jpg\n {2}error {2}The image/);
  });
});

test("every message exists in both languages with the same placeholders, and the page explains every check", async () => {
  const page = await readFile(resolve(import.meta.dirname, "../../docs/image-checks.md"), "utf8");
  const names = (text = "") => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();
  const rules = [...headerRules, ...pixelRules];
  expect(rules.map(({ id }) => id)).toEqual(imageRuleIds);
  for (const { id, messages } of rules) {
    expect(page).toContain(`\n## ${id}\n`);
    expect([id, Object.keys(messages.ja)]).toEqual([id, Object.keys(messages.en)]);
    for (const [messageId, text] of Object.entries(messages.en))
      expect([id, messageId, names(messages.ja[messageId])]).toEqual([id, messageId, names(text)]);
  }
});
