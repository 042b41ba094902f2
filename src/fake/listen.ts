import type { IncomingMessage, ServerOptions, ServerResponse } from "node:http";
import { refuse } from "./answers.js";
import { isHostAmong, loopbackNames } from "./hosts.js";

/** A server on loopback. */
export interface FakeServer {
  /** The base URL, with `/v1`. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection, then resolves. */
  close(): Promise<void>;
}

/** How to listen, where the defaults do not fit. */
export interface Listening {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Whether a `Host` header is one of this server's names. Default: those of this machine, with any port. */
  readonly isOwnHost?: (host: string | undefined) => boolean;
  /** What to say to those who come by another name. */
  readonly otherHostHint?: string;
  /** Bytes of a request's body, beyond which it is refused with 413 and read no further. */
  readonly maxBodyBytes?: number;
  /** Of Node's server, such as its timeouts. */
  readonly server?: ServerOptions;
  /** Milliseconds without a byte, after which a connection is ended. Default: none. */
  readonly idleMs?: number;
  /** Connections at once; further ones are dropped. Default: any number. */
  readonly maxConnections?: number;
}

/** 21 MiB: an image of the largest size that the API takes, and the rest of the form. */
export const defaultMaxBodyBytes = 21 * 1024 * 1024;

type Handler = (request: Request) => Promise<Response>;

/** Puts a handler behind a real socket, for other processes and other languages. `port` 0 takes a free one. */
export async function listen(handler: Handler, port: number, listening: Listening = {}): Promise<FakeServer> {
  const { createServer } = await import("node:http");
  const { host = "127.0.0.1", idleMs = 0 } = listening;
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    respond(handler, incoming, outgoing, listening).catch((error: unknown) => {
      // A fault of the connection: before anything was answered, nothing but a reset tells the client of it.
      if (outgoing.headersSent) outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
      else incoming.socket.resetAndDestroy();
    });
  };
  const server = createServer(listening.server ?? {}, onRequest);
  // Who asks before sending a large body ("Expect: 100-continue", as curl does) is told to go on when it is read.
  server.on("checkContinue", onRequest);
  server.setTimeout(idleMs);
  if (listening.maxConnections !== undefined) server.maxConnections = listening.maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}/v1`,
    port: taken,
    close: () => {
      closed ??= new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

async function respond(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  listening: Listening,
): Promise<void> {
  const { host } = incoming.headers;
  const { isOwnHost = (host) => isHostAmong(host, loopbackNames), maxBodyBytes = defaultMaxBodyBytes } = listening;
  if (!isOwnHost(host)) return refuseUnread(otherHost(host, listening.otherHostHint), incoming, outgoing);
  if (!incoming.url?.startsWith("/"))
    return refuseUnread(refuse({ status: 400, message: "The request's target is not a path." }), incoming, outgoing);
  if (Number(incoming.headers["content-length"] ?? 0) > maxBodyBytes)
    return refuseUnread(tooLarge(maxBodyBytes), incoming, outgoing);

  const { Readable } = await import("node:stream");
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const limit = limitBody(maxBodyBytes);
  const body = () => {
    if (incoming.headers.expect !== undefined) outgoing.writeContinue();
    return (Readable.toWeb(incoming) as ReadableStream<Uint8Array>).pipeThrough(limit.stream);
  };
  const init: RequestInit & { duplex?: "half" } = {
    method: incoming.method ?? "GET",
    headers,
    ...(hasBody ? { body: body(), duplex: "half" } : {}),
  };
  const response = await handler(new Request(`http://${host}${incoming.url}`, init));
  // To the handler it was a body that broke off.
  if (limit.isExceeded()) return refuseUnread(tooLarge(maxBodyBytes), incoming, outgoing);
  await send(response, outgoing);
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  // A body of no told length that ends with its connection, as old servers and broken proxies send it.
  if (response.headers.get("connection") === "close") outgoing.removeHeader("transfer-encoding");
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) {
    outgoing.end();
    return;
  }
  const { Readable } = await import("node:stream");
  const { pipeline } = await import("node:stream/promises");
  await pipeline(Readable.fromWeb(response.body as import("node:stream/web").ReadableStream), outgoing);
}

/** Answers before the body is read, and ends the connection: the rest of the body would be taken for a request. */
async function refuseUnread(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.setHeader("connection", "close");
  // A socket that is closed while its client still writes loses the answer: what comes is thrown away for a moment.
  const patience = setTimeout(() => incoming.destroy(), 2_000);
  outgoing.on("close", () => clearTimeout(patience));
  await send(response, outgoing);
}

/** A stream that breaks off beyond so many bytes. */
function limitBody(most: number) {
  let bytes = 0;
  const stream = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > most) controller.error(new RangeError("The body is too large."));
      else controller.enqueue(chunk);
    },
  });
  return { stream, isExceeded: () => bytes > most };
}

const tooLarge = (most: number) =>
  refuse({
    status: 413,
    message: `The body has more than ${most} bytes. An image may have 20971520 (20 MiB).`,
    code: "body_too_large",
  });

const otherHost = (host: string | undefined, hint = "Use localhost or 127.0.0.1.") =>
  refuse({
    status: 403,
    message: `The Host header is ${host === undefined ? "missing" : JSON.stringify(host.slice(0, 200))}, which is no name of this server. ${hint}`,
    code: "host_not_allowed",
  });
