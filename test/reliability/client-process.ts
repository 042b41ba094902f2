import { createUgoku, type SubmitAttempt, type Ticket, type Ugoku } from "../../src/index.js";
import type { ModelServer } from "./model-server.js";
import type { VirtualTime } from "./virtual-time.js";

/** A requested clip, and everything that the caller has stored about it. */
export interface ClipRequest {
  readonly name: string;
  readonly key: string;
  readonly prompt: string;
  readonly size: "720x1280" | "1280x720";
  readonly seconds: 4 | 8;
  attempt: SubmitAttempt | undefined;
  /** The number of the submit() call that stored the attempt. */
  writer: number;
  ticket: Ticket | undefined;
}

/** A client process: its memory is lost in a crash. */
export interface ClientProcess {
  readonly ugoku: Ugoku;
  readonly shutdown: AbortController;
  /** Keys that this client has sent or found by reconcile(). */
  readonly knownKeys: Set<string>;
  /** submit() calls that have not settled. */
  readonly pendingSubmits: Map<Promise<unknown>, { readonly request: ClipRequest; readonly abort: AbortController }>;
  /** Prompts for which this client matched a job to the wrong request. */
  readonly ambiguousPrompts: Set<string>;
}

/** Starts a client process without any memory of earlier ones. */
export function startClient(time: VirtualTime, server: ModelServer): ClientProcess {
  const shutdown = new AbortController();
  const { clock } = time;
  const ugoku = createUgoku({
    baseURL: "http://videos.test/v1",
    logger: false,
    clock,
    // After a crash nothing is sent, and everything that is awaited rejects.
    sleep: (milliseconds, signal) => time.sleep(milliseconds, anySignal(signal, shutdown.signal)),
    fetch: (input, init) => {
      shutdown.signal.throwIfAborted();
      return rejectOnAbort(server.fetch(input, init), anySignal(init.signal ?? undefined, shutdown.signal));
    },
  }) as unknown as Ugoku;
  return { ugoku, shutdown, knownKeys: new Set(), pendingSubmits: new Map(), ambiguousPrompts: new Set() };
}

const anySignal = (...signals: (AbortSignal | null | undefined)[]): AbortSignal =>
  AbortSignal.any(signals.filter((signal) => signal !== undefined && signal !== null));

function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => {});
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
