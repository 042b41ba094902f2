import { describe, expectTypeOf, test } from "vitest";
import type { CheckSeconds } from "../../src/client/builder-types.js";
import { createUgoku, type Endpoint, type ModelSpec } from "../../src/index.js";
import { fal, runway, veo } from "../../src/services.js";

const image = "photo.jpg";

type Refused<Model extends string, Seconds extends readonly number[], Given extends number> = CheckSeconds<
  { models: { [Name in Model]: Omit<ModelSpec, "seconds"> & { seconds: Seconds } }; model: Model },
  Given
>;

test("a message lists the lengths of a model in order, whatever the order of its row", () => {
  expectTypeOf<
    CheckSeconds<{ models: ReturnType<typeof veo>["models"]; model: "veo-3.1-lite-generate-preview" }, 5>
  >().toEqualTypeOf<"veo-3.1-lite-generate-preview makes clips of 4, 6, 8 seconds, not 5">();
  expectTypeOf<
    Refused<"own", [12, 4, 20, 60, 1], 5>
  >().toEqualTypeOf<"own makes clips of 1, 4, 12, 20, 60 seconds, not 5">();
  expectTypeOf<Refused<"own", [5], 4>>().toEqualTypeOf<"own makes clips of 5 seconds, not 4">();
  // In the order of the row.
  expectTypeOf<Refused<"own", [8, 2.5], 5>>().toEqualTypeOf<"own makes clips of 8, 2.5 seconds, not 5">();
  expectTypeOf<Refused<"own", [120, 8], 5>>().toEqualTypeOf<"own makes clips of 120, 8 seconds, not 5">();
});

describe("the models of a service", () => {
  test("have their own lengths and sizes", () => {
    const { animate } = createUgoku({ endpoint: veo() });
    void animate(image).duration(8).size("1920x1080");
    // @ts-expect-error it makes 4, 6 or 8 seconds
    void animate(image).duration(5);
    // @ts-expect-error it makes no such size
    void animate(image).size("640x480");
  });

  test("follow the model that is chosen", () => {
    const { animate } = createUgoku({ endpoint: fal({ model: "fal-ai/luma-dream-machine/ray-2/image-to-video" }) });
    void animate(image).duration(9);
    // @ts-expect-error it makes 5 or 9 seconds
    void animate(image).duration(10);
    void animate(image).model("fal-ai/pika/v2.2/image-to-video").duration(10);
  });

  test("are not known for any other id", () => {
    const { animate } = createUgoku({ endpoint: runway({ model: "seedance2_mini" }) });
    void animate(image).duration(7).size("640x640");
  });

  test("are endpoints for the builder", () => {
    expectTypeOf(runway()).toExtend<Endpoint>();
    void createUgoku({ baseURL: "http://localhost:1/v1" }).animate(image).endpoint(veo()).duration(6);
  });
});
