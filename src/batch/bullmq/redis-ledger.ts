import type { ConnectionOptions } from "bullmq";
import { describeValue, RequestError } from "../../utils/errors.js";
import { checkOptionNames } from "../../utils/validate-options.js";
import { type IntentEntry, type Ledger, type LedgerEntry, sentAtOf } from "../ledger.js";
import { bullmq } from "./import-bullmq.js";
import {
  checkPlace,
  clientOf,
  defaultName,
  defaultPrefix,
  keysOf,
  type Place,
  type RedisClient,
  run,
  type Script,
} from "./redis.js";

/** Days for which what is settled is remembered. */
export const defaultRetention = 30;

/** Entries that are read at a time. */
const page = 500;

/**
 * An entry is a string: its state, the claim that wrote it, its JSON. A claim bears a mark of its own: a connection that broke
 * after Redis had taken it sends it again, and must not find itself in the way.
 */
const claim: Script = {
  name: "claim",
  keys: 2,
  lua: `
local known = redis.call("GET", KEYS[1])
if known then
  local state, mark, entry = string.match(known, "^(%S+) (%S+) (.*)$")
  if state ~= "rejected" and mark ~= ARGV[2] then return entry end
end
redis.call("SET", KEYS[1], "intent " .. ARGV[2] .. " " .. ARGV[1])
redis.call("ZADD", KEYS[2], ARGV[3], ARGV[4])
return false`,
};

/** Who looks for a job in vain, while another worker gets its answer, does not take the answer away. */
const write: Script = {
  name: "write",
  keys: 2,
  lua: `
local known = redis.call("GET", KEYS[1])
local before = known and string.match(known, "^(%S+)")
local state = ARGV[2]
local isKnown = before == "accepted" or before == "done" or before == "failed"
if isKnown and (state == "ambiguous" or state == "rejected") then return 0 end
if ARGV[3] == "" then redis.call("SET", KEYS[1], state .. " - " .. ARGV[1])
else redis.call("SET", KEYS[1], state .. " - " .. ARGV[1], "PX", ARGV[3]) end
if ARGV[4] == "" then redis.call("ZREM", KEYS[2], ARGV[5])
else redis.call("ZADD", KEYS[2], ARGV[4], ARGV[5]) end
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", "(" .. ARGV[6])
return 1`,
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

/** Of the keys, which are in the ledger or in the queue: 1 or 0 each. */
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

function parse(text: unknown): LedgerEntry | undefined {
  return typeof text === "string" ? (JSON.parse(text) as LedgerEntry) : undefined;
}

/** Without state and mark. */
const jsonOf = (stored: string): string => stored.slice(stored.indexOf(" ", stored.indexOf(" ") + 1) + 1);

/** The ledger of a queue over a client that is there already. `retention`: days. */
export function ledgerOver(
  client: () => Promise<RedisClient>,
  place: Place,
  retention: number = defaultRetention,
): Ledger {
  const keys = keysOf(place);
  const retentionMs = retention * 86_400_000;
  return {
    async read(key) {
      const stored = await run(await client(), read, [keys.entry + key]);
      return typeof stored === "string" ? parse(jsonOf(stored)) : undefined;
    },
    async claim(intent: IntentEntry) {
      const args = [JSON.stringify(intent), crypto.randomUUID(), intent.attempt.sentAt, intent.key];
      return parse(await run(await client(), claim, [keys.entry + intent.key, keys.sent, ...args]));
    },
    async write(entry) {
      const isSettled = entry.state === "done" || entry.state === "failed" || entry.state === "rejected";
      const expires = isSettled ? retentionMs : "";
      const args = [JSON.stringify(entry), entry.state, expires, sentAtOf(entry) ?? "", entry.key];
      await run(await client(), write, [keys.entry + entry.key, keys.sent, ...args, Date.now() - retentionMs]);
    },
    async *since(from) {
      for (let offset = 0; ; offset += page) {
        const found = await run(await client(), since, [keys.sent, from, offset, page, keys.entry]);
        if (!Array.isArray(found)) return;
        for (const stored of found) {
          const entry = stored === "" ? undefined : parse(jsonOf(String(stored)));
          if (entry) yield entry;
        }
        if (found.length < page) return;
      }
    },
  };
}

/** Which of the keys the queue or the ledger has seen, in their order. */
export async function areKnown(
  client: RedisClient,
  place: Place,
  queueKey: string,
  keys: readonly { readonly key: string; readonly id: string }[],
): Promise<boolean[]> {
  const pairs = keys.flatMap(({ key, id }) => [id, key]);
  const found = await run(client, known, [queueKey, keysOf(place).entry, ...pairs]);
  return Array.isArray(found) ? found.map((one) => Number(one) === 1) : [];
}

/** Options of {@link createRedisLedger}. */
export interface RedisLedgerOptions extends Place {
  /** Days for which what is done, failed or refused is remembered; what is open is kept until it is settled. Default 30. */
  readonly retention?: number | undefined;
}

/** A ledger with a connection of its own. */
export interface RedisLedger extends Ledger, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * The ledger in which the workers of a queue write: to look into it, or for steps of your own.
 *
 * It promises what the Redis promises: with `appendfsync everysec`, a crash of Redis' machine may lose the last second.
 *
 * @throws RequestError (`option_invalid`) for an option that is unknown or of the wrong kind.
 *
 * @example
 * ```ts
 * import { createRedisLedger } from "ugoku/bullmq";
 *
 * await using ledger = createRedisLedger({ host: "localhost", port: 6379 });
 * for await (const entry of ledger.since(Date.now() - 3_600_000)) {
 *   if (entry.state === "ambiguous") console.log(entry.key, entry.error.message);
 * }
 * ```
 */
export function createRedisLedger(connection: ConnectionOptions, options: RedisLedgerOptions = {}): RedisLedger {
  checkOptionNames("createRedisLedger()", options, ["name", "prefix", "retention"]);
  const { name = defaultName, prefix = defaultPrefix, retention } = options;
  checkPlace(connection, options);
  checkRetention(retention);
  // The way to a connection that both versions of BullMQ share, whatever the connection was given as.
  const queue = new (bullmq().Queue)(name, { connection, prefix, skipMetasUpdate: true });
  const close = () => queue.close();
  const ledger = ledgerOver(() => clientOf(queue), { name, prefix }, retention);
  return { ...ledger, close, [Symbol.asyncDispose]: close };
}

/** Refuses a retention that is no number of days. */
export function checkRetention(retention: number | undefined): void {
  if (retention === undefined || (Number.isFinite(retention) && retention > 0)) return;
  throw new RequestError("option_invalid", `retention is ${describeValue(retention)}.`, {
    hint: "Days, more than 0, such as 30.",
  });
}
