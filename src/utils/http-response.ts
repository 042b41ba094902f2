import { type ChunkSource, openChunks } from "./read-limited.js";

/**
 * The parts of a response that are read: those of a `Response` of any realm, of a `fetch` that is not web standard (node-fetch
 * has a Node stream as its body, React Native none), and of Node's own HTTP client.
 */
export interface HttpResponse {
  readonly status: number;
  readonly statusText?: string;
  readonly ok: boolean;
  readonly url: string;
  readonly redirected: boolean;
  readonly type: string;
  readonly headers: HttpHeaders;
  /** `null` if it is empty. */
  readonly body?: object | null;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
}

/** A request that was not sent, because its connection could not be opened. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
}

/** The headers of a response. */
export interface HttpHeaders {
  /** The value; `null` if the header is missing. Names are not case-sensitive. */
  get(name: string): string | null;
  forEach(visit: (value: string, name: string) => void): void;
}

/** The body of a web response, or of a `fetch` that is not web standard. */
type AnyBody = object & { cancel?(): Promise<void>; destroy?(): void };

const ignore = () => {};

/** Headers of plain data, whose names are in lower case. */
export function createHeaders(values: Readonly<Record<string, string>>): HttpHeaders {
  const headers = new Map(Object.entries(values));
  return { get: (name) => headers.get(name.toLowerCase()) ?? null, forEach: (visit) => headers.forEach(visit) };
}

/** A response that nobody sent. `headers`: names in lower case. */
export function createResponse(
  text: string,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): HttpResponse {
  return {
    status,
    ok: status >= 200 && status < 300,
    url: "",
    redirected: false,
    type: "default",
    headers: createHeaders(headers),
    // Not a stream of nothing: a `Response` made of an empty part never ends.
    body:
      text === ""
        ? null
        : {
            async *[Symbol.asyncIterator]() {
              yield new TextEncoder().encode(text);
            },
          },
  };
}

/** The chunks of the body, whatever kind of stream it is. */
export function openBody(response: HttpResponse): ChunkSource {
  const body = response.body as AnyBody | null | undefined;
  if (body && ("getReader" in body || Symbol.asyncIterator in body)) return openChunks(body);
  // `null` is an empty body.
  let done = body === null;
  return {
    next: async () => {
      if (done) return { done };
      done = true;
      return { value: await response.arrayBuffer?.() };
    },
    stop: ignore,
  };
}

/** Cancels a body that nothing reads, so that its connection is released. */
export function discardBody({ body }: Pick<HttpResponse, "body">): void {
  const stream = body as AnyBody | null | undefined;
  if (typeof stream?.cancel === "function") stream.cancel().catch(ignore);
  else stream?.destroy?.();
}
