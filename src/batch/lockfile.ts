/**
 * One writer of a file, also after a crash. See docs/decisions/015-ledger.md for why this is no library.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { errnoCode } from "../utils/errno.js";
import { UgokuError } from "../utils/errors.js";

/** Who holds a lock: what the lock file says. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When the lock was taken. */
  readonly at: string;
  /** When the process began, in ticks of its machine: another process may have got the same pid since. Linux only. */
  readonly began?: string | undefined;
}

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>;
}

/** How often, and after how many milliseconds, a lock is asked for again that somebody else is clearing away just now. */
const mostTries = 40;
const shortWait = 25;

/**
 * Takes the lock of `path`: the file `<path>.lock`. One that a dead process left behind on this machine is cleared away.
 *
 * @throws UgokuError (`ledger_locked`) if a living process holds it, or one on another machine, which cannot be looked at.
 */
export async function takeLock(path: string): Promise<Lock> {
  const file = `${path}.lock`;
  for (let count = 1; ; count++) {
    const mine = await me();
    if (await place(file, mine)) return { release: () => remove(file, mine.id) };
    const holder = await readHolder(file);
    if (!holder) continue;
    if (holder === "unreadable" || (await isAlive(holder))) throw locked(path, file, holder);
    try {
      // Only one may clear it away: else a second one, late, would clear away the lock of the first.
      const guard = await takeLock(`${file}.${holder.id}`);
      await remove(file, holder.id);
      await guard.release();
    } catch (error) {
      if (!(error instanceof UgokuError) || count >= mostTries) throw error;
      await pause(shortWait);
    }
  }
}

/** Puts the lock file there, with all that it says at once: nobody ever reads half of it. `false`: there is one. */
async function place(file: string, holder: Holder): Promise<boolean> {
  const text = `${JSON.stringify(holder)}\n`;
  const temporary = `${file}.${holder.id}.part`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    try {
      await link(temporary, file);
    } finally {
      await unlink(temporary);
    }
    return true;
  } catch (error) {
    const code = errnoCode(error);
    if (code === "EEXIST") return false;
    // A file system without links: what is written there may be read half way, for an instant.
    if (code === "EPERM" || code === "ENOTSUP" || code === "EOPNOTSUPP" || code === "ENOSYS") {
      return writeFile(file, text, { flag: "wx" }).then(
        () => true,
        (again: unknown) => {
          if (errnoCode(again) === "EEXIST") return false;
          throw again;
        },
      );
    }
    throw error;
  }
}

async function remove(file: string, id: string): Promise<void> {
  const holder = await readHolder(file);
  if (holder && holder !== "unreadable" && holder.id === id) await unlink(file);
}

async function readHolder(file: string): Promise<Holder | "unreadable" | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(file, "utf8"));
    return isHolder(holder) ? holder : "unreadable";
  } catch (error) {
    if (errnoCode(error) === "ENOENT") return undefined;
    if (error instanceof SyntaxError) return "unreadable";
    throw error;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== "object" || value === null) return false;
  const { id, pid, host, at } = value as Record<string, unknown>;
  return typeof id === "string" && Number.isInteger(pid) && typeof host === "string" && typeof at === "string";
}

async function me(): Promise<Holder> {
  const began = await beginOf(process.pid);
  return { id: randomUUID(), pid: process.pid, host: hostname(), at: new Date().toISOString(), began };
}

/** Whether the process that took the lock still runs. Of another machine's nobody can tell. */
async function isAlive({ pid, host, at, began }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  // A minute for a clock that was set.
  if (Date.parse(at) < Date.now() - uptime() * 1_000 - 60_000) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errnoCode(error) === "ESRCH") return false;
  }
  const now = await beginOf(pid);
  return began === undefined || now === undefined || now === began;
}

/** Field 22 of Linux's `/proc/<pid>/stat`; the name before it may hold spaces and brackets. */
async function beginOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function locked(path: string, file: string, holder: Holder | "unreadable"): UgokuError {
  if (holder === "unreadable")
    return new UgokuError("ledger_locked", `${path} may be in use: ${file} cannot be read.`, {
      hint: `If no other process writes it, delete ${file}.`,
    });
  const { pid, host, at } = holder;
  const isHere = host === hostname();
  return new UgokuError("ledger_locked", `${path} is in use by process ${pid} on ${host} since ${at}.`, {
    retryable: true,
    hint: isHere
      ? "Wait until it has ended, or use another ledger: one ledger has one writer."
      : `If that machine is off for good, delete ${file}. One ledger has one writer.`,
  });
}
