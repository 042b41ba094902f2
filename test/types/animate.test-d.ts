import { describe, expectTypeOf, test } from "vitest";
import type {
  CheckModel,
  CheckSeconds,
  CheckSize,
  Ready,
  ReferenceTarget,
  SecondsHint,
  SizeHint,
} from "../../src/client/builder-types.js";
import {
  type Animation,
  animate,
  type Clip,
  createUgoku,
  type Job,
  type Plan,
  type Target,
  type Ugoku,
  type UgokuOptions,
} from "../../src/index.js";
import { preview } from "../../src/preview.js";
import { runway } from "../../src/services.js";

const image = "photo.jpg";
const words = "The cat slowly blinks.";

describe("withPrompt()", () => {
  test("is required by plan(), submit() and render()", () => {
    // @ts-expect-error the prompt is missing
    void animate(image).submit();
    // @ts-expect-error the prompt is missing
    void animate(image).render();
    // @ts-expect-error the prompt is missing
    void animate(image).plan();
    // @ts-expect-error still missing after other calls
    void animate(image).duration(8).size("720x1280").model("sora-2-pro").submit();
  });

  test("is named in the compiler's error", () => {
    expectTypeOf<
      Ready<"prompt">
    >().toEqualTypeOf<'Call .withPrompt("who moves and how") first: the prompt is missing'>();
  });

  test("lets them return a plan, a job and a clip", () => {
    const ready = animate(image).withPrompt(words);
    expectTypeOf(ready.plan()).resolves.toEqualTypeOf<Plan>();
    expectTypeOf(ready.submit()).resolves.toEqualTypeOf<Job>();
    expectTypeOf(ready.render()).resolves.toEqualTypeOf<Clip>();
  });

  test("may come at any place in the chain", () => {
    expectTypeOf(animate(image).duration(4).withPrompt(words).size("1280x720").render()).resolves.toEqualTypeOf<Clip>();
  });
});

describe("duration()", () => {
  test("takes 4, 8, 12, 16 and 20 seconds for sora-2", () => {
    void animate(image).duration(4).duration(8).duration(12).duration(16).duration(20);
  });

  test("rejects another number with a readable error", () => {
    // @ts-expect-error 5 seconds
    void animate(image).duration(5);
    // @ts-expect-error no seconds
    void animate(image).duration(0);
    // @ts-expect-error a string
    void animate(image).duration("4");
    expectTypeOf<
      CheckSeconds<ReferenceTarget, 5>
    >().toEqualTypeOf<"sora-2 makes clips of 4, 8, 12, 16, 20 seconds, not 5">();
    // What the compiler takes for a value that is not a number at all.
    expectTypeOf<CheckSeconds<ReferenceTarget, SecondsHint<ReferenceTarget>>>().toEqualTypeOf<
      4 | 8 | 12 | 16 | 20 | `A duration is a number of seconds, such as ${number}`
    >();
    // @ts-expect-error a text of the command line
    void animate(image).duration(String("4"));
  });

  test("accepts a wide number", () => {
    void animate(image).duration(Number("8"));
  });

  test("accepts a union of allowed values only", () => {
    void animate(image).duration(8 as 4 | 8);
    // @ts-expect-error one of them is wrong
    void animate(image).duration(8 as 8 | 9);
  });
});

describe("size()", () => {
  test("takes 720p for sora-2 and all six sizes for sora-2-pro", () => {
    void animate(image).size("720x1280").size("1280x720");
    void animate(image).model("sora-2-pro").size("1024x1792").size("1920x1080");
  });

  test("rejects a size of another model", () => {
    // @ts-expect-error only sora-2-pro makes it
    void animate(image).size("1792x1024");
    // @ts-expect-error a capital X
    void animate(image).size("720X1280");
    expectTypeOf<
      CheckSize<ReferenceTarget, "1x1">
    >().toEqualTypeOf<"sora-2 makes clips of 720x1280, 1280x720, not 1x1">();
    // @ts-expect-error a number
    void animate(image).size(720);
    expectTypeOf<CheckSize<ReferenceTarget, SizeHint<ReferenceTarget>>>().toEqualTypeOf<
      "720x1280" | "1280x720" | `A size is a text of width x height in pixels, such as ${number}x${number}`
    >();
  });

  test("accepts a wide string", () => {
    void animate(image).size(String("720x1280"));
  });
});

describe("model()", () => {
  test("takes a string", () => {
    // @ts-expect-error a number
    void animate(image).model(2);
    expectTypeOf<CheckModel<ReferenceTarget, "sora-2">>().toEqualTypeOf<"sora-2">();
    void animate(image).model(String("sora-2")).duration(5);
  });

  test("accepts any duration and well-formed size for an unknown model", () => {
    const open = animate(image).model("Wan-AI/Wan2.2-I2V-A14B");
    void open.duration(5).size("832x480");
    // @ts-expect-error not a size
    void open.size("large");
  });

  test("uses the limits of createUgoku({ models })", () => {
    const tiny = {
      seconds: [2, 3],
      sizes: ["320x180"],
      defaultSeconds: 2,
      defaultSize: "320x180",
      imageTypes: ["image/png"],
      maxPromptCharacters: 500,
    } as const;
    const own = createUgoku({ baseURL: "http://localhost:1/v1", model: "tiny", models: { tiny } });
    void own.animate(image).duration(3).size("320x180");
    // @ts-expect-error tiny makes 2 and 3 seconds
    void own.animate(image).duration(4);
    // @ts-expect-error tiny makes one size
    void own.animate(image).size("720x1280");
    void own.animate(image).model("sora-2").duration(4);
  });
});

describe("endpoint()", () => {
  test("uses the endpoint's models, and keeps the chosen one if it has it", () => {
    void animate(image).endpoint(preview()).duration(4).size("720x1280");
    // @ts-expect-error the preview keeps sora-2's limits
    void animate(image).endpoint(preview()).duration(5);
    void animate(image).endpoint(preview()).model("preview").duration(5).size("640x360");
    void animate(image).model("sora-2-pro").endpoint(preview()).size("1080x1920");
  });

  test("createUgoku({ endpoint }) starts with its default model", () => {
    const { animate } = createUgoku({ endpoint: preview() });
    void animate(image).duration(20);
    // @ts-expect-error not of sora-2
    void animate(image).duration(21);
  });
});

describe("animate(image, options)", () => {
  test("is the builder with the same options", () => {
    const ready = animate(image, { prompt: words, duration: 8, size: "720x1280", model: "sora-2", fit: "cover" });
    expectTypeOf(ready.plan()).resolves.toEqualTypeOf<Plan>();
    expectTypeOf(ready.submit()).resolves.toEqualTypeOf<Job>();
    expectTypeOf(ready.render()).resolves.toEqualTypeOf<Clip>();
    void animate(image, { prompt: words, fit: { mode: "contain", background: "white" }, lint: "off", maxCost: 1 });
    void animate(image, { prompt: words, extra: { seed: 7 }, idempotencyKey: "order-1" })
      .size("1280x720")
      .render();
  });

  test("does not compile without a prompt", () => {
    // @ts-expect-error the prompt is missing
    void animate(image, { duration: 8 }).submit();
    // @ts-expect-error it may be undefined
    void animate(image, { prompt: words as string | undefined }).submit();
    void animate(image, { duration: 8 }).withPrompt(words).submit();
  });

  test("checks durations and sizes for the model in the same object", () => {
    // @ts-expect-error 5 seconds
    void animate(image, { prompt: words, duration: 5 });
    // @ts-expect-error a string
    void animate(image, { prompt: words, duration: "8" });
    // @ts-expect-error only sora-2-pro makes it
    void animate(image, { prompt: words, size: "1024x1792" });
    void animate(image, { prompt: words, size: "1024x1792", model: "sora-2-pro" });
    // @ts-expect-error a capital X
    void animate(image, { size: "720X1280" });
    void animate(image, { prompt: words, duration: Number("8"), size: String("720x1280") });
    // @ts-expect-error the model of the object applies to later calls
    void animate(image, { model: "sora-2" }).size("1024x1792");
  });

  test("takes the models of its endpoint", () => {
    void animate(image, { endpoint: preview(), model: "preview", duration: 5, size: "640x360" });
    // @ts-expect-error the preview keeps sora-2's limits
    void animate(image, { endpoint: preview(), duration: 5 });
    const mine = createUgoku({ endpoint: preview(), model: "preview" });
    void mine.animate(image, { prompt: words, duration: 5 }).render();
  });

  test("does not compile with an unknown option, nor with one of the wrong type", () => {
    // @ts-expect-error unknown
    void animate(image, { promt: words });
    // @ts-expect-error not a number
    void animate(image, { prompt: words, maxCost: "1" });
    // @ts-expect-error not a mode
    void animate(image, { prompt: words, fit: "zoom" });
  });
});

describe("Animation as a parameter type", () => {
  test("needs no type parameters to send it, on any endpoint", () => {
    const send = (animation: Animation) => animation.duration(8).size("720x1280").render();
    void send(animate(image).withPrompt(words));
    void send(createUgoku({ endpoint: preview() }).animate(image).withPrompt(words).model("preview"));
    // @ts-expect-error the prompt is missing
    void send(animate(image));
  });

  test("may add the prompt", () => {
    const send = (animation: Animation<Target, "prompt">) => animation.withPrompt(words).render();
    void send(animate(image));
    void send(animate(image).withPrompt("The cat turns around."));
  });
});

test("Animation › has at most two type parameters", () => {
  expectTypeOf<Animation<ReferenceTarget, never>>().toHaveProperty("render");
});

test("callbacks in options have typed parameters", () => {
  createUgoku({
    onLint: (result, image) => {
      expectTypeOf(result.score).toEqualTypeOf<number | null>();
      expectTypeOf(image?.checked.pixels).toEqualTypeOf<boolean | undefined>();
    },
    pollInterval: (state) => {
      expectTypeOf(state.elapsedMs).toEqualTypeOf<number>();
      return 1000;
    },
  });
  // The chosen model and endpoint still reach the types.
  void createUgoku({ endpoint: preview(), onLint: (result) => void result.messages })
    .animate(image)
    .model("preview")
    .size("640x360");
});

test("createUgoku() has no unknown options", () => {
  // @ts-expect-error
  createUgoku({ baseURL: "http://localhost:8091/v1", schedule: 1 });
  const options: UgokuOptions = { maxRetries: 1 };
  createUgoku({ ...options, pollInterval: 1000 });
});

describe("Ugoku", () => {
  test("without parameters is the type of every client", () => {
    const clients: Ugoku[] = [
      createUgoku(),
      createUgoku({ baseURL: "http://localhost:8091/v1" }),
      createUgoku({ baseURL: "http://localhost:8091/v1", model: "wan" }),
      createUgoku({ endpoint: preview() }),
      createUgoku({ endpoint: runway({ model: "gen4_turbo" }) }),
    ];
    let client: Ugoku = createUgoku({ endpoint: preview() });
    client = createUgoku({ endpoint: runway() });
    return { clients, client };
  });

  test("without parameters takes any duration and size, and still checks the rest", () => {
    const use = (client: Ugoku) => {
      const job = client.animate(image).withPrompt(words).duration(7).size("640x480").model("wan").submit();
      expectTypeOf(job).resolves.toEqualTypeOf<Job>();
      void client.animate(image, { prompt: words, duration: 7, size: "640x480" }).submit();
      // @ts-expect-error the prompt is missing
      void client.animate(image).submit();
      // @ts-expect-error a duration is a number
      client.animate(image).duration("7");
      // @ts-expect-error a size is a string
      client.animate(image).size(7);
      // @ts-expect-error there is no option "seconds"
      client.animate(image, { seconds: 4 });
    };
    return use;
  });
});
