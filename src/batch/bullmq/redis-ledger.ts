import type { ConnectionOptions } from "bullmq";
import { maxSharedTime } from "../../submit/reconcile.js";
import { UgokuError } from "../../utils/errors.js";
import * as rule from "../../utils/option-rules.js";
import { type OptionRules, validateOptions } from "../../utils/validate-options.js";
import { getSentAt, type Ledger, type LedgerEntry } from "../ledger.js";
import { earlierKeys, nextKey } from "../retry-keys.js";
import { bullmq } from "./import-bullmq.js";
import {
  defaultName,
  defaultPrefix,
  getClient,
  getKeys,
  locationRules,
  type QueueLocation,
  type RedisClient,
  runScript,
  type Script,
} from "./redis.js";
import { validateConnection } from "./validate-connection.js";

/** Days for which settled entries are kept. */
const defaultRetention = 30;

export const retentionRule = rule.above(0, "a number of days");

/** Entries read at a time. */
const pageSize = 500;

/**
 * An entry is stored as a string: its status, the id of the claim that wrote it, its JSON. With the id, a claim that ioredis sends
 * again after a lost connection recognizes its own entry.
 *
 * The latest attempt of an item is found through the earlier ones (see `latestAttempt()`), so these are kept as long as it is. If one
 * has expired, the attempt after it would not be found: nothing is claimed, and the result is 1.
 */
const claim: Script = {
  name: "claim",
  keys: 2,
  lua: `
local known = redis.call("GET", KEYS[1])
if known then
  local status, id, entry = string.match(known, "^(%S+) (%S+) (.*)$")
  if status ~= "rejected" and id ~= ARGV[2] then return entry end
end
for index = 5, #ARGV do
  if redis.call("EXISTS", ARGV[index]) == 0 then return 1 end
end
for index = 5, #ARGV do redis.call("PERSIST", ARGV[index]) end
redis.call("SET", KEYS[1], "intent " .. ARGV[2] .. " " .. ARGV[1])
redis.call("ZADD", KEYS[2], ARGV[3], ARGV[4])
return false`,
};

/**
 * A worker that searches in vain while another gets the response does not overwrite that response. An attempt that is not the
 * latest is kept at least as long as the next one, and each earlier one as long as this.
 */
const write: Script = {
  name: "write",
  keys: 2,
  lua: `
local known = redis.call("GET", KEYS[1])
local before = known and string.match(known, "^(%S+)")
local status = ARGV[2]
local isKnown = before == "accepted" or before == "completed" or before == "failed"
if isKnown and (status == "ambiguous" or status == "rejected") then return 0 end
local px = ARGV[3]
local next = redis.call("PTTL", ARGV[7])
if next == -1 then px = "" end
if px ~= "" and next > tonumber(px) then px = next end
if px == "" then redis.call("SET", KEYS[1], status .. " - " .. ARGV[1])
else redis.call("SET", KEYS[1], status .. " - " .. ARGV[1], "PX", px) end
for index = 8, #ARGV do
  if px == "" then redis.call("PERSIST", ARGV[index])
  else redis.call("PEXPIRE", ARGV[index], px) end
end
if ARGV[4] == "" then redis.call("ZREM", KEYS[2], ARGV[5])
else redis.call("ZADD", KEYS[2], ARGV[4], ARGV[5]) end
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", "(" .. ARGV[6])
return 1`,
};

/** A job is stored as the time of its create request, and its key. */
const claimJob: Script = {
  name: "claimJob",
  keys: 1,
  lua: `
local sentAt, owner = string.match(redis.call("GET", KEYS[1]) or "", "^(%S+) (%S+)$")
if owner and owner ~= ARGV[1] and tonumber(sentAt) >= tonumber(ARGV[3]) then return owner end
redis.call("SET", KEYS[1], ARGV[2] .. " " .. ARGV[1], "PX", ARGV[4])
return ARGV[1]`,
};

const read: Script = { name: "read", keys: 1, lua: `return redis.call("GET", KEYS[1])` };

const since: Script = {
  name: "since",
  keys: 1,
  lua: `
local found = {}
for _, key in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], ARGV[1], "+inf", "LIMIT", ARGV[2], ARGV[3])) do
  found[#found + 1] = redis.call("GET", ARGV[4] .. key) or ""
end
return found`,
};

/** For each key: 1 if it is in the ledger or in the queue, else 0. */
const known: Script = {
  name: "known",
  keys: 0,
  lua: `
local found = {}
for index = 3, #ARGV, 2 do
  local isKnown = redis.call("EXISTS", ARGV[1] .. ARGV[index]) + redis.call("EXISTS", ARGV[2] .. ARGV[index + 1])
  found[#found + 1] = isKnown > 0 and 1 or 0
end
return found`,
};

const parseEntry = (json: unknown): LedgerEntry | undefined =>
  typeof json === "string" && json !== "" ? (JSON.parse(json) as LedgerEntry) : undefined;

/** The entry without its status and claim id. */
const parseStored = (stored: unknown): LedgerEntry | undefined =>
  parseEntry(typeof stored === "string" ? stored.replace(/^\S+ \S+ /, "") : undefined);

/** The ledger of a queue over an existing client. `retention`: days. */
export function connectLedger(
  client: () => Promise<RedisClient>,
  location: QueueLocation,
  retention: number = defaultRetention,
): Ledger {
  const keys = getKeys(location);
  // Redis takes whole milliseconds only.
  const retentionMs = Math.min(Math.ceil(retention * 86_400_000), Number.MAX_SAFE_INTEGER);
  const earlierEntries = (key: string) => earlierKeys(key).map((earlier) => keys.entry + earlier);
  return {
    read: async (key) => parseStored(await runScript(await client(), read, [keys.entry + key])),
    async claim(intent) {
      const { key } = intent;
      const args = [JSON.stringify(intent), crypto.randomUUID(), intent.attempt.sentAt, key, ...earlierEntries(key)];
      const holder = await runScript(await client(), claim, [keys.entry + key, keys.sent, ...args]);
      if (Number(holder) === 1) throw expiredError(key);
      return parseEntry(holder);
    },
    async write(entry) {
      const { key, status } = entry;
      const isSettled = status === "completed" || status === "failed" || status === "rejected";
      const args = [JSON.stringify(entry), status, isSettled ? retentionMs : "", getSentAt(entry) ?? "", key];
      const others = [keys.entry + nextKey(key), ...earlierEntries(key)];
      await runScript(await client(), write, [
        keys.entry + key,
        keys.sent,
        ...args,
        Date.now() - retentionMs,
        ...others,
      ]);
    },
    async claimJob({ baseURL, id, key, createdAt }, from) {
      // As long as another create request may be answered with this job.
      const args = [key, createdAt, from, Math.max(retentionMs, maxSharedTime)];
      return String(await runScript(await client(), claimJob, [`${keys.job}${baseURL} ${id}`, ...args]));
    },
    async *since(from) {
      for (let offset = 0; ; offset += pageSize) {
        const found = await runScript(await client(), since, [keys.sent, from, offset, pageSize, keys.entry]);
        if (!Array.isArray(found)) return;
        for (const stored of found) {
          const entry = parseStored(stored);
          if (entry) yield entry;
        }
        if (found.length < pageSize) return;
      }
    },
  };
}

const expiredError = (key: string) =>
  new UgokuError(
    "ledger_not_writable",
    `The attempts before ${key} have just expired in the ledger. Nothing was sent.`,
    {
      retryable: true,
      hint: "Submit the item again: it is sent with its own key.",
    },
  );

/** Which of the keys the queue or the ledger knows, in their order. */
export async function areKnown(
  client: RedisClient,
  location: QueueLocation,
  queueKey: string,
  keys: readonly { readonly key: string; readonly id: string }[],
): Promise<boolean[]> {
  const pairs = keys.flatMap(({ key, id }) => [id, key]);
  const found = await runScript(client, known, [queueKey, getKeys(location).entry, ...pairs]);
  return Array.isArray(found) ? found.map((isKnown) => Number(isKnown) === 1) : [];
}

/** Options of {@link createRedisLedger}. */
export interface RedisLedgerOptions extends QueueLocation {
  /**
   * Days for which completed, failed and rejected entries are kept, from their last change; open ones are kept until they are
   * settled. An item that was sent again counts as one: what its latest entry says. Default 30.
   */
  readonly retention?: number | undefined;
}

const ledgerRules: OptionRules<RedisLedgerOptions> = { ...locationRules, retention: retentionRule };

/** A ledger with its own connection. */
export interface RedisLedger extends Ledger, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * The ledger of a queue's workers, to inspect it or for your own steps.
 *
 * It is as durable as Redis: with `appendfsync everysec`, a crash of its machine may lose the last second.
 *
 * @throws RequestError (`option_invalid`) for an unknown or invalid option.
 *
 * @example
 * ```ts
 * import { createRedisLedger } from "ugoku/bullmq";
 *
 * await using ledger = createRedisLedger({ host: "localhost", port: 6379 });
 * for await (const entry of ledger.since(Date.now() - 3_600_000)) {
 *   if (entry.status === "ambiguous") console.log(entry.key, entry.error.message);
 * }
 * ```
 */
export function createRedisLedger(connection: ConnectionOptions, options: RedisLedgerOptions = {}): RedisLedger {
  validateOptions("createRedisLedger()", options, ledgerRules);
  validateConnection("createRedisLedger()", connection, Object.keys(ledgerRules));
  const { name = defaultName, prefix = defaultPrefix, retention } = options;
  // Accepts every form of connection in both versions of BullMQ.
  const queue = new (bullmq().Queue)(name, { connection, prefix, skipMetasUpdate: true });
  const close = () => queue.close();
  const ledger = connectLedger(() => getClient(queue), { name, prefix }, retention);
  return { ...ledger, close, [Symbol.asyncDispose]: close };
}
