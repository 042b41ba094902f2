// @module-tag slow
// @module-tag node-independent

import { readdir, writeFile } from "node:fs/promises";
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

/** Kills its process before the operation with the number `at` on a file, counted from the start of the download. */
const killer = (at: number) => `
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
let done = -1;
function wrap(target, name) {
  const run = target[name];
  target[name] = function (...given) {
    if (done >= 0 || (name === "open" && /\\.part$/.test(given[0]))) done += 1;
    if (done === ${at}) process.kill(process.pid, "SIGKILL");
    return run.apply(this, given);
  };
}
const file = await fs.open(process.execPath);
for (const name of ["writev", "sync", "datasync", "truncate", "appendFile", "close"]) wrap(Object.getPrototypeOf(file), name);
await file.close();
for (const name of ["open", "lstat", "stat", "link", "rename", "copyFile", "unlink"]) wrap(fs, name);
syncBuiltinESMExports();
`;

describe("animateAll() › a process that is killed before any of its operations on files", () => {
  test("the next one needs no request once the clip is downloaded, although its job is deleted, and leaves one file", {
    timeout: minutes,
  }, async () => {
    await using server = await startServer({ jobMs: 0, deletes: true });
    let downloaded = 0;
    for (let at = 0; ; at++) {
      await using folder = await emptyFolder();
      const outDir = join(folder.path, "clips");
      const manifest = await createManifest(folder.path, 1);
      const ledger = join(folder.path, "ledger.jsonl");
      const preload = join(folder.path, "killer.mjs");
      await writeFile(preload, killer(at));
      const settings = { baseURL: server.baseURL, client: { pollInterval: 20 }, manifest, outDir, ledger };
      const first = await start(program.file, settings, Number.POSITIVE_INFINITY, ["--import", preload]).result;
      if (first) {
        expect(first).toMatchObject({ done: 1 });
        break;
      }
      const left = (await readdir(outDir)).filter((name) => name.endsWith(".mp4"));
      if (left.length === 0) {
        expect(downloaded).toBe(0);
        continue;
      }
      downloaded += 1;
      const { counts } = await server.report();
      const { done = 0, skipped = 0, failed } = (await start(program.file, settings).result) ?? {};
      expect({ at, left, completed: done + skipped, failed }).toEqual({ at, left, completed: 1, failed: 0 });
      expect((await server.report()).counts).toEqual(counts);
      expect(await readdir(outDir)).toEqual(["0.mp4"]);
      expect(await checkClips(outDir)).toEqual({ complete: 1, wrong: [] });
    }
    // Its record, its second name, the sync of its folder and the end of its first name are among them.
    expect(downloaded).toBeGreaterThan(8);
  });
});
