// Tests of an app that creates videos of product photos: no network, no key, no waiting. Run: npx vitest run
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { createUgoku, ModerationError, SubmitUncertainError } from "ugoku";
import { createFakeClock, createFakeVideosApi, type FakeOptions, sampleImage } from "ugoku/testing";
import { expect, test } from "vitest";

// The app, which is usually a separate file.

const connect = (options = {}) => createUgoku({ baseURL: "http://localhost:8091/v1", ...options });

async function animateProduct(photo: Uint8Array, prompt: string, { animate } = connect()) {
  try {
    const job = await animate(photo)
      .withPrompt(prompt)
      .duration(8)
      .submit()
      .catch(async (error: unknown) => {
        // The response was lost, but the job may exist and cost money: find it instead of creating another.
        const found = error instanceof SubmitUncertainError && (await error.reconcile());
        if (!found) throw error;
        return found;
      });
    const clip = await job.wait();
    return { video: await clip.bytes() };
  } catch (error) {
    if (error instanceof ModerationError) return { refusal: "Please describe the video in other words." };
    throw error;
  }
}

// The tests.

const photo = sampleImage({ width: 720, height: 1280 });
const prompt = "The model turns slowly to the right and smiles.";

/** The client of the app on a fake, with a clock that skips every wait. */
function setUp(options: FakeOptions = {}) {
  const clock = createFakeClock();
  const fake = createFakeVideosApi({ clock, ...options });
  return { fake, clock, ugoku: connect({ fetch: fake.fetch, clock, sleep: clock.sleep }) };
}

test("creates an MP4 of a product photo", async () => {
  const { ugoku } = setUp();
  const { video } = await animateProduct(photo, prompt, ugoku);
  expect(new TextDecoder().decode(video?.subarray(4, 8))).toBe("ftyp");
});

test("reaches the fake with the global fetch through msw", async () => {
  const fake = createFakeVideosApi();
  // Blocks all other requests. The option of msw for this has different names in msw 2 and 3.
  const guard = http.all("*", ({ request }) => {
    console.error(`Unexpected request: ${request.method} ${request.url}`);
    return HttpResponse.error();
  });
  const network = setupServer(...fake.mswHandlers("http://localhost:8091/v1"), guard);
  network.listen();
  try {
    expect((await animateProduct(photo, prompt)).video).toBeDefined();
    expect(fake.jobs).toHaveLength(1);
  } finally {
    network.close();
  }
});

test("sends the photo, prompt, duration and size", async () => {
  const { fake, ugoku } = setUp();
  await animateProduct(photo, prompt, ugoku);
  const body = fake.requests[0]?.body;
  if (body?.kind !== "multipart") throw new Error("The create request is not a form.");
  expect(body.fields).toMatchObject({ prompt, seconds: "8", size: "720x1280", model: "sora-2" });
  expect(body.files.input_reference?.type).toBe("image/png");
  expect(body.files.input_reference?.bytes).toEqual(photo);
});

test("returns a message if moderation blocks the job", async () => {
  const { ugoku } = setUp({ script: "moderation" });
  expect(await animateProduct(photo, prompt, ugoku)).toEqual({ refusal: "Please describe the video in other words." });
});

test("waits for a job of ten minutes", async () => {
  const { clock, ugoku } = setUp({ script: "slow" });
  const started = clock.now();
  expect((await animateProduct(photo, prompt, ugoku)).video).toBeDefined();
  expect(clock.now() - started).toBeGreaterThanOrEqual(600_000);
});

test("does not pay twice after a lost response", async () => {
  const { fake, ugoku } = setUp({ faults: [{ on: "create", kind: "reset-after-acceptance" }] });
  expect((await animateProduct(photo, prompt, ugoku)).video).toBeDefined();
  expect(fake.jobs).toHaveLength(1);
  expect(fake.requests.filter(({ operation }) => operation === "create")).toHaveLength(1);
});

test("survives temporary failures of polls and downloads", async () => {
  const { ugoku } = setUp({ script: "flaky" });
  expect((await animateProduct(photo, prompt, ugoku)).video).toBeDefined();
});
