import { isRecord } from "../../utils/guards.js";
import type { RedisClient } from "./redis.js";

interface Settings {
  readonly appendonly: string | undefined;
  readonly appendfsync: string | undefined;
  readonly policy: string | undefined;
}

/** The settings of Redis that may cost money, as sentences. Rejects if the connection ends before they are read. */
export async function findDurabilityProblems(client: RedisClient): Promise<string[]> {
  const settings = await readSettings(client);
  return [checkPersistence(settings), checkEviction(settings)]
    .filter((problem) => problem !== undefined)
    .map((problem) => `${problem} See docs/guides/bullmq.md, Durability.`);
}

function checkPersistence({ appendonly, appendfsync }: Settings): string | undefined {
  if (appendonly === "no")
    return "Redis has no append-only file: a restart of Redis may lose create requests, and they may be paid for twice. Set appendonly yes and appendfsync always.";
  if (appendonly === undefined || appendfsync === undefined)
    return "Redis does not tell how it writes to its disk (CONFIG is forbidden, as on managed services): it is unknown whether a claimed create request survives a crash of Redis. Ask its operator for AOF.";
  if (appendfsync === "always") return undefined;
  return `Redis writes to its disk with appendfsync ${appendfsync}: a crash of its machine may lose the last second${appendfsync === "no" ? "s" : ""} of create requests, and they may be paid for twice. Set appendfsync always.`;
}

function checkEviction({ policy }: Settings): string | undefined {
  if (policy === undefined || policy === "noeviction") return undefined;
  return `Redis' maxmemory-policy is ${policy}: when its memory is full, it deletes jobs and the ledger of paid create requests. Set noeviction.`;
}

async function readSettings(client: RedisClient): Promise<Settings> {
  const info = await client.info().catch(unlessRejected(""));
  const aof = /^aof_enabled:(\d)/m.exec(info)?.[1];
  return {
    appendonly: (await getConfig(client, "appendonly")) ?? (aof === "0" ? "no" : aof && "yes"),
    appendfsync: await getConfig(client, "appendfsync"),
    policy: (await getConfig(client, "maxmemory-policy")) ?? /^maxmemory_policy:(\S+)/m.exec(info)?.[1],
  };
}

async function getConfig(client: RedisClient, name: string): Promise<string | undefined> {
  const reply = await client.call?.("CONFIG", "GET", name).catch(unlessRejected(undefined));
  // An array of pairs in RESP2, a map in RESP3.
  const value: unknown = Array.isArray(reply)
    ? reply[1]
    : reply instanceof Map
      ? reply.get(name)
      : isRecord(reply)
        ? reply[name]
        : undefined;
  return value === undefined ? undefined : String(value);
}

/** An error of Redis itself starts with a word in capitals, such as NOPERM or ERR; any other is a lost connection. */
function unlessRejected<T>(fallback: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && /^[A-Z]+ /.test(error.message)) return fallback;
    throw error;
  };
}
