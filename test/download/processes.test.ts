// @module-tag slow

import { readFile, stat, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendFile, serveContent } from "../helpers/clips.js";
import { emptyFolder, type Folder } from "../helpers/folders.js";
import { buildSaver, type Saver, startSaver } from "./child.js";
import { asked, film, serveFile, tag } from "./file-server.js";

let saver: Folder & { readonly file: string };
beforeAll(async () => {
  saver = await buildSaver();
}, 60_000);
afterAll(() => saver[Symbol.asyncDispose]());

// Several times what saveTo() writes at once.
const file = film(1_200_000);

/** Resolves when some file of `folder` has as many bytes, or the program that should write it has ended. */
async function waitForBytes(folder: Folder, bytes: number, { outcome }: Saver): Promise<void> {
  let ended = false;
  outcome
    .finally(() => {
      ended = true;
    })
    .catch(() => {});
  while (!ended) {
    const sizes = await Promise.all(
      (await folder.names()).map((name) => stat(join(folder.path, name)).catch(() => undefined)),
    );
    if (sizes.some((entry) => (entry?.size ?? 0) >= bytes)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("a process that is killed while it downloads", () => {
  test("leaves nothing under the final name, and the next one can save there", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await using server = await serveFile(file, [{ cutAfter: 600_000, stall: true }, {}]);
    const started = startSaver(saver.file, server.baseURL, path);
    const { child, outcome } = started;
    await waitForBytes(folder, 250_000, started);
    child.kill("SIGKILL");
    expect(await outcome).toBeUndefined();
    expect(child.signalCode).toBe("SIGKILL");
    const left = await folder.names();
    expect(left).toEqual([expect.stringMatching(/^\.ugoku-[0-9a-f]{16}\.part$/)]);

    const next = startSaver(saver.file, server.baseURL, path);
    expect(await next.outcome).toEqual({ path, bytes: file.length });
    expect((await readFile(path)).equals(file)).toBe(true);
    expect(await folder.names()).toEqual([...left, "clip.mp4"]);
  });

  test("leaves the file that it was to overwrite", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await writeFile(path, "old");
    await using server = await serveFile(file, [{ cutAfter: 600_000, stall: true }]);
    const started = startSaver(saver.file, server.baseURL, path, { overwrite: true });
    const { child, outcome } = started;
    await waitForBytes(folder, 250_000, started);
    child.kill("SIGKILL");
    expect(await outcome).toBeUndefined();
    expect(await readFile(path, "utf8")).toBe("old");
  });

  test("at any moment: the final file is complete or absent", { timeout: 60_000 }, async () => {
    const killed = { before: 0, after: 0 };
    // Bytes come slowly enough that most kills hit in between.
    await using server = await serveContent((response) => {
      response.writeHead(200, { etag: tag, "content-length": file.length });
      const next = (at: number) => {
        if (at >= file.length) return void response.end();
        response.write(file.subarray(at, at + 120_000), () => setTimeout(next, 8, at + 120_000));
      };
      next(0);
    });
    for (let round = 0; round < 12; round++) {
      await using folder = await emptyFolder();
      const path = join(folder.path, "clip.mp4");
      const started = startSaver(saver.file, server.baseURL, path);
      const { child, outcome } = started;
      // From the first byte to past the last.
      await waitForBytes(folder, 1, started);
      await new Promise((resolve) => setTimeout(resolve, round * 12));
      child.kill("SIGKILL");
      await outcome;
      const saved = await readFile(path).catch(() => undefined);
      if (saved) expect(saved.equals(file)).toBe(true);
      killed[saved ? "after" : "before"] += 1;
    }
    expect(killed.before).toBeGreaterThan(0);
  });
});

describe("two processes that save to one name at once", () => {
  const files = [film(400_000, 2), film(500_000, 3)] as const;

  /** A server that answers both only when both have asked, each with a file of its own. */
  const serveBoth = () => {
    const waiting: ServerResponse[] = [];
    return serveContent((response) => {
      waiting.push(response);
      if (waiting.length === 2) for (const [index, one] of files.entries()) sendFile(one)(waiting[index]!);
    });
  };

  test("one saves the complete file, the other is rejected", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await using server = await serveBoth();
    const both = [1, 2].map(() => startSaver(saver.file, server.baseURL, path));
    const outcomes = await Promise.all(both.map(({ outcome }) => outcome));
    expect(asked(server)).toHaveLength(2);
    expect(outcomes.map((outcome) => outcome?.code).toSorted()).toEqual(["output_exists", undefined]);
    const winner = outcomes.find((outcome) => outcome?.code === undefined);
    const saved = await readFile(path);
    expect(files.find((one) => one.equals(saved))?.length).toBe(winner?.bytes ?? 0);
    expect(await folder.names()).toEqual(["clip.mp4"]);
  });

  test("with overwrite both leave one complete file", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await using server = await serveBoth();
    const both = [1, 2].map(() => startSaver(saver.file, server.baseURL, path, { overwrite: true }));
    const outcomes = await Promise.all(both.map(({ outcome }) => outcome));
    expect(outcomes.map((outcome) => outcome?.bytes).toSorted()).toEqual([400_000, 500_000]);
    const saved = await readFile(path);
    expect(files.some((one) => one.equals(saved))).toBe(true);
    expect(await folder.names()).toEqual(["clip.mp4"]);
  });
});
