/** Reads a response's body in parts. */
export interface BodyReader {
  /** The next part; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends the transfer. Never rejects, and does not wait for a pending read. */
  cancel(): void;
}

/** The body of a web response, or of a `fetch` that is not web standard: node-fetch has a Node stream, React Native none. */
type AnyBody = Partial<ReadableStream<Uint8Array>> & {
  readonly [Symbol.asyncIterator]?: () => AsyncIterator<unknown>;
  destroy?(): void;
};

const ignore = () => {};

/** A reader of the body, whatever kind of stream it is. */
export function openBody(response: Response): BodyReader {
  const body = response.body as AnyBody | null | undefined;
  if (typeof body?.getReader === "function") {
    const reader = body.getReader();
    return {
      read: async () => (await reader.read()).value,
      cancel: () => void reader.cancel().catch(ignore),
    };
  }
  const iterate = body?.[Symbol.asyncIterator];
  if (body && typeof iterate === "function") {
    const parts = iterate.call(body);
    return {
      read: async () => {
        const { done, value } = await parts.next();
        return done ? undefined : toBytes(value);
      },
      // return() alone would wait for a pending read.
      cancel: () => (body.destroy ? body.destroy() : void parts.return?.().catch(ignore)),
    };
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

const toBytes = (part: unknown): Uint8Array =>
  typeof part === "string" ? new TextEncoder().encode(part) : (part as Uint8Array);

/** Cancels a body that nothing reads, so that its connection is released. */
export function discardBody({ body }: Response): void {
  const stream = body as AnyBody | null | undefined;
  if (typeof stream?.cancel === "function") stream.cancel().catch(ignore);
  else stream?.destroy?.();
}
