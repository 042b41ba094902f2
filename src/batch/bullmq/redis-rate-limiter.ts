/**
 * How fast all workers together send creates. BullMQ's own limiter would hold back looks and downloads as well.
 *
 * @module
 */
import { keysOf, type Place, type RedisClient, run, type Script } from "./redis.js";

/**
 * Whether a create may be sent now, else when to ask again: at the turn of the asker in the line. `free` is when the next may
 * be sent; the line holds who waits by the time that it was told. Those that did not come for a minute have lost their place.
 */
const turn: Script = {
  name: "turn",
  keys: 2,
  lua: `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gap = tonumber(ARGV[2])
local free = tonumber(redis.call("GET", KEYS[1]) or "0")
if gap == 0 then return math.max(0, math.ceil(free - now)) end
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", now - 60000)
local mine = redis.call("ZSCORE", KEYS[2], ARGV[1])
local ahead = 0
if mine then
  redis.call("ZREM", KEYS[2], ARGV[1])
elseif redis.call("ZCARD", KEYS[2]) > 0 then
  ahead = 1
end
if free <= now and ahead == 0 then
  redis.call("SET", KEYS[1], tostring(math.max(free, now - gap) + gap), "PX", math.ceil(60000 + gap))
  return 0
end
local at = math.max(free, now)
if mine then
  at = at + gap * redis.call("ZCOUNT", KEYS[2], "-inf", at)
else
  local last = redis.call("ZRANGE", KEYS[2], -1, -1, "WITHSCORES")
  if last[2] then at = math.max(at, tonumber(last[2]) + gap) end
end
redis.call("ZADD", KEYS[2], at, ARGV[1])
return math.max(1, math.ceil(at - now))`,
};

/** No create for a while, by nobody. */
const pause: Script = {
  name: "pause",
  keys: 1,
  lua: `
local time = redis.call("TIME")
local untilThen = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
if untilThen > tonumber(redis.call("GET", KEYS[1]) or "0") then
  redis.call("SET", KEYS[1], tostring(untilThen), "PX", tonumber(ARGV[1]) + 60000)
end
return 1`,
};

/** The pace of the creates of one account. */
export interface CreateRate {
  /** 0 if the create may be sent now, else the milliseconds after which to ask again. */
  turn(id: string): Promise<number>;
  /** The server asked for a pause: all workers keep it. */
  pause(milliseconds: number): Promise<void>;
}

/** `perMinute`: creates a minute by all workers together; `undefined`: as many as there are, until the server refuses one. */
export function createRate(
  client: () => Promise<RedisClient>,
  place: Place,
  perMinute: number | undefined,
): CreateRate {
  const { rate, line } = keysOf(place);
  const gap = perMinute === undefined ? 0 : 60_000 / perMinute;
  return {
    turn: async (id) => Number(await run(await client(), turn, [rate, line, id, gap])),
    pause: async (milliseconds) => {
      await run(await client(), pause, [rate, Math.ceil(milliseconds)]);
    },
  };
}
