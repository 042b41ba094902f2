/**
 * What ugoku asks of a server, for whoever watches: `node:diagnostics_channel`, where the runtime has it.
 *
 * @module
 */
import type { Channel, TracingChannel } from "node:diagnostics_channel";

/** What can be watched: `tracingChannel("ugoku:create")` and so on. */
export type TraceOperation = "create" | "poll" | "list" | "delete" | "download";

/**
 * What subscribers of `ugoku:create`, `ugoku:poll`, `ugoku:list`, `ugoku:delete` and `ugoku:download` get: one object for each
 * request; for a download, one for all of its requests. It grows as the work goes on, and holds no API key, no query, no
 * prompt and no image.
 *
 * @example
 * ```ts
 * import { tracingChannel } from "node:diagnostics_channel";
 * import type { TraceMessage } from "ugoku";
 *
 * tracingChannel<unknown, TraceMessage>("ugoku:poll").subscribe({
 *   start() {},
 *   end() {},
 *   asyncStart() {},
 *   asyncEnd: ({ jobId, status, durationMs }) => console.log(jobId, status, durationMs),
 *   error: ({ error }) => console.error(error),
 * });
 * ```
 */
export interface TraceMessage {
  readonly operation: TraceOperation;
  /** The server's origin and the request's path, without a query. */
  readonly url: string;
  readonly method: string;
  jobId?: string | undefined;
  /** HTTP status of the answer, of the last one of a download; missing while there is none. */
  status?: number | undefined;
  /** The server's request id. */
  requestId?: string | undefined;
  /** Of a create: the idempotency key. */
  readonly key?: string | undefined;
  /** Of a create: bytes sent. Of a download: bytes that arrived. */
  bytes?: number | undefined;
  /** Milliseconds from start to end. */
  durationMs?: number | undefined;
  /** Why it failed. Set by the channel. */
  error?: unknown;
}

type Tracing = TracingChannel<unknown, TraceMessage>;

const known = new Map<TraceOperation, Tracing>();

/** The channel of an operation, if the runtime has channels and someone listens. Not imported: browsers have no such module. */
function listened(operation: TraceOperation): Tracing | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  let channel = known.get(operation);
  if (!channel) {
    const room = process?.getBuiltinModule?.("diagnostics_channel") as
      | typeof import("node:diagnostics_channel")
      | undefined;
    if (!room?.tracingChannel) return undefined;
    channel = room.tracingChannel<unknown, TraceMessage>(`ugoku:${operation}`);
    known.set(operation, channel);
  }
  const { start, end, asyncStart, asyncEnd, error } = channel as unknown as Record<string, Channel>;
  return [start, end, asyncStart, asyncEnd, error].some((one) => one?.hasSubscribers) ? channel : undefined;
}

/** Runs `work` under the eyes of who listens. What it resolves to is not shown: it may hold a prompt. */
export async function traced<T>(message: TraceMessage, work: () => Promise<T>): Promise<T> {
  const channel = listened(message.operation);
  if (!channel) return work();
  const done: T[] = [];
  const started = performance.now();
  await channel.tracePromise(async () => {
    try {
      done.push(await work());
    } finally {
      message.durationMs = performance.now() - started;
    }
  }, message);
  return done[0] as T;
}

/** The same for work that is no promise. The function that it returns says that it is over, and why if it failed. */
export function openTrace(message: TraceMessage): (failure?: { readonly error: unknown }) => void {
  const channel = listened(message.operation);
  if (!channel) return () => {};
  const { start, end, asyncStart, asyncEnd, error } = channel as unknown as Record<string, Channel>;
  const started = performance.now();
  start?.publish(message);
  end?.publish(message);
  return (failure) => {
    message.durationMs = performance.now() - started;
    if (failure) {
      message.error = failure.error;
      error?.publish(message);
    }
    asyncStart?.publish(message);
    asyncEnd?.publish(message);
  };
}
