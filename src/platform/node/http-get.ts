/**
 * A GET request over `node:http` and `node:https`, as a `fetch` response. Every runtime with these modules connects through
 * the given `lookup`; a `fetch` with a checked connection exists only on Node.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import { pipeline, Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import { onAbort } from "../../utils/abort.js";

export interface Connection {
  readonly lookup: LookupFunction;
  /** Called with the address that the socket has reached, before the request is written; an error closes the socket. */
  readonly check: (address: string) => Error | undefined;
}

/** Sends the request on a connection of its own, and follows no redirect. Rejects as the socket fails. */
export async function httpGet(
  url: URL,
  { headers, signal }: { readonly headers: Record<string, string>; readonly signal?: AbortSignal | null | undefined },
  { lookup, check }: Connection,
): Promise<Response> {
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    // A new agent: no connection is shared, and no proxy of the environment is used.
    const outgoing = request(url, { headers: { ...headers, "accept-encoding": "identity" }, agent: false, lookup });
    outgoing.once("socket", (socket) =>
      socket.once("connect", () => {
        // Bun does not report it; there the addresses of `lookup` are the only ones.
        const { remoteAddress } = socket;
        const refusal = remoteAddress === undefined ? undefined : check(remoteAddress);
        if (refusal) outgoing.destroy(refusal);
      }),
    );
    outgoing.once("response", (response) => {
      onAbort(signal ?? undefined, () => response.destroy(signal?.reason));
      resolve(response);
    });
    outgoing.on("error", reject);
    onAbort(signal ?? undefined, () => outgoing.destroy(signal?.reason));
    outgoing.end();
  });
  return toResponse(incoming);
}

/** Statuses whose `Response` must not have a body. */
const bodiless = [204, 205, 304];

function toResponse(incoming: IncomingMessage): Response {
  const { statusCode: status = 0, statusMessage: statusText = "", rawHeaders } = incoming;
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  const body = bodiless.includes(status) ? null : (Readable.toWeb(decode(incoming)) as ReadableStream<Uint8Array>);
  if (body === null) incoming.resume();
  return new Response(body, { status, statusText, headers });
}

/** The body without its `content-encoding`: some servers compress without being asked. */
function decode(incoming: IncomingMessage): Readable {
  const encoding = incoming.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (!/^(x-gzip|gzip|deflate|br)$/.test(encoding)) return incoming;
  const decoder = encoding === "br" ? createBrotliDecompress() : createUnzip();
  // An error of either side reaches the reader through the decoder.
  return pipeline(incoming, decoder, () => {});
}
