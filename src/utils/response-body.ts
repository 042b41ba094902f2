import { type ChunkSource, openChunks } from "./read-limited.js";

/** The body of a web response, or of a `fetch` that is not web standard: node-fetch has a Node stream, React Native none. */
type AnyBody = object & { cancel?(): Promise<void>; destroy?(): void };

const ignore = () => {};

/** The chunks of the body, whatever kind of stream it is. */
export function openBody(response: Response): ChunkSource {
  const body = response.body as AnyBody | null | undefined;
  if (body && ("getReader" in body || Symbol.asyncIterator in body)) return openChunks(body);
  // `null` is an empty body.
  let done = body === null;
  return {
    next: async () => {
      if (done) return { done };
      done = true;
      return { value: await response.arrayBuffer() };
    },
    stop: ignore,
  };
}

/** Cancels a body that nothing reads, so that its connection is released. */
export function discardBody({ body }: Response): void {
  const stream = body as AnyBody | null | undefined;
  if (typeof stream?.cancel === "function") stream.cancel().catch(ignore);
  else stream?.destroy?.();
}
