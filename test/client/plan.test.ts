import sharp from "sharp";
import { describe, expect, test, vi } from "vitest";
import {
  createUgoku,
  type Endpoint,
  type Plan,
  PromptLintError,
  UgokuError,
  type UgokuOptions,
} from "../../src/index.js";
import type { LintResult } from "../../src/lint/core/types.js";
import { lintPrompt } from "../../src/lint.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt, recordLogs } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture, portrait } from "../helpers/pictures.js";

cleanEnvironment();

const base = "http://videos.test/v1";
const vague = "Make it a video.";

function setUp(options: UgokuOptions = {}) {
  const fake = createFakeVideosApi();
  const ugoku = createUgoku({ baseURL: base, fetch: fake.fetch, logger: false, ...options });
  return { fake, ugoku };
}

function expectFrozen(value: unknown, path = "plan"): void {
  if (typeof value !== "object" || value === null) return;
  expect(Object.isFrozen(value), path).toBe(true);
  for (const [name, inner] of Object.entries(value)) expectFrozen(inner, `${path}.${name}`);
}

describe("plan()", () => {
  test("returns the request, and sends nothing", async () => {
    const { fake, ugoku } = setUp();
    const plan = await ugoku
      .animate(await portrait())
      .withPrompt(prompt)
      .duration(8)
      .size("720x1280")
      .plan();
    expect(plan.request).toEqual({
      method: "POST",
      url: `${base}/videos`,
      endpoint: "videos.test",
      dialect: "openai",
      encoding: "multipart",
      model: "sora-2",
      prompt,
      seconds: 8,
      size: "720x1280",
      extra: {},
    });
    expect(plan.image).toMatchObject({
      kind: "file",
      type: "image/png",
      width: 720,
      height: 1280,
      fit: { action: "pass" },
    });
    expect(plan.cost.usd).toBe(0.8);
    expect(plan.lint).toMatchObject({ errorCount: 0 });
    expect(plan.warnings).toEqual([]);
    expect(fake.requests).toEqual([]);
  });

  test("onUnavailable gets the error of an endpoint that cannot work here; submit() always rejects with it", async () => {
    const { fake } = setUp();
    const missing = new UgokuError("preview_unavailable", "A package is missing.");
    const endpoint = {
      ...{ name: "own", baseURL: base, dialect: "openai", models: {}, defaultModel: "sora-2" },
      checkAvailable: () => Promise.reject(missing),
      fetch: fake.fetch,
    } as const satisfies Endpoint;
    const animation = createUgoku({ endpoint, logger: false }).animate(await portrait(), { prompt });
    const onUnavailable = vi.fn();
    expect((await animation.plan({ onUnavailable })).request.model).toBe("sora-2");
    expect(onUnavailable).toHaveBeenCalledExactlyOnceWith(missing);
    expect(await failure(animation.plan())).toBe(missing);
    expect(await failure(animation.submit())).toBe(missing);
    // @ts-expect-error: an option of plan() only
    expect(await failure(animation.submit({ onUnavailable }))).toMatchObject({ code: "option_invalid" });
  });

  test.each([
    ["of a picture", async () => ({ image: await picture(1000, 700, "jpeg"), text: vague })],
    ["of a file id", async () => ({ image: { fileId: "file-1" }, text: prompt })],
    [
      "of a reference",
      async () => ({ image: { url: "https://x.test/a.png", send: "reference" as const }, text: prompt }),
    ],
  ])("%s is plain, frozen data that survives every copy", async (_, make) => {
    const { image, text } = await make();
    const plan = await setUp().ugoku.animate(image).withPrompt(text).plan();
    expect(structuredClone(plan)).toEqual(plan);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expectFrozen(plan);
  });

  test("returns equal plans if called twice", async () => {
    const animation = setUp()
      .ugoku.animate(await picture(1000, 700))
      .withPrompt(vague);
    expect(await animation.plan()).toEqual(await animation.plan());
  });

  test("chooses the size nearest to the image's shape", async () => {
    const sizes = async (width: number, height: number, model = "sora-2") =>
      (
        await setUp({ model })
          .ugoku.animate(await picture(width, height))
          .withPrompt(prompt)
          .fit("cover")
          .plan()
      ).request.size;
    expect(await sizes(800, 600)).toBe("1280x720");
    expect(await sizes(600, 800)).toBe("720x1280");
    expect(await sizes(700, 1200, "sora-2-pro")).toBe("1024x1792");
    // An open model gets the shape itself, in steps of 16.
    expect(await sizes(1600, 900, "wan-2.2")).toBe("1280x720");
    expect(await sizes(100, 100, "wan-2.2")).toBe("720x720");
  });

  test("warns of a crop, and of an image that was not checked", async () => {
    const { ugoku } = setUp();
    const cut = await ugoku
      .animate(await picture(1000, 1280))
      .withPrompt(prompt)
      .fit("cover")
      .plan();
    expect(cut.warnings.map(({ code }) => code)).toContain("image_fit");
    expect(cut.warnings[0]!.message).toMatch(/cuts off/);
    const blind = await ugoku.animate({ fileId: "file-1" }).withPrompt(prompt).plan();
    expect(blind.warnings).toEqual([{ code: "image_unchecked", message: expect.any(String) }]);
    expect(blind.request).toMatchObject({ encoding: "json", size: "720x1280" });
  });

  test("rejects as submit() does", async () => {
    const { ugoku, fake } = setUp();
    const square = ugoku.animate(await picture(500, 500)).withPrompt(prompt);
    for (const work of [square.plan(), square.submit()]) {
      const error = await failure(work);
      expect(error).toMatchObject({ name: "ImageError", code: "image_size_mismatch" });
      expect(error.hint).toContain('.fit("cover")');
    }
    expect(fake.requests).toEqual([]);
  });

  test("validates options before it reads the image", async () => {
    const { ugoku } = setUp();
    const error = await failure(ugoku.animate("no-such-file.png").withPrompt("").plan());
    expect(error.code).toBe("prompt_missing");
  });
});

/** The builder without types, as in plain JavaScript. */
const wrong = async (call: string, value: unknown, options: UgokuOptions = {}) => {
  const { ugoku, fake } = setUp(options);
  const animation = ugoku.animate(await portrait()).withPrompt(prompt) as unknown as Record<
    string,
    (value: unknown) => { plan(): Promise<Plan>; submit(): Promise<unknown> }
  >;
  const planned = await failure(animation[call]!(value).plan());
  const submitted = await failure(animation[call]!(value).submit());
  expect(submitted.code).toBe(planned.code);
  expect(fake.requests).toEqual([]);
  return planned;
};

describe("plan() rejects, with the value, the expected values and a hint,", () => {
  test.each([undefined, null, "", "  \n\t", "　", 7, {}, []])("a prompt of %j", async (text) => {
    const error = await wrong("withPrompt", text);
    expect(error).toMatchObject({ name: "RequestError", code: "prompt_missing" });
    expect(error.hint).toContain(".withPrompt(");
  });

  test("a missing prompt, in plain JavaScript", async () => {
    const { ugoku } = setUp();
    const animation = ugoku.animate(await portrait()) as unknown as { submit(): Promise<unknown> };
    expect((await failure(animation.submit())).code).toBe("prompt_missing");
  });

  test("a prompt of 32,001 characters, but not one of 32,000, counted by code point", async () => {
    const error = await wrong("withPrompt", "😀".repeat(32_001));
    expect(error).toMatchObject({ code: "prompt_too_long" });
    expect(error.message).toContain("32001");
    const { ugoku } = setUp();
    await ugoku
      .animate(await portrait())
      .withPrompt("😀".repeat(32_000))
      .plan();
  });

  test.each([5, 0, -1, 4.5, Number.NaN, Number.POSITIVE_INFINITY, "4", null, true, {}, [4]])(
    "a duration of %j on sora-2",
    async (seconds) => {
      const error = await wrong("duration", seconds);
      expect(error).toMatchObject({ name: "RequestError", code: "duration_unsupported" });
      expect(error.message).toContain("sora-2 makes clips of 4, 8, 12, 16, 20 seconds");
      expect(error.hint).toMatch(typeof seconds === "string" ? /number/ : /4, 8, 12/);
    },
  );

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, "4", null, 1e-7, 1e21])(
    "a duration of %j on a model that takes any",
    async (seconds) => {
      expect((await wrong("duration", seconds, { model: "wan-2.2" })).code).toBe("duration_unsupported");
    },
  );

  test.each([0.5, 5, 7.25, 3_600])("no duration of %d there, which is sent unchanged", async (seconds) => {
    const seen: string[] = [];
    const fetch: UgokuOptions["fetch"] = async (_, init) => {
      const form = await new Response(init.body as BodyInit, { headers: init.headers as HeadersInit }).formData();
      seen.push(String(form.get("seconds")));
      return Response.json({ id: "video_1", status: "queued" });
    };
    const { animate } = createUgoku({ baseURL: base, fetch, model: "wan-2.2", logger: false });
    await animate(await portrait())
      .withPrompt(prompt)
      .duration(seconds)
      .submit();
    expect(seen).toEqual([String(seconds)]);
  });

  test.each([
    ["720X1280", 'Did you mean "720x1280"?'],
    ["1280×720", 'Did you mean "1280x720"?'],
    ["1280*720", 'Did you mean "1280x720"?'],
    [" 1280 x 720 ", 'Did you mean "1280x720"?'],
    ["1024x1792", '.model("sora-2-pro")'],
    ["640x480", "Use one of 720x1280, 1280x720."],
    ["720p", "1280x720"],
    ["", "1280x720"],
    ["0x0", "1280x720"],
    ["-1x720", "1280x720"],
    [null, "1280x720"],
    [720, "1280x720"],
    [{ width: 720 }, "1280x720"],
  ])("a size of %j", async (size, hint) => {
    const error = await wrong("size", size);
    expect(error).toMatchObject({ name: "RequestError", code: "size_unsupported" });
    expect(error.message).toContain("sora-2 makes clips of 720x1280, 1280x720");
    expect(error.hint).toContain(hint);
  });

  test.each([null, "", 7, {}, []])("a model of %j", async (model) => {
    expect((await wrong("model", model)).code).toBe("option_invalid");
  });

  test.each([null, "zoom", 7, {}, undefined])("a fit of %j", async (mode) => {
    const error = await wrong("fit", mode);
    expect(error.code).toBe("option_invalid");
    expect(error.hint).toMatch(/cover/);
  });

  test("an invalid fit of an image that is sent as a reference", async () => {
    const { ugoku } = setUp();
    const animation = ugoku
      .animate({ fileId: "f" })
      .withPrompt(prompt)
      .fit("zoom" as "cover");
    expect((await failure(animation.plan())).code).toBe("option_invalid");
  });

  test.each([7, {}, null, "no-such-colour"])("a background of %j", async (background) => {
    const { ugoku } = setUp();
    const animation = ugoku
      .animate(await picture(500, 500))
      .withPrompt(prompt)
      .fit("contain", { background } as never);
    expect((await failure(animation.plan())).code).toBe("option_invalid");
  });

  test.each([
    null,
    "loud",
    7,
    { level: "loud" },
    { level: null },
    { locale: "xx" },
    { preset: "mine" },
    { rules: { nope: "off" } },
  ])("a lint of %j", async (lint) => {
    expect((await wrong("lint", lint)).code).toBe("option_invalid");
  });

  test.each([undefined, null, 7, "seed", [], [1], { a: 1n }, { a: Number.NaN }, () => {}])(
    "extra fields of %s, not an object of plain JSON values",
    async (fields) => {
      const error = await wrong("extra", fields);
      expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
      expect(error.message).toContain(".extra()");
    },
  );

  test("circular extra fields", async () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect((await wrong("extra", circle)).code).toBe("option_invalid");
  });

  test.each(["seed", "prompt", "__proto__", "constructor"])(
    "an extra field %s that the dialect does not have",
    async (name) => {
      const error = await wrong("extra", JSON.parse(`{"${name}":1}`));
      expect(error).toMatchObject({ code: "field_unsupported" });
      expect(error.message).toContain(`"${name}"`);
    },
  );
});

/** The lines above debug level. */
const linesWithoutDebug = ({ lines }: { readonly lines: readonly string[] }) =>
  lines.filter((line) => !line.startsWith("debug"));

describe(".lint()", () => {
  const findings = (results: LintResult[]) => results.map(({ messages }) => messages.length > 0);

  test('"error" rejects before anything is sent, with a suggestion', async () => {
    const { ugoku, fake } = setUp();
    const animation = ugoku
      .animate(await portrait())
      .withPrompt(vague)
      .lint({ level: "error", rules: { "no-vague-request": "error" } });
    for (const work of [() => animation.plan(), () => animation.submit()]) {
      const error = await failure(work());
      expect(error).toBeInstanceOf(PromptLintError);
      expect(error).toMatchObject({ code: "prompt_lint", result: { errorCount: 1 } });
      expect(error.message).toContain("no-vague-request");
    }
    expect(fake.requests).toEqual([]);
  });

  test('"warn" reports and continues; "off" does not lint', async () => {
    const { ugoku } = setUp();
    const animation = ugoku.animate(await portrait()).withPrompt(vague);
    expect((await animation.plan()).lint?.messages.length).toBeGreaterThan(0);
    expect((await animation.lint("off").plan()).lint).toBeNull();
    expect((await animation.lint({ locale: "ja" }).plan()).lint?.messages.length).toBeGreaterThan(0);
  });

  test.each([
    "The potter's hands press the clay and the bowl slowly widens.",
    "The woman turns slowly. ｶﾒﾗｽﾞｰﾑｲﾝ and zoom out",
    "Pikachu (ﾋﾟｶﾁｭｳ) runs slowly",
    "ﾈｺｶﾞｱﾙｸ",
    "猫がゆっくり歩く。",
    "Женщина медленно поворачивается.",
    "여자가 천천히 고개를 돌린다.",
    "女人慢慢地转身。",
    "🎬",
  ])("has the findings of ugoku/lint, whichever linter it loads: %j", async (prompt) => {
    const { ugoku } = setUp();
    for (const lint of [{}, { locale: "en" }, { locale: "ja", preset: "strict" }] as const) {
      const context = { seconds: 8, model: "sora-2", size: "1280x720", hasImage: true };
      const plan = await ugoku
        .animate(await portrait())
        .withPrompt(prompt)
        .duration(8)
        .lint(lint)
        .plan();
      expect(plan.lint?.messages).toEqual(lintPrompt(prompt, { ...lint, context }).messages);
      expect(plan.lint?.language).toBe(lintPrompt(prompt).language);
    }
  });

  test("reports through the client's onLint on submit, each time", async () => {
    const results: LintResult[] = [];
    const logger = recordLogs();
    const { ugoku } = setUp({ onLint: (result) => results.push(result), logger });
    const animation = ugoku.animate(await portrait()).withPrompt(vague);
    await animation.submit();
    await animation.submit();
    expect(findings(results)).toEqual([true, true]);
    expect(linesWithoutDebug(logger)).toEqual([]);
  });

  test("reports through the call's own onLint in place of the client's", async () => {
    const shared: LintResult[] = [];
    const own: LintResult[] = [];
    const { ugoku } = setUp({ onLint: (result) => shared.push(result) });
    const animation = ugoku.animate(await portrait()).withPrompt(vague);
    await animation.submit({ onLint: (result) => own.push(result) });
    await animation.plan({ onLint: (result) => own.push(result) });
    expect(findings(own)).toEqual([true, true]);
    expect(shared).toEqual([]);
  });

  test("reports through the logger once for each prompt", async () => {
    const logger = recordLogs();
    const { ugoku } = setUp({ logger });
    const still = ugoku.animate(await portrait());
    for (const text of [vague, vague, "Make it a video!", vague]) await still.withPrompt(text).submit();
    expect(linesWithoutDebug(logger)).toHaveLength(2);
    expect(linesWithoutDebug(logger)[0]).toMatch(/^warn: ugoku: the linter found:\n {2}(error|warning|info) [a-z-]+: /);
  });

  test("does not report with logger: false, or on plan()", async () => {
    const logger = recordLogs();
    const animation = setUp({ logger })
      .ugoku.animate(await portrait())
      .withPrompt(vague);
    await animation.plan();
    expect(linesWithoutDebug(logger)).toEqual([]);
    await setUp({ logger: false })
      .ugoku.animate(await portrait())
      .withPrompt(vague)
      .submit();
  });
});

test("plan() › redacts a signed URL, which is sent complete", async () => {
  const { fake, ugoku } = setUp();
  const url = "https://bucket.test/photo.png?X-Amz-Signature=0123456789abcdef";
  const animation = ugoku.animate({ url, send: "reference" }).withPrompt(prompt);
  const plan = await animation.plan();
  expect(JSON.stringify(plan)).not.toContain("0123456789abcdef");
  await animation.submit();
  expect(fake.requests[0]?.body).toMatchObject({ value: { input_reference: { image_url: url } } });
});

test("submit() › warns of a crop once", async () => {
  const said: string[] = [];
  const log = (message: string) => void said.push(message);
  const { ugoku } = setUp({ logger: { debug: () => {}, info: () => {}, warn: log, error: log } });
  const animation = ugoku
    .animate(await picture(1280, 900))
    .withPrompt(prompt)
    .size("1280x720");
  await animation.submit();
  await animation.submit();
  expect(said.filter((line) => /% of the height/.test(line))).toHaveLength(1);
});

describe("an image whose pixels cannot be decoded", () => {
  const damaged = {
    "half of a JPEG with an end marker": async () => {
      const bytes = await sharp(await picture(720, 1280))
        .jpeg()
        .toBuffer();
      return Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.from([0xff, 0xd9])]);
    },
    "a PNG with a wrong checksum": async () => {
      const bytes = Buffer.from(await picture(720, 1280));
      const end = bytes.indexOf("IEND") - 8;
      bytes[end] = (bytes[end] ?? 0) ^ 1;
      return bytes;
    },
  };

  test.each(Object.entries(damaged))("%s is refused by plan() and submit(), and nothing is sent", async (_, make) => {
    const { fake, ugoku } = setUp();
    const animation = ugoku
      .animate(await make())
      .withPrompt(prompt)
      .size("720x1280");
    for (const run of [() => animation.plan(), () => animation.submit()])
      expect(await failure(run())).toMatchObject({ name: "ImageError", code: "image_unreadable" });
    expect(fake.requests).toEqual([]);
    // The way around, if the server can decode it all the same.
    await animation.lint("off").submit();
    expect(fake.jobs).toHaveLength(1);
  });
});
