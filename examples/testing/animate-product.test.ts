// Tests of an app that makes videos of product photos: no network, no key, no waiting. Run: npx vitest run
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { createUgoku, ModerationError, SubmitUncertainError } from "ugoku";
import { createFakeClock, createFakeVideosApi, type FakeOptions, sampleImage } from "ugoku/testing";
import { expect, test } from "vitest";

// The app. In yours, this is a file of its own.

const connect = (options = {}) => createUgoku({ baseURL: "http://localhost:8091/v1", ...options });

async function animateProduct(photo: Uint8Array, prompt: string, { animate } = connect()) {
  try {
    const job = await animate(photo)
      .withPrompt(prompt)
      .duration(8)
      .submit()
      .catch(async (error: unknown) => {
        // The answer was lost, and the video may be paid for: look for it, do not order it again.
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

// Its tests.

const photo = sampleImage({ width: 720, height: 1280 });
const prompt = "The model turns slowly to the right and smiles.";

/** The app's client on a fake, by a clock that jumps over every wait. */
function onFake(options: FakeOptions = {}) {
  const clock = createFakeClock();
  const fake = createFakeVideosApi({ clock, ...options });
  return { fake, clock, ugoku: connect({ fetch: fake.fetch, clock, sleep: clock.sleep }) };
}

test("a product photo becomes an MP4", async () => {
  const { ugoku } = onFake();
  const { video } = await animateProduct(photo, prompt, ugoku);
  expect(new TextDecoder().decode(video?.subarray(4, 8))).toBe("ftyp");
});

test("the app's own fetch reaches the fake through msw", async () => {
  const fake = createFakeVideosApi();
  // Nothing else leaves the machine. msw's own option for that has another name in msw 3 than in msw 2.
  const guard = http.all("*", ({ request }) => {
    console.error(`Not asked of the fake: ${request.method} ${request.url}`);
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

test("what is sent is what was meant: photo, prompt, length and size", async () => {
  const { fake, ugoku } = onFake();
  await animateProduct(photo, prompt, ugoku);
  const body = fake.requests[0]?.body;
  if (body?.kind !== "multipart") throw new Error("The create is not a form.");
  expect(body.fields).toMatchObject({ prompt, seconds: "8", size: "720x1280", model: "sora-2" });
  expect(body.files.input_reference?.type).toBe("image/png");
  expect(body.files.input_reference?.bytes).toEqual(photo);
});

test("a refusal by the moderation is told to the user, and is no crash", async () => {
  const { ugoku } = onFake({ script: "moderation" });
  expect(await animateProduct(photo, prompt, ugoku)).toEqual({ refusal: "Please describe the video in other words." });
});

test("a job of ten minutes is waited for", async () => {
  const { clock, ugoku } = onFake({ script: "slow" });
  const started = clock.now();
  expect((await animateProduct(photo, prompt, ugoku)).video).toBeDefined();
  expect(clock.now() - started).toBeGreaterThanOrEqual(600_000);
});

test("an answer that was lost is not paid for twice", async () => {
  const { fake, ugoku } = onFake({ faults: [{ on: "create", kind: "reset-after-acceptance" }] });
  expect((await animateProduct(photo, prompt, ugoku)).video).toBeDefined();
  expect(fake.jobs).toHaveLength(1);
  expect(fake.requests.filter(({ operation }) => operation === "create")).toHaveLength(1);
});

test("looks and downloads that fail for a moment are ridden out", async () => {
  const { ugoku } = onFake({ script: "flaky" });
  expect((await animateProduct(photo, prompt, ugoku)).video).toBeDefined();
});
