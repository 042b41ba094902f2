import { openChunks, toChunk } from "./read-limited.js";

/** Reads a response's body in parts. */
export interface BodyReader {
  /** The next part; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends the transfer. Never rejects, and does not wait for a pending read. */
  cancel(): void;
}

/** The body of a web response, or of a `fetch` that is not web standard: node-fetch has a Node stream, React Native none. */
type AnyBody = object & { cancel?(): Promise<void>; destroy?(): void };

const ignore = () => {};

/** A reader of the body, whatever kind of stream it is. */
export function openBody(response: Response): BodyReader {
  const body = response.body as AnyBody | null | undefined;
  if (body && ("getReader" in body || Symbol.asyncIterator in body)) {
    const chunks = openChunks(body);
    const read = async () => {
      const { done, value } = await chunks.next();
      return done ? undefined : toChunk(value);
    };
    return { read, cancel: () => chunks.stop() };
  }
  // `null` is an empty body.
  let isRead = body === null;
  return {
    read: async () => {
      if (isRead) return undefined;
      isRead = true;
      return new Uint8Array(await response.arrayBuffer());
    },
    cancel: ignore,
  };
}

/** Cancels a body that nothing reads, so that its connection is released. */
export function discardBody({ body }: Response): void {
  const stream = body as AnyBody | null | undefined;
  if (typeof stream?.cancel === "function") stream.cancel().catch(ignore);
  else stream?.destroy?.();
}
