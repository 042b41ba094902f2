// @module-tag slow

import { access } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openJsonlLedger } from "../../src/batch.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { buildProgram, checkClips, createManifest, type Program, start, startServer } from "./batch-process.js";

let program: Program;
beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program[Symbol.asyncDispose]());

test("a ledger rejects a second process by name, and the next process continues after a kill", {
  timeout: 60_000,
}, async () => {
  const count = 4;
  await using folder = await emptyFolder();
  await using server = await startServer({ jobMs: 60_000 });
  const manifest = await createManifest(folder.path, count);
  const ledger = join(folder.path, "ledger.jsonl");
  const outDir = join(folder.path, "clips");
  const settings = { baseURL: server.baseURL, manifest, outDir, ledger, settleMs: 0 };
  const first = start(program.file, settings);
  // It has taken each of its two steps for each photo, and waits for jobs that take a minute.
  let steps = 0;
  await new Promise<void>((resolve) => {
    first.child.stderr?.on("data", (chunk: Buffer) => {
      steps += chunk.length;
      if (steps >= 2 * count) resolve();
    });
  });
  const owner = `process ${first.child.pid} on ${hostname()}`;
  const second = await start(program.file, settings).result;
  expect(second?.code).toBe("ledger_locked");
  expect(second?.message).toContain(owner);
  expect((await failure(openJsonlLedger(ledger))).message).toContain(owner);
  expect((await server.report()).counts.create).toBe(count);

  first.child.kill("SIGKILL");
  expect(await first.result).toBeUndefined();
  // It left its lock behind.
  await access(`${ledger}.lock`);
  {
    await using taken = await openJsonlLedger(ledger);
    expect([...taken.entries()].map(({ status }) => status)).toEqual(Array(count).fill("accepted"));
  }
  expect((await folder.names()).filter((name) => name.includes(".lock"))).toEqual([]);
  expect(await checkClips(outDir)).toEqual({ complete: 0, wrong: [] });
});
