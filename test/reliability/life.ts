import { createUgoku, type SubmitAttempt, type Ticket, type Ugoku } from "../../src/index.js";
import type { ModelServer } from "./model-server.js";
import type { VirtualTime } from "./virtual-time.js";

/** A clip that is wanted, and all that its owner has written down about it. */
export interface Order {
  readonly name: string;
  readonly key: string;
  readonly prompt: string;
  readonly size: "720x1280" | "1280x720";
  readonly seconds: 4 | 8;
  attempt: SubmitAttempt | undefined;
  /** Which submit wrote the attempt. */
  writer: number;
  ticket: Ticket | undefined;
}

/** One life of the program: a client, and what is under way in it. */
export interface Life {
  readonly ugoku: Ugoku;
  readonly end: AbortController;
  /** Keys that this client has sent or found. */
  readonly knows: Set<string>;
  /** Submits under way. */
  readonly submits: Map<Promise<unknown>, { readonly order: Order; readonly abort: AbortController }>;
  /** Prompts of which this client took one order's job for another's. */
  readonly confused: Set<string>;
}

/** A program that starts on what is there: the server, and the time. */
export function begin(time: VirtualTime, server: ModelServer): Life {
  const end = new AbortController();
  const { clock } = time;
  const ugoku = createUgoku({
    baseURL: "http://videos.test/v1",
    logger: false,
    clock,
    // A dead program neither sends nor waits: what it waits for fails.
    sleep: (milliseconds, signal) => time.sleep(milliseconds, anyOf(signal, end.signal)),
    fetch: (input, init) => {
      end.signal.throwIfAborted();
      return orAborted(server.fetch(input, init), anyOf(init.signal ?? undefined, end.signal));
    },
  }) as unknown as Ugoku;
  return { ugoku, end, knows: new Set(), submits: new Map(), confused: new Set() };
}

const anyOf = (...signals: (AbortSignal | null | undefined)[]): AbortSignal =>
  AbortSignal.any(signals.filter((signal) => signal !== undefined && signal !== null));

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => {});
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
