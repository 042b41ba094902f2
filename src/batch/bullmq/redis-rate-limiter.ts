/**
 * Limits the rate of create requests of all workers together. BullMQ's own limiter would delay polls and downloads too.
 *
 * @module
 */
import { getKeys, type QueueLocation, type RedisClient, runScript, type Script } from "./redis.js";

/**
 * Returns 0 if a create request may be sent now, else the milliseconds after which to ask again. The first key is the time of the
 * next request. The second key is a queue of the waiting jobs, by the time at which each should ask again; a job that is a minute
 * late loses its position.
 */
const acquire: Script = {
  name: "acquire",
  keys: 2,
  lua: `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gap = tonumber(ARGV[2])
local nextAt = tonumber(redis.call("GET", KEYS[1]) or "0")
if gap == 0 then return math.max(0, math.ceil(nextAt - now)) end
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", now - 60000)
local mine = redis.call("ZSCORE", KEYS[2], ARGV[1])
local ahead = 0
if mine then
  redis.call("ZREM", KEYS[2], ARGV[1])
elseif redis.call("ZCARD", KEYS[2]) > 0 then
  ahead = 1
end
if nextAt <= now and ahead == 0 then
  redis.call("SET", KEYS[1], tostring(math.max(nextAt, now - gap) + gap), "PX", math.ceil(60000 + gap))
  return 0
end
local at = math.max(nextAt, now)
if mine then
  at = at + gap * redis.call("ZCOUNT", KEYS[2], "-inf", at)
else
  local last = redis.call("ZRANGE", KEYS[2], -1, -1, "WITHSCORES")
  if last[2] then at = math.max(at, tonumber(last[2]) + gap) end
end
redis.call("ZADD", KEYS[2], at, ARGV[1])
return math.max(1, math.ceil(at - now))`,
};

/** No worker sends a create request for a while. */
const pause: Script = {
  name: "pause",
  keys: 1,
  lua: `
local time = redis.call("TIME")
local endsAt = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
if endsAt > tonumber(redis.call("GET", KEYS[1]) or "0") then
  redis.call("SET", KEYS[1], tostring(endsAt), "PX", tonumber(ARGV[1]) + 60000)
end
return 1`,
};

/** One for all workers of a queue. */
export interface RedisRateLimiter {
  /** 0 if the create request may be sent now, else the milliseconds after which to ask again. */
  acquire(id: string): Promise<number>;
  /** Pauses all workers for as long as the server asks. */
  pause(milliseconds: number): Promise<void>;
}

/** `perMinute`: maximum number of create requests of all workers together; `undefined`: limited by the server only. */
export function createRedisRateLimiter(
  client: () => Promise<RedisClient>,
  location: QueueLocation,
  perMinute: number | undefined,
): RedisRateLimiter {
  const { rate, line } = getKeys(location);
  const gap = perMinute === undefined ? 0 : 60_000 / perMinute;
  return {
    acquire: async (id) => Number(await runScript(await client(), acquire, [rate, line, id, gap])),
    pause: async (milliseconds) => {
      await runScript(await client(), pause, [rate, Math.ceil(milliseconds)]);
    },
  };
}
