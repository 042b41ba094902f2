// Run by msw.test.ts in a folder of its own, with whichever msw stands there.
import { createRequire } from "node:module";
import { setupServer } from "msw/node";
import { createUgoku } from "ugoku";
import { createFakeClock, createFakeVideosApi, sampleImage } from "ugoku/testing";

const baseURL = "http://videos.test/v1";

async function play(options) {
  const clock = createFakeClock();
  const fake = createFakeVideosApi({ clock, ...options });
  const server = setupServer(...fake.mswHandlers(baseURL));
  // msw 2's name of the option, and msw 3's: each knows one of the two.
  server.listen({ onUnhandledRequest: "error", onUnhandledFrame: "error" });
  const { animate } = createUgoku({ baseURL, clock, sleep: clock.sleep, logger: false });
  const outcome = { code: undefined, bytes: undefined, found: undefined };
  try {
    const job = await animate(sampleImage()).withPrompt("The sun slowly rises over the hills.").submit();
    outcome.bytes = (await (await job.wait()).bytes()).length;
  } catch (error) {
    outcome.code = error.code;
    const found = await error.reconcile?.();
    outcome.found = found ? found.id === fake.jobs[0].id : false;
  }
  server.close();
  const creates = fake.requests.filter(({ operation }) => operation === "create");
  const [first] = creates;
  const image = first.body?.kind === "multipart" ? first.body.files.input_reference.bytes.length : undefined;
  return { ...outcome, creates: creates.length, jobs: fake.jobs.length, image };
}

const on = (kind, more = {}) => ({ faults: [{ on: "create", kind, ...more }] });
const results = {
  happy: await play({}),
  refuse: await play(on("refuse")),
  "reset-before-acceptance": await play(on("reset-before-acceptance")),
  "reset-after-acceptance": await play(on("reset-after-acceptance")),
  429: await play(on("status", { status: 429, retryAfterSeconds: 3 })),
  html: await play(on("html", { accepted: true })),
  truncated: await play({ faults: [{ on: "content", kind: "truncated", times: 2 }] }),
  flaky: await play({ script: "flaky" }),
};
const { version } = JSON.parse(
  (await import("node:fs")).readFileSync(createRequire(import.meta.url).resolve("msw/package.json"), "utf8"),
);
console.log(JSON.stringify({ version, image: sampleImage().length, results }));
