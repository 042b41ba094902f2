// @module-tag node-independent

import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Animation,
  createUgoku,
  type Endpoint,
  isUgokuError,
  models,
  type Plan,
  type Target,
} from "../../src/index.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { video } from "../helpers/servers.js";

cleanEnvironment();

/** The builder as plain JavaScript sees it: any method takes anything. */
type Loose = { readonly [call in Call]: (...values: unknown[]) => Loose } & {
  plan(options?: unknown): Promise<Plan>;
  submit(options?: unknown): Promise<unknown>;
  toJSON(): object;
};
type Call =
  | "withPrompt"
  | "model"
  | "duration"
  | "size"
  | "fit"
  | "endpoint"
  | "lint"
  | "maxCost"
  | "extra"
  | "idempotencyKey";

const calls: readonly Call[] = [
  "withPrompt",
  "model",
  "duration",
  "size",
  "fit",
  "endpoint",
  "lint",
  "maxCost",
  "extra",
  "idempotencyKey",
];

/** A client of a server that takes two fields of its own, and counts its requests. */
async function setUp() {
  const { openai } = await import("../../src/dialects/openai.js");
  let sent = 0;
  const extraFields = { seed: { type: "integer" }, negative_prompt: { type: "text" } } as const;
  const endpoint: Endpoint = {
    name: "mine",
    baseURL: "http://mine.test/v1",
    dialect: { ...openai, name: "mine", create: { ...openai.create, extraFields } },
    models,
    defaultModel: "sora-2",
    fetch: async () => {
      sent += 1;
      return Response.json(video());
    },
  };
  const ugoku = createUgoku({ endpoint, logger: false });
  const bytes = await portrait();
  return {
    endpoint,
    sent: () => sent,
    start: (image: unknown = bytes) => ugoku.animate(image as Uint8Array) as unknown as Loose,
  };
}

const say = (animation: Loose, words: readonly (readonly [Call, ...unknown[]])[]): Loose =>
  words.reduce((builder, [call, ...values]) => builder[call](...values), animation);

describe("animate()", () => {
  test("returns the same plan in any order of calls", async () => {
    const { start } = await setUp();
    const words: readonly (readonly [Call, ...unknown[]])[] = [
      ["withPrompt", prompt],
      ["model", "sora-2-pro"],
      ["duration", 12],
      ["size", "1024x1792"],
      ["fit", "cover", { background: "white" }],
      ["lint", { level: "warn", locale: "en" }],
      ["maxCost", 6],
      ["extra", { seed: 7 }],
      ["extra", { negative_prompt: "text" }],
      ["idempotencyKey", "order-1"],
    ];
    const expected = await say(start(), words).plan();
    expect(expected.request).toMatchObject({ model: "sora-2-pro", seconds: 12, size: "1024x1792" });
    expect(expected.request.extra).toEqual({ seed: 7, negative_prompt: "text" });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...words], { minLength: words.length }), async (shuffled) => {
        expect(await say(start(), shuffled).plan()).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  test("uses the last value of a repeated call", async () => {
    const { start } = await setUp();
    const plan = await say(start(), [
      ["duration", 4],
      ["withPrompt", "He waves."],
      ["extra", { seed: 1, negative_prompt: "text" }],
      ["duration", 8],
      ["withPrompt", prompt],
      ["extra", { seed: 2 }],
    ]).plan();
    expect(plan.request).toMatchObject({ seconds: 8, prompt, extra: { seed: 2, negative_prompt: "text" } });
  });

  test("is immutable: forks do not change it", async () => {
    const { start, endpoint } = await setUp();
    const value: Record<Call, fc.Arbitrary<unknown>> = {
      withPrompt: fc.constantFrom(prompt, "He waves.", ""),
      model: fc.constantFrom("sora-2", "sora-2-pro", "wan-2.2"),
      duration: fc.constantFrom(4, 8, 12, 5),
      size: fc.constantFrom("720x1280", "1280x720", "1080x1920"),
      fit: fc.constantFrom("auto", "cover", "contain", "zoom"),
      endpoint: fc.constant(endpoint),
      lint: fc.constantFrom("off", "warn", { level: "error" }),
      maxCost: fc.constantFrom(0, 1, 100),
      extra: fc.constantFrom({ seed: 1 }, { negative_prompt: "x" }, { other: 1 }, null),
      idempotencyKey: fc.constantFrom("a", "b", ""),
    };
    const word = fc.oneof(...calls.map((call) => value[call].map((given) => [call, given] as const)));
    const outcome = (animation: Loose) => animation.plan().catch((error: unknown) => String(error));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), fc.array(word), fc.array(word), async (trunk, left, right) => {
        const base = say(start(), trunk);
        const before = await outcome(base);
        const shown = inspect(base);
        const first = say(base, left);
        const alone = await outcome(first);
        const second = say(base, right);
        await outcome(second);
        expect(await outcome(base)).toEqual(before);
        expect(inspect(base)).toBe(shown);
        expect(await outcome(first)).toEqual(alone);
        expect(await outcome(first)).toEqual(await outcome(say(start(), [...trunk, ...left])));
      }),
      { numRuns: 60 },
    );
  });

  test("is frozen, and copies its arguments", async () => {
    const { start } = await setUp();
    const fields = { seed: 1, nested: { a: 1 } };
    const lint = { level: "warn", rules: { "no-vague-request": "error" } };
    const background = { background: "white" };
    const animation = start().withPrompt("Make it a video.").extra(fields).lint(lint).fit("cover", background);
    const shown = JSON.stringify(animation);
    fields.seed = 2;
    fields.nested.a = 2;
    lint.level = "off";
    lint.rules["no-vague-request"] = "off";
    background.background = "red";
    expect(JSON.stringify(animation)).toBe(shown);
    expect(Object.isFrozen(animation)).toBe(true);
    // What it shows is a copy too.
    const facts = animation.toJSON() as { extra: { seed: number }; lint: { level: string } };
    facts.extra.seed = 3;
    facts.lint.level = "off";
    expect(JSON.stringify(animation)).toBe(shown);
    // The caller's own objects are left as they were: not frozen.
    expect(Object.isFrozen(fields) || Object.isFrozen(lint) || Object.isFrozen(lint.rules)).toBe(false);
  });

  test("is not a promise: returning it from an async function does not start it", async () => {
    const { start, sent } = await setUp();
    const animation = await (async () => start().withPrompt(prompt))();
    expect(animation).not.toHaveProperty("then");
    expect(sent()).toBe(0);
  });

  test("prints its options, but not the image's bytes", async () => {
    const { start } = await setUp();
    const animation = start().withPrompt(prompt).duration(8).idempotencyKey("order-1");
    expect(inspect(animation)).toMatch(/^Animation \{/);
    expect(JSON.parse(JSON.stringify(animation))).toMatchObject({
      image: "a Uint8Array",
      prompt,
      seconds: 8,
      idempotencyKey: "order-1",
    });
    expect(inspect(animation).length).toBeLessThan(500);
  });
});

describe("animate(image, options)", () => {
  test("plans the same request as the builder's methods", async () => {
    const { endpoint } = await setUp();
    const { animate } = createUgoku({ endpoint, logger: false });
    const image = await portrait();
    const fields = { seed: 7 };
    const byMethods = animate(image)
      .withPrompt(prompt)
      .model("sora-2-pro")
      .duration(12)
      .size("1024x1792")
      .fit("contain", { background: "white" })
      .lint({ level: "warn", locale: "en" })
      .maxCost(6)
      .extra(fields)
      .idempotencyKey("order-1")
      .endpoint(endpoint);
    const byOptions = animate(image, {
      prompt,
      model: "sora-2-pro",
      duration: 12,
      size: "1024x1792",
      fit: { mode: "contain", background: "white" },
      lint: { level: "warn", locale: "en" },
      maxCost: 6,
      extra: fields,
      idempotencyKey: "order-1",
      endpoint,
    });
    expect(JSON.stringify(byOptions)).toBe(JSON.stringify(byMethods));
    expect(await byOptions.plan()).toEqual(await byMethods.plan());
  });

  test("ignores undefined, except where it would cost money by mistake", async () => {
    const { start, endpoint } = await setUp();
    const { animate } = createUgoku({ endpoint, logger: false });
    const image = await portrait();
    const options = { prompt, model: undefined, duration: undefined, size: undefined, fit: undefined, lint: undefined };
    expect(await animate(image, options).plan()).toEqual(await start().withPrompt(prompt).plan());
    for (const name of ["maxCost", "idempotencyKey", "endpoint"])
      expect(await failure(animate(image, { prompt, [name]: undefined } as never).plan())).toMatchObject({
        code: "option_invalid",
      });
  });

  test("throws for an unknown option, and for options that are not an object", async () => {
    const { animate } = createUgoku({ baseURL: "http://videos.test/v1", logger: false });
    expect(() => animate("a.png", { promt: "x" } as never)).toThrow('animate() has no option "promt".');
    expect(() => animate("a.png", "She smiles." as never)).toThrow("not an object");
  });
});

describe("invalid arguments", () => {
  const junk = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withTypedArray: true,
      withSparseArray: true,
    }),
    fc.constantFrom(Symbol("x"), () => {}, new Proxy({}, {}), Number.NaN, new Error("x"), new URL("ftp://x.test")),
  );

  /** Printing and planning must work, or reject with a UgokuError. */
  async function expectCivil(build: () => Loose, sent: () => number): Promise<void> {
    const animation = build();
    expect(typeof inspect(animation)).toBe("string");
    expect(typeof JSON.stringify(animation)).toBe("string");
    try {
      await animation.plan();
    } catch (error) {
      if (!isUgokuError(error)) throw error;
      expect(error.message).toBeTruthy();
      expect(typeof inspect(error) + JSON.stringify(error)).toBeTruthy();
      const submitted = await failure(animation.submit());
      expect(submitted.code).toBe(error.code);
    }
    expect(sent()).toBe(0);
  }

  test.each(calls)("of .%s() reject plan() with a UgokuError, or return a plan; nothing is sent", async (call) => {
    const { start, sent } = await setUp();
    // To decode an image for the linter takes longest. "All of them at once", below, lints it.
    const begin = () => (call === "lint" ? start({ fileId: "file-1" }) : start().lint("off"));
    const run = (...values: unknown[]) =>
      expectCivil(() => (call === "withPrompt" ? begin() : begin().withPrompt(prompt))[call](...values), sent);
    await fc.assert(fc.asyncProperty(junk, run), { numRuns: 150 });
    await fc.assert(fc.asyncProperty(junk, junk, run), { numRuns: 30 });
  });

  test("of all methods at once", async () => {
    const { start, sent } = await setUp();
    const words = fc.array(fc.tuple(fc.constantFrom(...calls), junk), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(words, (said) => expectCivil(() => say(start(), said), sent)),
      { numRuns: 150 },
    );
  });

  test("as the image", async () => {
    const { start, sent } = await setUp();
    await fc.assert(
      fc.asyncProperty(junk, (image) =>
        expectCivil(() => start(image === undefined ? null : image).withPrompt(prompt), sent),
      ),
      { numRuns: 150 },
    );
  });

  test("as options of plan() and submit()", async () => {
    const { start, sent } = await setUp();
    const animation = start().withPrompt("");
    const options = fc.oneof(
      junk,
      fc.record({ signal: junk, timeout: junk, onUpdate: junk, onLint: junk }, { requiredKeys: [] }),
    );
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        expect((await failure(animation.plan(given))).code).toMatch(/^(option_invalid|prompt_missing)$/);
        expect((await failure(animation.submit(given))).code).toMatch(/^(option_invalid|prompt_missing)$/);
      }),
      { numRuns: 150 },
    );
    expect(sent()).toBe(0);
  });
});

describe("render()", () => {
  test("submits, waits, reports each update and returns the clip", async () => {
    const { createFakeVideosApi } = await import("../../src/testing.js");
    const fake = createFakeVideosApi();
    const { animate } = createUgoku({ baseURL: "http://videos.test/v1", fetch: fake.fetch, logger: false });
    const seen: string[] = [];
    const clip = await animate(await portrait())
      .withPrompt(prompt)
      .render({ onUpdate: ({ status, progress }) => seen.push(`${status} ${progress}`) });
    expect(seen[0]).toBe("queued 0");
    expect(seen.at(-1)).toBe("completed 100");
    expect(clip.jobId).toBe(fake.jobs[0]!.id);
  });

  test("twice on one builder makes two clips, and reads a stream once", async () => {
    const { createFakeVideosApi } = await import("../../src/testing.js");
    const fake = createFakeVideosApi();
    const { animate } = createUgoku({ baseURL: "http://videos.test/v1", fetch: fake.fetch, logger: false });
    const stream = new Blob([await portrait()]).stream();
    const animation: Animation<Target, never> = animate(stream).withPrompt(prompt);
    const clips = await Promise.all([animation.render(), animation.render()]);
    expect(new Set(clips.map(({ jobId }) => jobId)).size).toBe(2);
  });
});
