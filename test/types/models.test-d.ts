import { describe, expectTypeOf, test } from "vitest";
import type { CheckSeconds, CheckSize, KnownId, ReferenceTarget, WithModel } from "../../src/client/builder-types.js";
import type { TargetOf } from "../../src/client/create-client.js";
import { animate, createUgoku, defineModel, type ModelSpec, openModels } from "../../src/index.js";
import type { ModelTable } from "../../src/models/models.js";

const image = "photo.jpg";
const baseURL = "http://localhost:1/v1";

describe("openModels", () => {
  test("take any number of seconds and any well-formed size", () => {
    const wan = animate(image).model("Wan-AI/Wan2.2-I2V-A14B-Diffusers");
    void wan.duration(5).duration(7).size("832x480");
    // @ts-expect-error not a size
    void wan.size("480p");
  });

  test("with one duration name it in the error", () => {
    const fixed = animate(image).model("THUDM/CogVideoX-5b-I2V");
    void fixed.duration(6).size("720x480");
    // @ts-expect-error it makes 6 seconds
    void fixed.duration(5);
    expectTypeOf<
      CheckSeconds<WithModel<ReferenceTarget, "THUDM/CogVideoX-5b-I2V">, 5>
    >().toEqualTypeOf<"THUDM/CogVideoX-5b-I2V makes clips of 6 seconds, not 5">();
  });

  test("are completed by name", () => {
    expectTypeOf<keyof typeof openModels>().toExtend<KnownId<ReferenceTarget>>();
    expectTypeOf<"sora-2">().toExtend<KnownId<ReferenceTarget>>();
    expectTypeOf<"nobody's">().not.toExtend<KnownId<ReferenceTarget>>();
  });

  test("are a table of models", () => {
    expectTypeOf(openModels).toExtend<ModelTable>();
    const { animate } = createUgoku({ baseURL, model: "wan", models: { wan: openModels["Lightricks/LTX-2"] } });
    void animate(image).duration(9).size("640x352");
  });
});

describe("defineModel()", () => {
  const mine = defineModel({ seconds: [2, 4], sizes: ["640x480", "480x640"], rates: [{ usdPerSecond: 0.02 }] });

  test("returns a row with literal types", () => {
    expectTypeOf(mine).toExtend<ModelSpec>();
    expectTypeOf(mine.seconds).toEqualTypeOf<readonly [2, 4]>();
    expectTypeOf(mine.sizes).toEqualTypeOf<readonly ["640x480", "480x640"]>();
    expectTypeOf(mine.defaultSeconds).toEqualTypeOf<number>();
  });

  test("puts its limits into the builder's errors", () => {
    const { animate } = createUgoku({ baseURL, model: "my-model", models: { "my-model": mine } });
    void animate(image).duration(4).size("480x640");
    // @ts-expect-error my-model makes 2 and 4 seconds
    void animate(image).duration(3);
    // @ts-expect-error my-model makes two sizes
    void animate(image).size("1280x720");
    void animate(image).model("sora-2").duration(8);
  });

  test("does so inline too, with readable errors", () => {
    const options = { model: "m", models: { m: defineModel({ seconds: [2, 4], sizes: ["640x480"] }) } } as const;
    const { animate } = createUgoku({
      baseURL,
      model: "my-model",
      models: { "my-model": defineModel({ seconds: [2, 4], sizes: ["640x480"] }) },
    });
    void animate(image).duration(2).size("640x480");
    // @ts-expect-error my-model makes 2 and 4 seconds
    void animate(image).duration(3);
    type Mine = TargetOf<typeof options>;
    expectTypeOf<CheckSeconds<Mine, 3>>().toEqualTypeOf<"m makes clips of 2, 4 seconds, not 3">();
    expectTypeOf<CheckSize<Mine, "1x1">>().toEqualTypeOf<"m makes clips of 640x480, not 1x1">();
  });

  test('with "any" accepts any value', () => {
    const open = defineModel({ seconds: "any", sizes: "any", limits: { side: { step: 16 } } });
    expectTypeOf(open.seconds).toEqualTypeOf<"any">();
    const { animate } = createUgoku({ baseURL, model: "open", models: { open } });
    void animate(image).duration(3).size("640x352");
    // @ts-expect-error not a size
    void animate(image).size("large");
  });

  test("requires its two columns", () => {
    // @ts-expect-error no sizes
    defineModel({ seconds: [4] });
    // @ts-expect-error no seconds
    defineModel({ sizes: "any" });
    // @ts-expect-error not a size
    defineModel({ seconds: [4], sizes: ["720p"] });
    // @ts-expect-error a number is not a list
    defineModel({ seconds: 4, sizes: "any" });
  });

  test("accepts a list that is only known at run time", () => {
    const seconds: number[] = [1, 2];
    const { animate } = createUgoku({ baseURL, model: "m", models: { m: defineModel({ seconds, sizes: "any" }) } });
    void animate(image).duration(3);
  });
});
