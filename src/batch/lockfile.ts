/**
 * A lock file that survives crashes: one writer at a time. docs/decisions/015-ledger.md says why this is not a library.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { link, open, readFile, readlink, realpath, unlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoCode } from "../utils/errno.js";
import { UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";

/** The content of a lock file. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When the lock was acquired, for messages only: clocks differ and are set. */
  readonly at: string;
  /** Start time of the process in clock ticks since boot, because process ids are reused. Linux only. */
  readonly startTime?: string | undefined;
  /** Boot id and PID namespace, within which the pid is unique. Linux only. */
  readonly pidSpace?: string | undefined;
}

/** A lock that this process holds. */
export interface Lock {
  /** Rejects if the lock was lost while this process was suspended. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/** Retries, and milliseconds between them, while another process removes a stale lock. */
const maxRetries = 40;
const retryDelay = 25;

/** Milliseconds between two heartbeats: the holder changes the modification time of its lock file. */
const heartbeatInterval = 2_000;
/** Milliseconds between two checks for another process' heartbeat, and their number. */
const checkInterval = 500;
const maxChecks = 30;

/**
 * Acquires the lock of the file at `path`, which need not exist: the file `<path>.lock` beside it, whatever symbolic links lead there.
 * A stale lock, whose process no longer runs on this machine, is removed. A
 * process in another container or of another boot cannot be checked: its lock is stale without a heartbeat within 15 seconds.
 *
 * @throws UgokuError (`ledger_locked`) if a running process holds it, or a process on another machine, which cannot be checked
 */
export async function acquireLock(path: string): Promise<Lock> {
  const file = `${await findRealPath(path)}.lock`;
  for (let retry = 1; ; retry++) {
    const own = await createHolder();
    if (await tryCreate(file, own)) return new HeldLock(path, file, own);
    const holder = await readHolder(file);
    if (!holder) continue;
    if (holder === "unreadable" || (await isRunning(file, holder, own))) throw lockedError(path, file, holder);
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

/** Symbolic links in a row, after which Linux stops too. */
const maxLinks = 40;

/** The absolute path without symbolic links of a file that may not exist yet. */
async function findRealPath(path: string, links = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errnoCode(error) !== "ENOENT" || links === maxLinks) throw error;
    const folder = await realpath(dirname(path));
    // A link to a file that does not exist: opened for writing, it creates that file.
    const target = await readlink(path).catch(() => undefined);
    return target === undefined ? join(folder, basename(path)) : findRealPath(resolve(folder, target), links + 1);
  }
}

class HeldLock implements Lock {
  readonly #path: string;
  readonly #file: string;
  readonly #own: Holder;
  readonly #timer: NodeJS.Timeout;
  readonly #base = Math.floor(Date.now() / 1_000);
  #heartbeats = 0;
  #lastHeartbeat = performance.now();
  #isLost = false;

  constructor(path: string, file: string, own: Holder) {
    this.#path = path;
    this.#file = file;
    this.#own = own;
    this.#timer = setInterval(() => void this.#heartbeat(), heartbeatInterval);
    this.#timer.unref();
  }

  async check(): Promise<void> {
    // After a longer pause, another process may have treated this lock as stale.
    if (performance.now() - this.#lastHeartbeat > 3 * heartbeatInterval) await this.#heartbeat();
    if (!this.#isLost) return;
    throw new UgokuError("ledger_not_writable", `Another process took over the lock of ${this.#path}.`, {
      hint: "This process was suspended for too long. Run again when the other one has ended.",
    });
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    await remove(this.#file, this.#own.id);
  }

  /** Sets a time that always changes; the current time may be set back. */
  async #heartbeat(): Promise<void> {
    try {
      const holder = await readHolder(this.#file);
      // A lock file that was deleted by hand is created again.
      const isOwn = holder
        ? holder !== "unreadable" && holder.id === this.#own.id
        : await tryCreate(this.#file, this.#own);
      if (!isOwn) {
        this.#isLost = true;
        clearInterval(this.#timer);
        return;
      }
      this.#heartbeats += 1;
      await utimes(this.#file, this.#base, this.#base + this.#heartbeats);
    } catch {
      // The file system does not respond; the next write will fail too.
    }
    this.#lastHeartbeat = performance.now();
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
  const [startTime, pidSpace] = await Promise.all([getStartTime(process.pid), getPidSpace()]);
  return { id: randomUUID(), pid: process.pid, host: hostname(), at: new Date().toISOString(), startTime, pidSpace };
}

/** Whether the process still runs; a process on another machine is assumed to. */
async function isRunning(file: string, holder: Holder, own: Holder): Promise<boolean> {
  const { pid, host, startTime, pidSpace } = holder;
  if (host !== own.host) return true;
  // Another boot, another container, or another machine of the same name.
  if (pidSpace !== undefined && own.pidSpace !== undefined && pidSpace !== own.pidSpace)
    return hasHeartbeat(file, holder);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errnoCode(error) === "ESRCH") return false;
  }
  const now = await getStartTime(pid);
  return startTime === undefined || now === undefined || now === startTime;
}

/** Whether the modification time of the lock file changes within 15 seconds of this process. No clocks are compared. */
async function hasHeartbeat(file: string, { id }: Holder): Promise<boolean> {
  const first = await getModifiedTime(file);
  for (let count = 0; count < maxChecks; count++) {
    await sleep(checkInterval);
    const holder = await readHolder(file);
    if (!holder || holder === "unreadable" || holder.id !== id) return false;
    if ((await getModifiedTime(file)) !== first) return true;
  }
  return false;
}

/** The modification time. Opens the file, because a network file system then asks its server. */
async function getModifiedTime(file: string): Promise<number> {
  const handle = await open(file, "r");
  return handle
    .stat()
    .then(({ mtimeMs }) => mtimeMs)
    .finally(() => handle.close());
}

async function getPidSpace(): Promise<string | undefined> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => undefined);
  const namespace = await readlink("/proc/self/ns/pid").catch(() => undefined);
  return boot && namespace && `${boot.trim()} ${namespace}`;
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
    hint: `A ledger has one writer. Wait until that process ends, or use another ledger. If it ended on another machine or in another container, delete ${file}.`,
  });
}
