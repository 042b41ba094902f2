import type { RedisClient } from "./redis.js";

/**
 * What of the Redis' settings may cost money, as sentences; none if nothing may. Rejects if the connection ends meanwhile:
 * nothing follows from that.
 */
export async function durabilityProblems(client: RedisClient): Promise<string[]> {
  const settings = await readSettings(client);
  return [appendOnly(settings), eviction(settings)].filter((problem) => problem !== undefined);
}

interface Settings {
  readonly appendonly: string | undefined;
  readonly appendfsync: string | undefined;
  readonly policy: string | undefined;
}

const mend = "See docs/guides/bullmq.md, Durability.";

function appendOnly({ appendonly, appendfsync }: Settings): string | undefined {
  if (appendonly === "no")
    return `Redis keeps no append-only file: a restart of Redis may forget creates, and they may be paid for twice. Set appendonly yes and appendfsync always. ${mend}`;
  if (appendonly === undefined || appendfsync === undefined)
    return `Redis does not tell how it writes to its disk (CONFIG is forbidden, as on managed services): it is not known whether an announced create outlives a crash of Redis. Ask its operator for AOF. ${mend}`;
  if (appendfsync === "always") return undefined;
  return `Redis writes to its disk with appendfsync ${appendfsync}: a crash of its machine may forget the last second${appendfsync === "no" ? "s" : ""} of creates, and they may be paid for twice. Set appendfsync always. ${mend}`;
}

function eviction({ policy }: Settings): string | undefined {
  if (policy === undefined || policy === "noeviction") return undefined;
  return `Redis' maxmemory-policy is ${policy}: when its memory is full, it throws away jobs and the memory of what was paid for. Set noeviction. ${mend}`;
}

async function readSettings(client: RedisClient): Promise<Settings> {
  const told = await client.info().catch(unlessRefused(""));
  const aof = /^aof_enabled:(\d)/m.exec(told)?.[1];
  return {
    appendonly: (await config(client, "appendonly")) ?? (aof === "0" ? "no" : aof && "yes"),
    appendfsync: await config(client, "appendfsync"),
    policy: (await config(client, "maxmemory-policy")) ?? /^maxmemory_policy:(\S+)/m.exec(told)?.[1],
  };
}

async function config(client: RedisClient, name: string): Promise<string | undefined> {
  try {
    const answer = await client.call?.("CONFIG", "GET", name);
    // Pairs in the second version of Redis' protocol, a map in the third.
    if (Array.isArray(answer)) return answer[1] === undefined ? undefined : String(answer[1]);
    if (answer instanceof Map) return answer.get(name);
    return (answer as Record<string, string> | undefined)?.[name];
  } catch (error) {
    return unlessRefused(undefined)(error);
  }
}

/** What Redis itself refuses begins with a word in capitals, such as NOPERM or ERR. All else is a connection that ends. */
function unlessRefused<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && /^[A-Z]+ /.test(error.message)) return instead;
    throw error;
  };
}
