import { appendFile, link, mkdir, readFile, rename, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { type LedgerEntry, openJsonlLedger } from "../../src/batch.js";
import type { SubmitAttempt } from "../../src/index.js";
import { ticketOf } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder, tinyDisk } from "../helpers/folders.js";

const attempt = (key: string): SubmitAttempt => ({
  v: 1,
  key,
  baseURL: "http://localhost:1/v1",
  dialect: "openai",
  model: "sora-2",
  seconds: 4,
  size: "720x1280",
  sentAt: 1_800_000_000_000,
});
const intent = (key: string) => ({ status: "intent" as const, key, attempt: attempt(key) });
const accepted = (key: string): LedgerEntry => ({
  status: "accepted",
  key,
  ticket: ticketOf("http://localhost:1/v1", { key }),
});

describe("openJsonlLedger()", () => {
  test("keeps the latest entry of each key, and lets one caller claim it", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    {
      await using ledger = await openJsonlLedger(path);
      expect(await Promise.all([ledger.claim(intent("花")), ledger.claim(intent("花"))])).toEqual([
        undefined,
        intent("花"),
      ]);
      await ledger.write(accepted("花"));
      await ledger.write({
        status: "rejected",
        key: "b",
        error: { code: "rate_limited", message: "no", retryable: true },
      });
      expect(await ledger.claim(intent("b"))).toBeUndefined();
    }
    await using again = await openJsonlLedger(path);
    expect([...again.entries()]).toEqual([accepted("花"), intent("b")]);
    expect([...again.since(1_800_000_000_001)]).toEqual([]);
  });

  test("ignores a last line that is cut off at any byte, and continues", { timeout: 60_000 }, async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    {
      await using ledger = await openJsonlLedger(path);
      await ledger.claim(intent("a"));
      await ledger.write(accepted("a"));
    }
    const bytes = await readFile(path);
    const lastLine = bytes.lastIndexOf(10, bytes.length - 2) + 1;
    for (let cut = lastLine; cut <= bytes.length; cut++) {
      await writeFile(path, bytes.subarray(0, cut));
      {
        await using ledger = await openJsonlLedger(path);
        // Whole but for its end it is whole.
        expect((await ledger.read("a"))?.status, `cut at ${cut}`).toBe(cut >= bytes.length - 1 ? "accepted" : "intent");
        await ledger.claim(intent("b"));
      }
      await using next = await openJsonlLedger(path);
      expect([...next.entries()].map(({ key }) => key)).toEqual(["a", "b"]);
    }
  });

  test.each([
    "{no json",
    '{"v":1,"status":"lost","key":"a"}',
    '{"v":1,"status":"accepted","key":"a"}',
    '{"v":2,"status":"completed"}',
    "3",
  ])("says the number of a broken line that is not the last: %s", async (line) => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    const good = JSON.stringify({ v: 1, ...intent("a") });
    await writeFile(path, `${good}\n${line}\n${good}\n`);
    const error = await failure(openJsonlLedger(path));
    expect(error.code).toBe("ledger_invalid");
    expect(error.message).toContain("Line 2 of");
    expect(await folder.names()).toEqual(["ledger.jsonl"]);
  });

  test("rejects a second writer by name until the first closes", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    const first = await openJsonlLedger(path);
    const error = await failure(openJsonlLedger(path));
    expect(error.code).toBe("ledger_locked");
    expect(error.message).toContain(`process ${process.pid} on ${hostname()}`);
    await first.close();
    await (await openJsonlLedger(path)).close();
    expect(await folder.names()).toEqual(["ledger.jsonl"]);
  });

  describe("rejects a second writer by another path of the same file", () => {
    /** Files of a folder with the ledger in `real/ledger.jsonl`, and another path of it. */
    type Arrange = (folder: string, ledger: string) => Promise<string>;
    const toFolder: Arrange = async (folder) => {
      await symlink("real", join(folder, "linked"));
      return join(folder, "linked", "ledger.jsonl");
    };
    const toFile: Arrange = async (folder, ledger) => {
      await symlink(ledger, join(folder, "link.jsonl"));
      return join(folder, "link.jsonl");
    };
    const throughTwo: Arrange = async (folder) => {
      await symlink(join("real", "ledger.jsonl"), join(folder, "first.jsonl"));
      await symlink("first.jsonl", join(folder, "second.jsonl"));
      return join(folder, "second.jsonl");
    };

    test.each<[string, Arrange]>([
      ["a symbolic link", toFile],
      ["two symbolic links", throughTwo],
      ["a symbolic link to its folder", toFolder],
      ["a relative path", async (_, ledger) => relative(process.cwd(), ledger)],
      ["a path with dots", async (folder) => `${folder}/real/../real/./ledger.jsonl`],
    ])("%s, whether the file exists or not", async (_, arrange) => {
      for (const exists of [true, false]) {
        await using folder = await emptyFolder();
        await mkdir(join(folder.path, "real"));
        const path = join(folder.path, "real", "ledger.jsonl");
        if (exists) await writeFile(path, "");
        const other = await arrange(folder.path, path);
        for (const [one, two] of [
          [path, other],
          [other, path],
        ] as const) {
          const first = await openJsonlLedger(one);
          expect((await failure(openJsonlLedger(two))).code).toBe("ledger_locked");
          await first.claim(intent(one));
          await first.close();
          await using second = await openJsonlLedger(two);
          expect((await second.read(one))?.status).toBe("intent");
        }
      }
    });

    test("a hard link is refused, and so is a file with one", async () => {
      await using folder = await emptyFolder();
      const [path, other] = [join(folder.path, "ledger.jsonl"), join(folder.path, "other.jsonl")];
      await using first = await openJsonlLedger(path);
      await first.claim(intent("a"));
      await link(path, other);
      const error = await failure(openJsonlLedger(other));
      expect(error).toMatchObject({ code: "ledger_not_writable", message: expect.stringContaining("2 names") });
      await first.close();
      expect((await failure(openJsonlLedger(path))).code).toBe("ledger_not_writable");
      expect(await folder.names()).toEqual(["ledger.jsonl", "other.jsonl"]);
      // As the hint says.
      await writeFile(join(folder.path, "copy"), await readFile(path));
      await rename(join(folder.path, "copy"), path);
      await using again = await openJsonlLedger(path);
      expect((await again.read("a"))?.status).toBe("intent");
    });

    test("links that lead nowhere are an error with the path", async () => {
      await using folder = await emptyFolder();
      const path = join(folder.path, "ledger.jsonl");
      await symlink(path, path);
      expect(await failure(openJsonlLedger(path))).toMatchObject({
        code: "ledger_not_writable",
        message: expect.stringContaining(path),
      });
      await symlink(join("none", "ledger.jsonl"), join(folder.path, "other.jsonl"));
      const error = await failure(openJsonlLedger(join(folder.path, "other.jsonl")));
      expect(error.message).toContain("its folder does not exist");
    });
  });

  test("removes the lock of a process that no longer runs; of many processes, one acquires it", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    for (let round = 0; round < 10; round++) {
      // Above what Linux and macOS give to processes.
      const dead = { id: `dead-${round}`, pid: 99_999_999, host: hostname(), at: new Date().toISOString() };
      await writeFile(`${path}.lock`, JSON.stringify(dead));
      const opened = await Promise.allSettled(Array.from({ length: 6 }, () => openJsonlLedger(path)));
      const won = opened.filter((one) => one.status === "fulfilled");
      expect(won).toHaveLength(1);
      for (const { value } of won) await value.close();
      expect(await folder.names()).toEqual(["ledger.jsonl"]);
    }
  });

  test("keeps the lock of a process on another machine", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    await writeFile(
      `${path}.lock`,
      JSON.stringify({ id: "x", pid: 1, host: "elsewhere", at: new Date().toISOString() }),
    );
    const error = await failure(openJsonlLedger(path));
    expect(error.code).toBe("ledger_locked");
    expect(error.hint).toContain("delete");
  });

  test("keeps the lock of a running process when the clock is set forward or back", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    await using _ = await openJsonlLedger(path);
    const now = Date.now();
    for (const days of [-3_000, -1, 1, 3_000]) {
      const clock = vi.spyOn(Date, "now").mockReturnValue(now + days * 86_400_000);
      expect((await failure(openJsonlLedger(path))).code, `${days} days`).toBe("ledger_locked");
      clock.mockRestore();
    }
  });

  describe("a lock of a process that cannot be seen: another container or boot, with the same host name", () => {
    const holder = {
      id: "x",
      pid: 99_999_999,
      host: hostname(),
      at: new Date().toISOString(),
      pidSpace: "boot pid:[1]",
    };

    test.runIf(process.platform === "linux")("is kept while its holder refreshes it", async () => {
      await using folder = await emptyFolder();
      const path = join(folder.path, "ledger.jsonl");
      await writeFile(`${path}.lock`, JSON.stringify(holder));
      let beats = 0;
      // As on a machine whose clock is years behind.
      const timer = setInterval(() => void utimes(`${path}.lock`, 1, ++beats), 800);
      const error = await failure(openJsonlLedger(path));
      clearInterval(timer);
      expect(error).toMatchObject({ code: "ledger_locked", hint: expect.stringContaining(`delete ${path}.lock`) });
    });

    test.runIf(process.platform === "linux")(
      "is removed if nothing refreshes it for fifteen seconds",
      {
        tags: ["slow"],
        timeout: 30_000,
      },
      async () => {
        await using folder = await emptyFolder();
        const path = join(folder.path, "ledger.jsonl");
        await writeFile(`${path}.lock`, JSON.stringify(holder));
        const started = performance.now();
        await (await openJsonlLedger(path)).close();
        expect(performance.now() - started).toBeGreaterThan(14_000);
        expect(await folder.names()).toEqual(["ledger.jsonl"]);
      },
    );
  });

  test("refreshes its lock file", { tags: ["slow"] }, async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    await using _ = await openJsonlLedger(path);
    const before = (await stat(`${path}.lock`)).mtimeMs;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await stat(`${path}.lock`)).mtimeMs).not.toBe(before);
  });

  test("claims nothing after a suspension in which another process took over the lock", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    await using ledger = await openJsonlLedger(path);
    await ledger.claim(intent("a"));
    const other = { id: "other", pid: 1, host: "elsewhere", at: new Date().toISOString() };
    await writeFile(`${path}.lock`, JSON.stringify(other));
    const resumed = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
    const error = await failure(ledger.claim(intent("b")));
    resumed.mockRestore();
    expect(error).toMatchObject({ code: "ledger_not_writable" });
    expect(error.message).toContain("took over the lock");
    expect(await readFile(path, "utf8")).not.toContain('"b"');
  });

  test("does not change a file of a newer ugoku, and names the update", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    const text = `${JSON.stringify({ v: 1, ...intent("a") })}\n${JSON.stringify({ v: 2, key: "b", status: "paused" })}\n`;
    await writeFile(path, text);
    const error = await failure(openJsonlLedger(path));
    expect(error).toMatchObject({ code: "ledger_invalid", hint: expect.stringContaining("Update ugoku") });
    expect(error.message).toMatch(/Line 2 .* newer ugoku \(version 2\)/);
    expect(await readFile(path, "utf8")).toBe(text);
    await writeFile(path, '{"v":1,"status":"paused","key":"a"}\n{}\n');
    expect((await failure(openJsonlLedger(path))).hint).toContain("repair it from a copy");
  });

  test("accepts nothing on a full disk, and is valid afterwards", async ({ skip }) => {
    await using disk = await tinyDisk(skip);
    const path = join(disk.path, "ledger.jsonl");
    const ledger = await openJsonlLedger(path);
    await ledger.claim(intent("first"));
    await writeFile(join(disk.path, "filler"), Buffer.alloc(52_000));
    const work = (async () => {
      for (let at = 0; at < 1_000; at++) await ledger.claim(intent(`key-${at}`));
    })();
    const error = await failure(work);
    expect(error.code).toBe("ledger_not_writable");
    expect(error.message).toContain("full");
    expect((await failure(ledger.claim(intent("later")))).code).toBe("ledger_not_writable");
    await ledger.close();
    await writeFile(join(disk.path, "filler"), "");
    await using again = await openJsonlLedger(path);
    expect((await again.read("first"))?.status).toBe("intent");
    await again.claim(intent("later"));
  });

  test("reads a byte order mark and empty lines, as editors write them", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "ledger.jsonl");
    await writeFile(path, `\uFEFF${JSON.stringify({ v: 1, ...intent("a") })}\r\n\r\n`);
    await appendFile(path, `${JSON.stringify({ v: 1, ...accepted("a") })}\n`);
    await using ledger = await openJsonlLedger(path);
    expect((await ledger.read("a"))?.status).toBe("accepted");
    expect((await stat(path)).size).toBeGreaterThan(0);
  });
});
