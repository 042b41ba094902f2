import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Animation, ImageInput } from "../../src/index.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture, portrait } from "../helpers/pictures.js";
import { json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

type Change = (animation: Animation) => Animation;

/** A client, and an animation with a key, on a server that answers with that status. */
async function world(status = 200) {
  const server = await serve((_, response) => json(response, status === 200 ? video() : {}, status));
  const ugoku = clientOf(server.baseURL);
  const animation = (image: ImageInput) =>
    ugoku.animate(image).withPrompt(prompt).size("720x1280").lint("off").idempotencyKey("order-1") as Animation;
  return { server, animation, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const changes: Record<string, Change> = {
  "another prompt": (animation) => animation.withPrompt("The man slowly turns to the left and waves.") as Animation,
  "another duration": (animation) => animation.duration(8),
  "another size": (animation) => animation.size("1280x720").fit("cover"),
  "another fit": (animation) => animation.size("1280x720").fit("contain"),
  "another model": (animation) => animation.model("sora-2-pro") as Animation,
};

describe("a second submit with a key", () => {
  test.each(Object.entries(changes))("of %s is rejected, and nothing is sent", async (_, change) => {
    await using at = await world();
    const first = at.animation(await portrait());
    await first.submit();
    const error = await failure(change(first).submit());
    expect(error).toMatchObject({ name: "RequestError", code: "idempotency_key_reused", option: "idempotencyKey" });
    expect(error.hint).toContain("another key");
    expect(at.server.requests).toHaveLength(1);
  });

  test("of another image is rejected: other bytes, or a file that was replaced", async () => {
    await using at = await world();
    await using folder = await emptyFolder();
    const path = join(folder.path, "photo.png");
    await writeFile(path, await portrait());
    const first = at.animation(path);
    await first.submit();
    expect((await failure(at.animation(await picture(720, 1280, "jpeg")).submit())).code).toBe(
      "idempotency_key_reused",
    );
    await writeFile(path, await picture(720, 1280, "jpeg"));
    expect((await failure(first.submit())).code).toBe("idempotency_key_reused");
    expect((await failure(at.animation({ fileId: "file_1" }).submit())).code).toBe("idempotency_key_reused");
    expect(at.server.requests).toHaveLength(1);
  });

  test.each(["seed", "negativePrompt", "audio", "lastFrame"] as const)("of another %s is rejected", async (option) => {
    await using server = await serve((_, response) => json(response, { id: "job-1", status: "pending" }));
    const ugoku = clientOf(server.baseURL, {
      dialect: option === "negativePrompt" ? "sglang" : "openrouter",
      model: "m",
    });
    const first = ugoku
      .animate(await portrait())
      .withPrompt(prompt)
      .size("720x1280")
      .lint("off")
      .idempotencyKey("order-1") as Animation;
    await first.submit();
    const changed = {
      seed: () => first.seed(7),
      negativePrompt: () => first.negativePrompt("text"),
      audio: () => first.audio(false),
      lastFrame: async () => first.lastFrame(await portrait()),
    };
    expect((await failure((await changed[option]()).submit())).code).toBe("idempotency_key_reused");
    expect(server.requests).toHaveLength(1);
  });

  test("of the same request in another form returns the first job", async () => {
    await using at = await world();
    await using folder = await emptyFolder();
    const path = join(folder.path, "photo.png");
    await writeFile(path, await portrait());
    const job = await at.animation(path).submit();
    for (const image of [path, { path }, await portrait(), new Blob([await portrait()])])
      expect(await at.animation(image as ImageInput).submit()).toBe(job);
    // Options that are not part of the request.
    expect(await at.animation(path).lint("warn").maxCost(0).submit()).toBe(job);
    expect(at.server.requests).toHaveLength(1);
  });

  test("returns the first job also if the image is gone, or a stream that was read", async () => {
    await using at = await world();
    const stream = () => new Blob(["not an image"]).stream();
    const job = await at.animation(await portrait()).submit();
    expect(await at.animation("gone.png").submit()).toBe(job);
    expect(await at.animation(stream()).submit()).toBe(job);
  });

  test("of another request, after an unknown outcome, is rejected with that error as its cause", async () => {
    await using at = await world(500);
    const first = at.animation(await portrait());
    const uncertain = await failure(first.submit());
    const error = await failure(first.duration(8).submit());
    expect(error.code).toBe("idempotency_key_reused");
    expect(error.cause).toBe(uncertain);
    expect(await failure(first.submit())).toBe(uncertain);
    expect(at.server.requests).toHaveLength(1);
  });

  test("of another request is sent if the server refused the first", async () => {
    let isFirst = true;
    await using server = await serve((_, response) => {
      json(response, isFirst ? { error: { message: "no" } } : video(), isFirst ? 400 : 200);
      isFirst = false;
    });
    const start = clientOf(server.baseURL)
      .animate(await portrait())
      .withPrompt(prompt)
      .idempotencyKey("order-1");
    expect((await failure(start.submit())).status).toBe(400);
    expect((await start.duration(8).submit()).id).toBe("video_1");
  });

  test("at the same time, of another request, waits for the first and is rejected", async () => {
    await using at = await world();
    const first = at.animation(await portrait());
    const [job, error] = await Promise.all([first.submit(), failure(first.duration(8).submit())]);
    expect(job.id).toBe("video_1");
    expect(error.code).toBe("idempotency_key_reused");
  });
});
