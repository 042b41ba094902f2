import { describe, expect, test } from "vitest";
import { createUgoku, models } from "../../src/index.js";
import { clampToLimit } from "../../src/models/models.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

describe("the limits that the row of an open model names", () => {
  const row = { ...models["sora-2"], seconds: "any", sizes: "any", defaultSeconds: 2 } as const;
  const limits = { side: { from: 64, to: 1024, step: 16 }, seconds: { from: 1, to: 10 } };
  const { animate } = createUgoku({
    baseURL: "http://videos.test/v1",
    models: { open: row, limited: { ...row, limits } },
    model: "limited",
    logger: false,
  });
  const buildAnimation = async () =>
    animate(await portrait())
      .withPrompt("The woman slowly smiles.")
      .fit("cover");

  test("are held by plan(), which names what is nearest", async () => {
    const size = await failure((await buildAnimation()).size("1000x2000").plan());
    expect(size).toMatchObject({ code: "size_unsupported", hint: 'The nearest is .size("992x1024").' });
    expect(size.message).toContain("a multiple of 16 pixels from 64 to 1024");
    const duration = await failure((await buildAnimation()).duration(11).plan());
    expect(duration).toMatchObject({ code: "duration_unsupported", hint: "The nearest is .duration(10)." });
    await (await buildAnimation()).size("992x1024").duration(9.5).plan();
  });

  test("are not those of a row that names none", async () => {
    const plan = await (await buildAnimation()).model("open").size("1000x2000").duration(11).plan();
    expect(plan.request).toMatchObject({ size: "1000x2000", seconds: 11 });
  });
});

test.each([
  [{ from: 16, to: 4096, step: 2 }, 17, 16],
  [{ from: 16, to: 4096, step: 2 }, 18, 18],
  [{ from: 16, to: 4096, step: 2 }, 1e9, 4096],
  [{ from: 1, to: 10 }, 2.5, 2.5],
  [{ from: 1, to: 10 }, Number.NaN, 1],
])("of %j the nearest to %d is %d", (limit, value, near) => {
  expect(clampToLimit(limit, value)).toBe(near);
});
