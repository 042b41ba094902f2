// @module-tag slow
// @module-tag node-independent

import { expect, test } from "vitest";
import { careless, killRun, tight } from "../../../bench/bullmq/kill-run.mjs";
import { hasRedis } from "../../../bench/bullmq/redis.mjs";

// The whole of it, with 500 photos and 20 kills, is `node bench/kill-bullmq.mjs`.
const seed = Number(process.env.UGOKU_SEED ?? 20261123);

// The list lags 0.7 s, the slowest create takes 0.4 s, and a busy machine takes its time.
const patient = { ...tight, options: { ...tight.options, settleMs: 3_000 } };

test.skipIf(hasRedis)("skipped: there is no redis-server on this machine", () => {});

test.runIf(hasRedis).concurrent(
  "createVideoWorker(): 40 images, workers killed 4 times: creates each once, and saves each complete clip",
  async () => {
    const { added, counts, killed, seen, clips } = await killRun({ ...patient, jobs: 40, kills: 4, seed });
    expect(added).toEqual([
      { total: 40, added: 40, known: 0 },
      { total: 40, added: 0, known: 40 },
    ]);
    expect(killed).toBe(4);
    expect(counts).toMatchObject({ completed: 40, failed: 0 });
    expect(seen).toMatchObject({ photos: 40, twice: [] });
    expect(clips).toEqual({ whole: 40, wrong: [] });
  },
  120_000,
);

// Whether a kill falls between a create request and its record is chance: with six kills none did in one run of about ten.
test
  .runIf(hasRedis)
  .concurrent("control: pays twice if the list lags longer than settleMs", { retry: 2, timeout: 120_000 }, async () => {
    const { seen, clips } = await killRun({ ...careless, jobs: 60, kills: 10, seed });
    expect(seen.twice.length).toBeGreaterThan(0);
    expect(clips.wrong).toEqual([]);
  });
