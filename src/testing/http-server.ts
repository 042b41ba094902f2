/**
 * Puts a request handler behind a socket on this machine.
 *
 * A web page can make its own hostname resolve to 127.0.0.1 (DNS rebinding); its requests then carry that hostname. The
 * server therefore accepts only known `Host` headers.
 *
 * @module
 */
import type { IncomingMessage, ServerOptions, ServerResponse } from "node:http";
import { errorResponse } from "./responses.js";

/** A server on loopback. */
export interface FakeServer {
  /** The base URL, with `/v1`. */
  readonly url: string;
  readonly port: number;
  /** Closes every connection, then resolves. */
  close(): Promise<void>;
}

/** A handled request, for logging. */
export interface HandledRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Milliseconds until the response was ready. */
  readonly ms: number;
  /** `error.code` and `error.message` of the response, if any. */
  readonly code?: string;
  readonly message?: string;
}

export interface HttpServerOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Whether to accept a `Host` header. Default: the loopback hosts, with any port. */
  readonly isAllowedHost?: (header: string | undefined) => boolean;
  /** A hint for the error about a `Host` header that is not accepted. */
  readonly hostHint?: () => string;
  /** Size limit of a request body. A larger one gets a 413 response and is not read further. */
  readonly maxBodyBytes?: number;
  /** Called for each request when its response is ready. */
  readonly onResponse?: (request: HandledRequest) => void;
  /** Options of Node's server, such as its timeouts. */
  readonly server?: ServerOptions;
  /** Milliseconds without traffic after which a connection is closed. Default: none. */
  readonly idleMs?: number;
  /** Maximum number of connections; further ones are dropped. Default: 1,024. */
  readonly maxConnections?: number;
}

/** The path of the base URL of a server. */
export const servedBasePath = "/v1";

/** 21 MiB: an image of the maximum size, and the rest of the form. */
export const defaultMaxBodyBytes = 21 * 1024 * 1024;

/** The hostnames of this machine, without a port. */
export const loopbackHosts: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Formats a host for a URL: an IPv6 address gets brackets. */
export const formatHost = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** Parses a `Host` header; `undefined` if it is invalid. */
export function parseHost(header: string | undefined): { readonly name: string; readonly port: number } | undefined {
  const match = /^(\[[\da-f:.]+\]|[^\s:@/?#[\]]+)(?::(\d{1,5}))?$/i.exec(header ?? "");
  const [, name, port] = match ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), port: Number(port ?? 80) };
}

/** Whether a `Host` header matches one of `hosts`: `localhost` matches any port, `localhost:8787` only that one. */
export function matchesHost(header: string | undefined, hosts: readonly string[]): boolean {
  const host = parseHost(header);
  return host !== undefined && (hosts.includes(host.name) || hosts.includes(`${host.name}:${host.port}`));
}

type Handler = (request: Request) => Promise<Response>;

/** Starts a server. `port` 0 takes a free one. */
export async function listen(handler: Handler, port: number, options: HttpServerOptions = {}): Promise<FakeServer> {
  const { createServer } = await import("node:http");
  const { host = "127.0.0.1", idleMs = 0, maxConnections = 1_024 } = options;
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    respond(handler, incoming, outgoing, options).catch((error: unknown) => {
      // An injected connection error. Before the headers are sent, a reset is the only way to signal it.
      if (outgoing.headersSent) outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
      else incoming.socket.resetAndDestroy();
    });
  };
  const server = createServer(options.server ?? {}, onRequest);
  // For "Expect: 100-continue", which curl sends with large bodies, readBody() continues once the body is read.
  server.on("checkContinue", onRequest);
  server.setTimeout(idleMs);
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actualPort = typeof address === "object" && address !== null ? address.port : port;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${formatHost(host)}:${actualPort}${servedBasePath}`,
    port: actualPort,
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
  options: HttpServerOptions,
): Promise<void> {
  const started = performance.now();
  const body = readBody(incoming, outgoing, options.maxBodyBytes ?? defaultMaxBodyBytes);
  const handled = checkHead(incoming, options) ?? (await handler(toRequest(incoming, outgoing, body.stream)));
  // The handler sees a body that is too large as one that failed, so its response is replaced.
  const response = body.sizeError() ?? handled;
  const [path = ""] = incoming.url?.split("?") ?? [];
  const ms = Math.round(performance.now() - started);
  if (options.onResponse) {
    const { code, message } = await readError(response);
    options.onResponse({
      method: incoming.method ?? "",
      path,
      status: response.status,
      ms,
      ...(code ? { code } : {}),
      ...(message ? { message } : {}),
    });
  }
  if (incoming.complete || body.stream === undefined) await send(response, outgoing);
  else await sendBeforeBodyEnds(response, incoming, outgoing);
}

async function readError(response: Response): Promise<{ code?: string | null; message?: string | null }> {
  if (response.status < 400 || response.headers.get("content-type") !== "application/json") return {};
  const body: { error?: { code?: string | null; message?: string | null } } = await response.clone().json();
  return body.error ?? {};
}

/** The error response to a request that is rejected before its body is read. */
function checkHead(incoming: IncomingMessage, options: HttpServerOptions): Response | undefined {
  const { host, "content-length": length } = incoming.headers;
  const { isAllowedHost = (header) => matchesHost(header, loopbackHosts), maxBodyBytes = defaultMaxBodyBytes } =
    options;
  if (!isAllowedHost(host)) return hostNotAllowed(host, options.hostHint?.());
  if (!incoming.url?.startsWith("/"))
    return errorResponse({ status: 400, message: "The request's target is not a path." });
  return Number(length ?? 0) > maxBodyBytes ? bodyTooLarge(maxBodyBytes) : undefined;
}

function toRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: ReadableStream<Uint8Array> | undefined,
): Request {
  const disconnected = new AbortController();
  outgoing.once("close", () => disconnected.abort());
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  const init: RequestInit & { duplex?: "half" } = {
    method: incoming.method ?? "GET",
    headers,
    signal: disconnected.signal,
    ...(body ? { body, duplex: "half" } : {}),
  };
  return new Request(`http://${incoming.headers.host}${incoming.url}`, init);
}

/** The body as a stream that fails beyond the limit. Stopping early leaves the connection open for the response. */
function readBody(incoming: IncomingMessage, outgoing: ServerResponse, maxBytes: number) {
  const isRead = incoming.method !== "GET" && incoming.method !== "HEAD";
  let bytes = 0;
  const chunks: AsyncIterator<Uint8Array> = incoming.iterator({ destroyOnReturn: false });
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (bytes === 0 && incoming.headers.expect !== undefined) outgoing.writeContinue();
    const { done, value } = await chunks.next();
    if (done) return controller.close();
    bytes += value.byteLength;
    if (bytes <= maxBytes) return controller.enqueue(value);
    controller.error(new RangeError("The body is too large."));
    await chunks.return?.();
  };
  const cancel = async () => void (await chunks.return?.());
  return {
    stream: isRead ? new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 }) : undefined,
    sizeError: () => (bytes > maxBytes ? bodyTooLarge(maxBytes) : undefined),
  };
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  // An injected fault: a body without a length that ends with its connection, as from a broken proxy.
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

/** How long the rest of a rejected body is read and discarded, in milliseconds. */
const drainMs = 2_000;

/** Responds before the body is complete, and closes the connection: the rest would be parsed as the next request. */
async function sendBeforeBodyEnds(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = { ...Object.fromEntries(response.headers), "content-length": body.byteLength, connection: "close" };
  outgoing.writeHead(response.status, headers);
  outgoing.write(body);
  // Closing the socket while the client still writes would lose the response.
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, drainMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    incoming.once("end", done).once("close", done).resume();
  });
  outgoing.end();
}

const bodyTooLarge = (maxBytes: number) =>
  errorResponse({
    status: 413,
    message: `The body has more than ${maxBytes} bytes. An image may have 20971520 (20 MiB).`,
    code: "body_too_large",
  });

const hostNotAllowed = (header: string | undefined, hint = "Use localhost or 127.0.0.1.") =>
  errorResponse({
    status: 403,
    message: `The Host header is ${header === undefined ? "missing" : JSON.stringify(header.slice(0, 200))}, which is not a name of this server. ${hint}`,
    code: "host_not_allowed",
  });
