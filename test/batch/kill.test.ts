// @module-tag slow
// @module-tag node-independent

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../../src/testing/seeded-random.js";
import { emptyFolder } from "../helpers/folders.js";
import {
  buildProgram,
  checkClips,
  createManifest,
  type Program,
  type ProgramResult,
  start,
  startServer,
} from "./batch-process.js";

/** UGOKU_KILL_JOBS=500 UGOKU_KILLS=20: the whole of it. */
const jobs = Number(process.env.UGOKU_KILL_JOBS ?? 80);
const kills = Number(process.env.UGOKU_KILLS ?? 5);
const seed = Number(process.env.UGOKU_SEED ?? 20261123);

let program: Program;
beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program[Symbol.asyncDispose]());

/** Runs the batch to its end, killed so often at random moments of its creates. */
async function runKilled(server: object, options: object) {
  const random = seeded(seed);
  await using folder = await emptyFolder();
  await using at = await startServer(server);
  const manifest = await createManifest(folder.path, jobs);
  const outDir = join(folder.path, "clips");
  const ledger = join(folder.path, "ledger.jsonl");
  const settings = { baseURL: at.baseURL, manifest, outDir, ledger, concurrency: 16, ...options };
  let killed = 0;
  let result: ProgramResult | undefined;
  while (result === undefined) {
    // Each photo takes three steps: all kills fall into the run, and most of it lies between them.
    const killAfter = killed < kills ? 1 + Math.floor(random() * ((1.4 * 3 * jobs) / kills)) : Number.POSITIVE_INFINITY;
    const run = start(program.file, settings, killAfter);
    result = await run.result;
    if (result === undefined) killed += 1;
  }
  return { result, killed, seen: await at.report(), clips: await checkClips(outDir) };
}

const minutes = 5 * 60_000;

describe(`animateAll(): ${jobs} images, killed ${kills} times at random moments`, () => {
  test("creates each once, and saves each complete clip", { timeout: minutes }, async () => {
    const server = { jobMs: 300, listLagMs: 300, answerMs: 10, lateEvery: 9, lateMs: 150, refuseEvery: 40 };
    const { result, killed, seen, clips } = await runKilled(server, { settleMs: 1_200, onAmbiguous: "resubmit" });
    expect(killed).toBe(kills);
    expect(result).toMatchObject({ failed: 0, ambiguous: 0 });
    expect(seen).toMatchObject({ jobs, photos: jobs, twice: [], twiceByKey: 0 });
    expect(clips).toEqual({ complete: jobs, wrong: [] });
  });

  test("control: pays twice if the list lags longer than settleMs and missing jobs are resubmitted", {
    timeout: minutes,
  }, async () => {
    const server = { jobMs: 300, listLagMs: 20_000, answerMs: 60 };
    const { killed, seen, clips } = await runKilled(server, { settleMs: 100, onAmbiguous: "resubmit" });
    expect(killed).toBe(kills);
    expect(seen.twice.length).toBeGreaterThan(0);
    expect(clips.wrong).toEqual([]);
  });
});
