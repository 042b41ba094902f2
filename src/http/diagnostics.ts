/**
 * Publishes requests to `node:diagnostics_channel`, where the runtime has it.
 *
 * @module
 */

import type { Channel, TracingChannel } from "node:diagnostics_channel";
import { nodeModule } from "../utils/node.js";

/** The operations with a channel: `tracingChannel("ugoku:create")` and so on. */
export type TraceOperation = "create" | "poll" | "list" | "delete" | "download";

/**
 * The message of the channels `ugoku:create`, `ugoku:poll`, `ugoku:list`, `ugoku:delete` and `ugoku:download`: one object per
 * request; for a download, one for all of its requests. Fields are added while it runs. It never holds an API key, a query, a
 * prompt or an image.
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
  /** HTTP status of the response (for a download, of the last one). */
  status?: number | undefined;
  /** The server's request id. */
  requestId?: string | undefined;
  /** The idempotency key of a create request. */
  readonly key?: string | undefined;
  /** Bytes sent by a create request, or received by a download. */
  bytes?: number | undefined;
  /** Milliseconds from start to end. */
  durationMs?: number | undefined;
  /** The error, if it failed. Set by the channel. */
  error?: unknown;
}

type Tracing = TracingChannel<unknown, TraceMessage>;

const channels = new Map<TraceOperation, Tracing>();

/** The operation's channel, if it has subscribers. */
function subscribedChannel(operation: TraceOperation): Tracing | undefined {
  let channel = channels.get(operation);
  if (!channel) {
    const diagnosticsChannel = nodeModule("diagnostics_channel");
    if (!diagnosticsChannel?.tracingChannel) return undefined;
    channel = diagnosticsChannel.tracingChannel<unknown, TraceMessage>(`ugoku:${operation}`);
    channels.set(operation, channel);
  }
  const { start, end, asyncStart, asyncEnd, error } = channel as unknown as Record<string, Channel>;
  return [start, end, asyncStart, asyncEnd, error].some((one) => one?.hasSubscribers) ? channel : undefined;
}

/** Runs `work` inside a tracing channel, if it has subscribers. The result is not published: it may hold a prompt. */
export async function traced<T>(message: TraceMessage, work: () => Promise<T>): Promise<T> {
  const channel = subscribedChannel(message.operation);
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

/** Like {@link traced} for work that is not one promise. The returned function publishes the end, or the failure. */
export function openTrace(message: TraceMessage): (failure?: { readonly error: unknown }) => void {
  const channel = subscribedChannel(message.operation);
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
