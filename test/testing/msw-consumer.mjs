// Run by msw.test.ts in a folder with the msw under test.
import { createRequire } from "node:module";
import { setupServer } from "msw/node";
import { createUgoku } from "ugoku";
import { createFakeClock, createFakeVideosApi, sampleImage } from "ugoku/testing";

const baseURL = "http://videos.test/v1";

async function run(options) {
  const clock = createFakeClock();
  const fake = createFakeVideosApi({ clock, ...options });
  const server = setupServer(...fake.mswHandlers(baseURL));
  // The option's name in msw 2 and in msw 3; each ignores the other.
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
  happy: await run({}),
  refuse: await run(on("refuse")),
  "reset-before-acceptance": await run(on("reset-before-acceptance")),
  "reset-after-acceptance": await run(on("reset-after-acceptance")),
  429: await run(on("status", { status: 429, retryAfterSeconds: 3 })),
  html: await run(on("html", { accepted: true })),
  truncated: await run({ faults: [{ on: "content", kind: "truncated", times: 2 }] }),
  flaky: await run({ script: "flaky" }),
};
const { version } = JSON.parse(
  (await import("node:fs")).readFileSync(createRequire(import.meta.url).resolve("msw/package.json"), "utf8"),
);
console.log(JSON.stringify({ version, image: sampleImage().length, results }));
