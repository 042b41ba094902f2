/**
 * What is asked of Redis beside BullMQ: a few scripts, each one atomic.
 *
 * @module
 */

import { describeValue, RequestError } from "../../utils/errors.js";

/** A Redis client as BullMQ holds it: ioredis itself under BullMQ 5, an adapter of ioredis or node-redis under 6. */
export interface RedisClient {
  defineCommand(name: string, definition: { readonly numberOfKeys: number; readonly lua: string }): void;
  runCommand?(name: string, args: readonly (string | number)[]): Promise<unknown>;
  /** ioredis: any command. */
  call?(command: string, ...args: string[]): Promise<unknown>;
  info(): Promise<string>;
}

/** A script with the number of its keys. */
export interface Script {
  readonly name: string;
  readonly keys: number;
  readonly lua: string;
}

/** What a queue and its workers must agree on. */
export interface Place {
  /** BullMQ's queue. Default `"ugoku"`. */
  readonly name?: string | undefined;
  /** Before every key in Redis. Default `"bull"`, as BullMQ has it. In a Redis Cluster with a hash tag, such as `"{bull}"`. */
  readonly prefix?: string | undefined;
}

export const defaultName = "ugoku";
export const defaultPrefix = "bull";

/** Refuses a connection that BullMQ would take for none, and go to localhost instead. It is not shown: it may hold a password. */
export function checkPlace(connection: unknown, { name, prefix }: Place): void {
  if (typeof connection !== "object" || connection === null || Array.isArray(connection) || connection instanceof URL) {
    const came = connection === null ? "null" : Array.isArray(connection) ? "an array" : `of type ${typeof connection}`;
    throw new RequestError("option_invalid", `The connection is ${connection === undefined ? "missing" : came}.`, {
      hint: 'Pass { host, port }, { url: "redis://host:port" } or an ioredis client.',
    });
  }
  for (const [option, value] of Object.entries({ name, prefix }))
    if (value !== undefined && (typeof value !== "string" || value === ""))
      throw new RequestError("option_invalid", `${option} is ${describeValue(value)}.`, {
        hint: "A text, the same for all.",
      });
}

/** Where our own keys stand, beside BullMQ's of the same queue: no job's id holds a colon. */
export const keysOf = ({ name = defaultName, prefix = defaultPrefix }: Place) => {
  const base = `${prefix}:${name}:videos`;
  return { entry: `${base}:entry:`, sent: `${base}:sent`, rate: `${base}:rate`, line: `${base}:line` };
};

const defined = new WeakMap<RedisClient, Set<string>>();

/** Runs a script; Redis keeps it after the first time. */
export async function run(client: RedisClient, script: Script, args: readonly (string | number)[]): Promise<unknown> {
  const name = `ugoku:${script.name}`;
  const known = defined.get(client) ?? new Set<string>();
  defined.set(client, known);
  if (!known.has(name)) {
    client.defineCommand(name, { numberOfKeys: script.keys, lua: script.lua });
    known.add(name);
  }
  if (client.runCommand) return client.runCommand(name, args);
  const command = (client as unknown as Record<string, (...args: readonly (string | number)[]) => Promise<unknown>>)[
    name
  ];
  return command?.apply(client, [...args]);
}

/** The client of a queue or a worker: BullMQ 5 shows it itself, BullMQ 6 its back end does. */
export function clientOf(owner: object): Promise<RedisClient> {
  const { client, backend } = owner as {
    client?: Promise<RedisClient>;
    backend?: { readonly client?: Promise<RedisClient> };
  };
  const found = client ?? backend?.client;
  return found ?? Promise.reject(new Error("This back end of BullMQ has no Redis client."));
}
