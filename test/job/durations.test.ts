import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDurations, type SavedDurations } from "../../src/job/durations.js";
import { failure } from "../helpers/failure.js";

const kind = { model: "sora-2", size: "720x1280", seconds: 8 };

describe("durations", () => {
  test("are given back by kind, the shortest first", () => {
    const durations = createDurations();
    for (const ms of [300, 100, 200]) durations.observe({ ...kind, ms });
    durations.observe({ ...kind, seconds: 4, ms: 50 });
    expect(durations.of(kind)).toEqual([100, 200, 300]);
    expect(durations.of({ ...kind, seconds: 4 })).toEqual([50]);
  });

  test("of another length, size or model are not taken for them", () => {
    const durations = createDurations();
    durations.observe({ ...kind, ms: 100 });
    for (const other of [{ seconds: 12 }, { size: "1280x720" }, { model: "sora-2-pro" }, { seconds: undefined }])
      expect(durations.of({ ...kind, ...other })).toEqual([]);
  });

  test("are kept where the server does not say size and seconds", () => {
    const durations = createDurations();
    durations.observe({ model: "wan", ms: 70 });
    expect(durations.of({ model: "wan", size: undefined, seconds: undefined })).toEqual([70]);
    expect(createDurations(JSON.parse(JSON.stringify(durations))).of({ model: "wan" })).toEqual([70]);
  });

  test("are the latest 64 of a kind", () => {
    const durations = createDurations();
    for (let ms = 1; ms <= 100; ms++) durations.observe({ ...kind, ms });
    expect(durations.of(kind)).toHaveLength(64);
    expect(durations.of(kind)[0]).toBe(37);
  });

  test("are of 256 kinds; the one that was used least recently goes", () => {
    const durations = createDurations();
    const model = (index: number) => `model-${index}`;
    for (let index = 0; index < 256; index++) durations.observe({ model: model(index), ms: 5 });
    expect(durations.of({ model: model(0) })).toEqual([5]);
    durations.observe({ model: "one more", ms: 5 });
    expect(durations.toJSON().kinds).toHaveLength(256);
    expect(durations.of({ model: model(0) })).toEqual([5]);
    expect(durations.of({ model: model(1) })).toEqual([]);
  });

  test("cannot be changed by who gets them", () => {
    const durations = createDurations();
    durations.observe({ ...kind, ms: 5 });
    expect(() => (durations.of(kind) as number[]).push(1)).toThrow(TypeError);
    (durations.toJSON().kinds[0]!.ms as number[]).push(1);
    expect(durations.of(kind)).toEqual([5]);
  });

  test.each(["__proto__", "constructor", '","'])("of a model called %j are its own", (model) => {
    const durations = createDurations();
    expect(durations.of({ model })).toEqual([]);
    durations.observe({ model, ms: 9 });
    expect(createDurations(JSON.parse(JSON.stringify(durations))).of({ model })).toEqual([9]);
  });

  test.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY, 1e12, "90", null, undefined])(
    "refuse to learn %j",
    async (ms) => {
      const durations = createDurations();
      const error = await failure(() => durations.observe({ ...kind, ms: ms as number }));
      expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
      expect(error.hint).toContain("milliseconds");
      expect(durations.toJSON()).toEqual({ v: 1, kinds: [] });
    },
  );
});

const observations = fc.array(
  fc.record({
    model: fc.constantFrom("a", "b", "c"),
    size: fc.option(fc.constantFrom("720x1280", "1280x720"), { nil: undefined }),
    seconds: fc.option(fc.constantFrom(4, 8), { nil: undefined }),
    ms: fc.double({ min: 0.001, max: 1e10, noNaN: true }),
  }),
  { maxLength: 200 },
);

describe("saved durations", () => {
  test("come back from JSON as they were, and learn on as if nothing had been between", () => {
    fc.assert(
      fc.property(observations, observations, (before, after) => {
        const durations = createDurations();
        for (const observation of before) durations.observe(observation);
        const copy = createDurations(JSON.parse(JSON.stringify(durations)));
        for (const observation of after) {
          durations.observe(observation);
          copy.observe(observation);
        }
        expect(copy.toJSON()).toEqual(durations.toJSON());
        for (const observation of before) expect(copy.of(observation)).toEqual(durations.of(observation));
      }),
    );
  });

  test.each([
    ["null", null, "null"],
    ["a text", "{}", "{}"],
    ["an array", [], "They are"],
    ["of another version", { v: 2, kinds: [] }, "version is 2"],
    ["without kinds", { v: 1 }, "kinds are undefined"],
    ["of a kind that is none", { v: 1, kinds: [null] }, "kinds[0]"],
    ["without a model", { v: 1, kinds: [{ ms: [1] }] }, "model is undefined"],
    ["of a wrong size", { v: 1, kinds: [{ ...kind, size: 720, ms: [1] }] }, "size is 720"],
    ["of wrong seconds", { v: 1, kinds: [{ ...kind, seconds: "8", ms: [1] }] }, "seconds is"],
    ["without ms", { v: 1, kinds: [{ ...kind }] }, "ms is undefined"],
    ["of ms that were NaN", { v: 1, kinds: [{ ...kind, ms: [1, null] }] }, "ms is null"],
    ["of ms below 0", { v: 1, kinds: [{ ...kind, ms: [-1] }] }, "ms is -1"],
    ["of ms beyond a year", { v: 1, kinds: [{ ...kind, ms: [1e300] }] }, "ms is 1e+300"],
  ])("that are %s are refused, and the error says what came", async (_, saved, words) => {
    const error = await failure(() => createDurations(saved as SavedDurations));
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toContain(words);
    expect(error.hint).toContain("JSON.parse()");
  });

  test("of any other making are refused or hold nothing but numbers", () => {
    const hostile = fc.record({ v: fc.constant(1), kinds: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())) });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), hostile), (saved) => {
        let durations: ReturnType<typeof createDurations>;
        try {
          durations = createDurations(saved as unknown as SavedDurations);
        } catch (error) {
          expect(error).toMatchObject({ code: "option_invalid" });
          return;
        }
        for (const { ms } of durations.toJSON().kinds) expect(ms.every((value) => value > 0)).toBe(true);
      }),
    );
  });

  test("of more than fits keep the newest", () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ model: `model-${index}`, ms: [1] }));
    const durations = createDurations({ v: 1, kinds: many });
    expect(durations.toJSON().kinds.map(({ model }) => model)).toEqual(many.slice(-256).map(({ model }) => model));
    const long = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(createDurations({ v: 1, kinds: [{ ...kind, ms: long }] }).of(kind)[0]).toBe(37);
  });
});
