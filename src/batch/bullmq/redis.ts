/**
 * Access to BullMQ's Redis by Lua scripts, which are atomic.
 *
 * @module
 */

import type { ConnectionOptions } from "bullmq";
import * as rule from "../../utils/option-rules.js";
import { type OptionRules, validateOptions } from "../../utils/validate-options.js";
import { validateConnection } from "./validate-connection.js";

/** BullMQ's Redis client: ioredis under BullMQ 5; an adapter of ioredis or node-redis under BullMQ 6. */
export interface RedisClient {
  defineCommand(name: string, definition: { readonly numberOfKeys: number; readonly lua: string }): void;
  runCommand?(name: string, args: readonly (string | number)[]): Promise<unknown>;
  /** ioredis: any command. */
  call?(command: string, ...args: string[]): Promise<unknown>;
}

export interface Script {
  readonly name: string;
  /** Number of keys. */
  readonly keys: number;
  readonly lua: string;
}

/** The location of a queue in Redis, the same for the queue and its workers. */
export interface QueueLocation {
  /** BullMQ's queue name. Default `"ugoku"`. */
  readonly name?: string | undefined;
  /** The prefix of every key in Redis. Default `"bull"`, as in BullMQ. In a Redis Cluster with a hash tag, such as `"{bull}"`. */
  readonly prefix?: string | undefined;
}

export const defaultName = "ugoku";
export const defaultPrefix = "bull";

interface ConnectedLocation extends QueueLocation {
  readonly connection: ConnectionOptions;
}

export const locationRules = { name: rule.text, prefix: rule.text };

/** Validates options with a connection and a location. `rules`: those of the other options. */
export function validateQueueOptions<Options extends ConnectedLocation>(
  call: string,
  options: Options,
  rules: OptionRules<Omit<Options, keyof ConnectedLocation>>,
): void {
  const all = { connection: rule.anything, ...locationRules, ...rules };
  validateOptions<object>(call, options, all);
  validateConnection(call, options.connection, Object.keys(all));
}

/** Keys beside BullMQ's of the same queue; they never collide, since no job id contains a colon. */
export const getKeys = ({ name = defaultName, prefix = defaultPrefix }: QueueLocation) => {
  const base = `${prefix}:${name}:videos`;
  return {
    entry: `${base}:entry:`,
    job: `${base}:job:`,
    sent: `${base}:sent`,
    rate: `${base}:rate`,
    line: `${base}:line`,
  };
};

const defined = new WeakMap<RedisClient, Set<string>>();

/** Runs a script; Redis caches it after the first time. */
export async function runScript(
  client: RedisClient,
  script: Script,
  args: readonly (string | number)[],
): Promise<unknown> {
  const name = `ugoku:${script.name}`;
  const known = defined.get(client) ?? new Set<string>();
  defined.set(client, known);
  if (!known.has(name)) {
    client.defineCommand(name, { numberOfKeys: script.keys, lua: script.lua });
    known.add(name);
  }
  if (client.runCommand) return client.runCommand(name, args);
  const commands = client as unknown as Record<string, (...args: readonly (string | number)[]) => Promise<unknown>>;
  return commands[name]?.apply(client, [...args]);
}

/** The client of a queue or a worker: its own property in BullMQ 5, its backend's in BullMQ 6. */
export function getClient(owner: object): Promise<RedisClient> {
  const { client, backend } = owner as {
    client?: Promise<RedisClient>;
    backend?: { readonly client?: Promise<RedisClient> };
  };
  return client ?? backend?.client ?? Promise.reject(new Error("This BullMQ backend has no Redis client."));
}
