import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryLedger } from "../../src/batch/ledger.js";
import { latestAttempt } from "../../src/batch/retry-keys.js";
import { createSteps, type Ledger, sendWithin } from "../../src/batch.js";
import { clientOf } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { type VideoServer, videoServer } from "./bullmq/queue-setup.js";

let server: VideoServer;
beforeEach(async () => {
  server = await videoServer();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server[Symbol.asyncDispose]();
});

const createItem = async (key = "sku-1") => ({
  key,
  image: await portrait(),
  prompt: "The flowers slowly sway; take 1.",
});
const stepsOver = (ledger: Ledger) => createSteps({ ugoku: clientOf(server.baseURL), ledger, lint: "off" });

/** A ledger whose claim() takes that long on the monotonic or the system clock; only one advances during a suspend. */
function slow(clock: "performance" | "Date", milliseconds: number): Ledger {
  const ledger = new MemoryLedger();
  let isPast = false;
  return {
    read: (key) => ledger.read(key),
    write: (entry) => ledger.write(entry),
    since: (from) => ledger.since(from) as never,
    async claim(intent) {
      const known = await ledger.claim(intent);
      const watched = clock === "Date" ? Date : performance;
      const now = watched.now.bind(watched);
      if (!isPast) vi.spyOn(watched, "now").mockImplementation(() => now() + milliseconds);
      isPast = true;
      return known;
    },
  };
}

test.each(["performance", "Date"] as const)(
  "submit() sends nothing if the worker was suspended after its claim, by %s",
  async (clock) => {
    const ledger = slow(clock, sendWithin + 100);
    const made = await stepsOver(ledger).submit(await createItem());
    expect(made).toMatchObject({ status: "rejected", error: { code: "submit_late", retryable: true } });
    expect(server.requests).toHaveLength(0);
    vi.restoreAllMocks();
    // Its key is free again.
    expect(await stepsOver(ledger).submit(await createItem())).toMatchObject({
      status: "accepted",
      known: false,
    });
    expect(server.jobs).toHaveLength(1);
  },
);

test("submit() sends after a slow claim within the limit", async () => {
  const made = await stepsOver(slow("performance", sendWithin / 2)).submit(await createItem());
  expect(made.status).toBe("accepted");
  expect(server.jobs).toHaveLength(1);
});

test.each([
  ["429", 1],
  ["unreachable", 0],
] as const)("submit() sends once per claim and returns a rejection (%s) at once", async (fate, requests) => {
  server.behavior.create = () => "429";
  if (fate === "unreachable") await server[Symbol.asyncDispose]();
  const made = await stepsOver(new MemoryLedger()).submit(await createItem());
  expect(made).toMatchObject({ status: "rejected", error: { retryable: true } });
  expect(made.status === "rejected" && made.retryAfterMs).toBeGreaterThan(0);
  expect(server.requests).toHaveLength(requests);
});

test("submit({ maxRetries: 0 }) of the client sends once; without it, the client retries", async () => {
  let refused = 0;
  server.behavior.create = () => (++refused <= 1 ? "429" : undefined);
  const animation = clientOf(server.baseURL)
    .animate(await portrait())
    .withPrompt("The flowers slowly sway in the wind.");
  expect(await failure(animation.submit({ maxRetries: 0 }))).toMatchObject({ code: "rate_limited", retryable: true });
  expect(server.requests).toHaveLength(1);
  refused = 0;
  await animation.submit();
  expect(server.requests).toHaveLength(3);
  expect(await failure(animation.submit({ maxRetries: -1 }))).toMatchObject({ code: "option_invalid" });
});

test("of many workers that resubmit the same lost request, one sends; the others get its outcome", async () => {
  server.behavior.create = () => "cut";
  const ledger = new MemoryLedger();
  const item = await createItem();
  const lost = await stepsOver(ledger).submit(item);
  if (lost.status !== "ambiguous") throw new Error(lost.status);
  server.behavior.create = () => undefined;
  const before = server.requests.length;
  const again = () => stepsOver(ledger).submit(item, { again: "ambiguous", after: lost.attempt.key });
  const outcomes = await Promise.all([again(), again(), again()]);
  const sent = outcomes.filter((made) => made.status === "accepted" && !made.known);
  expect(sent).toHaveLength(1);
  // A worker that arrives while the next attempt is uncertain.
  await ledger.write({ status: "intent", key: "sku-1#2", attempt: { ...lost.attempt, key: "sku-1#2" } } as never);
  expect(await again()).toMatchObject({ status: "ambiguous", attempt: { key: "sku-1#2" } });
  expect(server.requests.length - before).toBe(1);
});

test("a rejection that is recorded late does not hide the next attempt of another worker", async () => {
  const ledger = new MemoryLedger();
  const attempt = { v: 1, key: "a", baseURL: server.baseURL, dialect: "openai", model: "sora-2" } as const;
  const whole = { ...attempt, seconds: 4, size: "720x1280", sentAt: Date.now() };
  await ledger.claim({ status: "intent", key: "a", attempt: whole });
  await ledger.claim({ status: "intent", key: "a#2", attempt: { ...whole, key: "a#2" } });
  const error = { code: "rate_limited", message: "Slow down.", retryable: true } as const;
  await ledger.write({ status: "rejected", key: "a", error });
  expect(await latestAttempt(ledger, "a")).toMatchObject({ key: "a#2", count: 2, entry: { status: "intent" } });
});
