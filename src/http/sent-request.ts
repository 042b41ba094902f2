/**
 * The request that an endpoint sent in place of one of the Videos API, for messages: a service has paths of its own.
 *
 * @module
 */

export interface SentRequest {
  readonly method: string;
  readonly path: string;
}

/** The call that an error is about. */
export interface FailedCall extends SentRequest {
  /** The request that an endpoint sent for it. */
  readonly sent?: SentRequest | undefined;
}

/** By the signal of the client's call, and by that of the `Request` that its endpoint gets. */
const calls = new WeakMap<AbortSignal, { last?: SentRequest }>();

/** Makes the call with `signal` and the `Request` of `endpointSignal` one. */
export function linkCall(signal: AbortSignal, endpointSignal: AbortSignal): void {
  const call = {};
  calls.set(signal, call);
  calls.set(endpointSignal, call);
}

/** Records what an endpoint sends for the `Request` with `signal`. */
export function recordSent(signal: AbortSignal, request: SentRequest): void {
  const call = calls.get(signal);
  if (call) call.last = request;
}

/** The last request that an endpoint sent for the call with `signal`, if it sent others than it got. */
export const lastSent = (signal: AbortSignal): SentRequest | undefined => calls.get(signal)?.last;
