/**
 * A lock file that survives crashes: one writer at a time. docs/decisions/015-ledger.md says why this is not a library.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoCode } from "../utils/errno.js";
import { UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";

/** The content of a lock file. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When the lock was acquired. */
  readonly at: string;
  /** When the process started, in ticks of its machine: another process may have the same pid by now. Linux only. */
  readonly began?: string | undefined;
}

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>;
}

/** Retries, and milliseconds between them, while another process removes a stale lock. */
const maxRetries = 40;
const retryDelay = 25;

/**
 * Acquires the lock of `path`: the file `<path>.lock`. A stale lock, whose process on this machine no longer runs, is removed.
 *
 * @throws UgokuError (`ledger_locked`) if a running process holds it, or a process on another machine, which cannot be checked
 */
export async function acquireLock(path: string): Promise<Lock> {
  const file = `${path}.lock`;
  for (let retry = 1; ; retry++) {
    const own = await createHolder();
    if (await tryCreate(file, own)) return { release: () => remove(file, own.id) };
    const holder = await readHolder(file);
    if (!holder) continue;
    if (holder === "unreadable" || (await isRunning(holder))) throw lockedError(path, file, holder);
    try {
      // Only one process may remove it: a second, late one would remove the lock of the first.
      const guard = await acquireLock(`${file}.${holder.id}`);
      await remove(file, holder.id);
      await guard.release();
    } catch (error) {
      if (!(error instanceof UgokuError) || retry >= maxRetries) throw error;
      await sleep(retryDelay);
    }
  }
}

/** Creates the lock file with its content in one step, so that no process reads half of it. `false` if it exists. */
async function tryCreate(file: string, holder: Holder): Promise<boolean> {
  const text = `${JSON.stringify(holder)}\n`;
  const temporary = `${file}.${holder.id}.part`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    try {
      await link(temporary, file);
    } catch (error) {
      // A file system without links: a reader may see half of the content for an instant.
      if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(errnoCode(error))) throw error;
      await writeFile(file, text, { flag: "wx" });
    } finally {
      await unlink(temporary);
    }
    return true;
  } catch (error) {
    if (errnoCode(error) === "EEXIST") return false;
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
  if (!isRecord(value)) return false;
  const { id, pid, host, at } = value;
  return typeof id === "string" && Number.isInteger(pid) && typeof host === "string" && typeof at === "string";
}

async function createHolder(): Promise<Holder> {
  const began = await getStartTime(process.pid);
  return { id: randomUUID(), pid: process.pid, host: hostname(), at: new Date().toISOString(), began };
}

/** Whether the process still runs; a process on another machine is assumed to. */
async function isRunning({ pid, host, at, began }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  // Before the last boot; one minute allows for a clock that was set.
  if (Date.parse(at) < Date.now() - uptime() * 1_000 - 60_000) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errnoCode(error) === "ESRCH") return false;
  }
  const now = await getStartTime(pid);
  return began === undefined || now === undefined || now === began;
}

/** Field 22 of Linux's `/proc/<pid>/stat`; the name before it may contain spaces and brackets. */
async function getStartTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function lockedError(path: string, file: string, holder: Holder | "unreadable"): UgokuError {
  if (holder === "unreadable")
    return new UgokuError("ledger_locked", `${path} may be in use: ${file} cannot be read.`, {
      hint: `If no other process writes it, delete ${file}.`,
    });
  const { pid, host, at } = holder;
  return new UgokuError("ledger_locked", `${path} is in use by process ${pid} on ${host} since ${at}.`, {
    retryable: true,
    hint:
      host === hostname()
        ? "Wait until that process ends, or use another ledger: a ledger has one writer."
        : `If that machine is permanently offline, delete ${file}. A ledger has one writer.`,
  });
}
