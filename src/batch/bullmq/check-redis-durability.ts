import { isRecord } from "../../utils/guards.js";
import type { RedisClient } from "./redis.js";

/**
 * How a crash of Redis could lose create requests that are paid for; `undefined` if it loses none. BullMQ itself warns about the
 * eviction of keys. Rejects if the connection ends.
 */
export async function findDurabilityProblem(client: RedisClient): Promise<string | undefined> {
  const problem = describe(await getConfig(client, "appendonly"), await getConfig(client, "appendfsync"));
  return problem && `${problem} See docs/guides/bullmq.md, Durability.`;
}

function describe(appendonly: string | undefined, appendfsync: string | undefined): string | undefined {
  if (appendonly === undefined || appendfsync === undefined)
    return "Redis does not tell how it writes to its disk (CONFIG is forbidden, as on managed services): it is unknown whether a claimed create request survives a crash of Redis. Ask its operator for AOF.";
  if (appendonly === "no")
    return "Redis has no append-only file: a restart of Redis may lose create requests, and they may be paid for twice. Set appendonly yes and appendfsync always.";
  if (appendfsync === "always") return undefined;
  return `Redis writes to its disk with appendfsync ${appendfsync}: a crash of its machine may lose the last second${appendfsync === "no" ? "s" : ""} of create requests, and they may be paid for twice. Set appendfsync always.`;
}

/** `undefined` if Redis refuses to tell. */
async function getConfig(client: RedisClient, name: string): Promise<string | undefined> {
  const reply = await client.call?.("CONFIG", "GET", name).catch((error: unknown) => {
    // An error of Redis itself starts with a word in capitals, such as NOPERM or ERR; any other is a lost connection.
    if (error instanceof Error && /^[A-Z]+ /.test(error.message)) return undefined;
    throw error;
  });
  // An array of pairs in RESP2, a map in RESP3.
  const pairs = reply instanceof Map ? Object.fromEntries(reply) : reply;
  const value: unknown = Array.isArray(pairs) ? pairs[1] : isRecord(pairs) ? pairs[name] : undefined;
  return value === undefined ? undefined : String(value);
}
