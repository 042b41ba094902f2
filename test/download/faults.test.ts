// @module-tag slow

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DownloadError } from "../../src/index.js";
import { clientOf, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { manualTime } from "../helpers/time.js";
import { type FaultProbabilities, serveFaults } from "./fault-server.js";

cleanEnvironment();

const none: FaultProbabilities = { cut: 0, reset: 0, busy: 0, ignoreRange: 0, ignoreIfRange: 0, change: 0, lie: 0 };

/** Each with servers that have tags, and with servers that have none. */
const faultRates: readonly (readonly [string, FaultProbabilities])[] = [
  ["whose lines are bad", { ...none, cut: 0.6, reset: 0.5, busy: 0.2 }],
  ["that do not care for ranges", { ...none, cut: 0.4, reset: 0.3, busy: 0.1, ignoreRange: 0.5 }],
  ["whose files change", { ...none, cut: 0.5, reset: 0.3, change: 0.15, ignoreRange: 0.2, ignoreIfRange: 0.5 }],
  ["that lie about what they send", { ...none, cut: 0.5, busy: 0.1, lie: 0.4, ignoreIfRange: 0.3, change: 0.05 }],
];

const runs = 50;

async function clipAt(baseURL: string) {
  const { clock, sleep } = manualTime();
  return clientOf(baseURL, { clock, sleep, timeout: 5_000 }).resume(ticketOf(baseURL)).wait();
}

/** Whether all the ways are still in use: a run that no fault hits shows nothing. */
function tally() {
  const counts = { complete: 0, failed: 0, resumed: 0, restarted: 0 };
  return {
    counts,
    count(log: readonly string[], failed: boolean) {
      counts[failed ? "failed" : "complete"] += 1;
      if (log.some((line) => line.startsWith("206"))) counts.resumed += 1;
      if (log.filter((line) => line.startsWith("200")).length > 1) counts.restarted += 1;
    },
  };
}

/** The required content of the error of a failed download. */
function checkError(error: unknown, what: string) {
  expect(error, what).toBeInstanceOf(Error);
  expect(error, what).toMatchObject({ retryable: true, jobId: "video_1", ticket: { id: "video_1" } });
  const { code, message, hint } = error as DownloadError;
  expect(["download_incomplete", "server_error"], what).toContain(code);
  if (code === "download_incomplete") expect(message, what).toMatch(/\d+( of \d+)? bytes/);
  expect(hint, what).toBeTruthy();
}

describe.each(faultRates)("on servers %s", (_, probabilities) => {
  test.each([true, false])(
    `a saved file is exactly right or absent, ${runs} times (tags: %s)`,
    { timeout: 60_000 },
    async (tags) => {
      const all = tally();
      for (let seed = 1; seed <= runs; seed++) {
        await using server = await serveFaults(seed, probabilities, tags);
        await using folder = await emptyFolder();
        const path = join(folder.path, "clip.mp4");
        const clip = await clipAt(server.baseURL);
        const error = await clip.saveTo(path).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        const story = `seed ${seed}: ${server.log.join("; ")}`;
        all.count(server.log, error !== undefined);
        if (error === undefined) {
          const saved = await readFile(path);
          expect(
            server.files.some((file) => file.equals(saved)),
            story,
          ).toBe(true);
          expect(await folder.names(), story).toEqual(["clip.mp4"]);
        } else {
          checkError(error, story);
          expect(await folder.names(), story).toEqual([]);
        }
      }
      expect(all.counts.complete).toBeGreaterThan(runs / 2);
      expect(all.counts.restarted).toBeGreaterThan(tags && probabilities.ignoreRange === 0 ? -1 : 2);
      // Who cannot prove what it sends is never asked for a part.
      if (tags) expect(all.counts.resumed).toBeGreaterThan(10);
      else expect(all.counts.resumed).toBe(0);
    },
  );

  test(`a stream is exactly right or errors, ${runs} times`, { timeout: 60_000 }, async () => {
    const all = tally();
    for (let seed = 1; seed <= runs; seed++) {
      await using server = await serveFaults(seed, probabilities, true);
      const clip = await clipAt(server.baseURL);
      const read = async () => Buffer.from(await new Response(await clip.stream()).arrayBuffer());
      const got = await read().catch((error: unknown) => failure(Promise.reject(error)));
      const story = `seed ${seed}: ${server.log.join("; ")}`;
      all.count(server.log, !Buffer.isBuffer(got));
      if (Buffer.isBuffer(got))
        expect(
          server.files.some((file) => file.equals(got)),
          story,
        ).toBe(true);
      else checkError(got, story);
    }
    expect(all.counts.complete).toBeGreaterThan(runs / 3);
    expect(all.counts.resumed).toBeGreaterThan(10);
  });
});
