import type { IncomingMessage, ServerOptions, ServerResponse } from "node:http";
import { inUrl, isHostAmong, loopbackNames } from "./host-header.js";
import { errorResponse } from "./responses.js";

/** A server on loopback. */
export interface FakeServer {
  /** The base URL, with `/v1`. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection, then resolves. */
  close(): Promise<void>;
}

/** A request, and how it was answered. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Milliseconds until its answer was known. */
  readonly ms: number;
  /** `error.code` of a refusal that has one. */
  readonly code?: string;
}

/** How to listen, where the defaults do not fit. */
export interface Listening {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Whether a `Host` header is one of this server's names. Default: those of this machine, with any port. */
  readonly isOwnHost?: (host: string | undefined) => boolean;
  /** What to say to those who come by another name. */
  readonly otherHostHint?: () => string;
  /** Bytes of a request's body, beyond which it is refused with 413 and read no further. */
  readonly maxBodyBytes?: number;
  /** Told of each request when its answer is known. */
  readonly onAnswer?: (answer: Answered) => void;
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
    url: `http://${inUrl(host)}:${taken}/v1`,
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
  const started = performance.now();
  const body = readBody(incoming, outgoing, listening.maxBodyBytes ?? defaultMaxBodyBytes);
  const response = refuseHead(incoming, listening) ?? (await handler(requestOf(incoming, outgoing, body.stream)));
  // To the handler, a body that is too large was one that broke off.
  const answer = body.refusal() ?? response;
  const [path = ""] = incoming.url?.split("?") ?? [];
  const ms = Math.round(performance.now() - started);
  if (listening.onAnswer) {
    const code = await codeOf(answer);
    listening.onAnswer({ method: incoming.method ?? "", path, status: answer.status, ms, ...(code ? { code } : {}) });
  }
  if (incoming.complete || body.stream === undefined) await send(answer, outgoing);
  else await sendUnread(answer, incoming, outgoing);
}

/** The code that a refusal bears in its body. */
async function codeOf(answer: Response): Promise<string | undefined> {
  if (answer.status < 400 || answer.headers.get("content-type") !== "application/json") return undefined;
  const body: { error?: { code?: string | null } } = await answer.clone().json();
  return body.error?.code ?? undefined;
}

/** What is wrong with a request before its body is read. */
function refuseHead(incoming: IncomingMessage, listening: Listening): Response | undefined {
  const { host, "content-length": length } = incoming.headers;
  const { isOwnHost = (host) => isHostAmong(host, loopbackNames), maxBodyBytes = defaultMaxBodyBytes } = listening;
  if (!isOwnHost(host)) return otherHost(host, listening.otherHostHint?.());
  if (!incoming.url?.startsWith("/"))
    return errorResponse({ status: 400, message: "The request's target is not a path." });
  return Number(length ?? 0) > maxBodyBytes ? tooLarge(maxBodyBytes) : undefined;
}

function requestOf(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: ReadableStream<Uint8Array> | undefined,
): Request {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  const init: RequestInit & { duplex?: "half" } = {
    method: incoming.method ?? "GET",
    headers,
    signal: gone.signal,
    ...(body ? { body, duplex: "half" } : {}),
  };
  return new Request(`http://${incoming.headers.host}${incoming.url}`, init);
}

/** The body as it is asked for, which breaks off beyond `most` bytes. What is left of it can still be thrown away. */
function readBody(incoming: IncomingMessage, outgoing: ServerResponse, most: number) {
  if (incoming.method === "GET" || incoming.method === "HEAD") return { stream: undefined, refusal: () => undefined };
  let bytes = 0;
  let isFirst = true;
  const chunks: AsyncIterator<Uint8Array> = incoming.iterator({ destroyOnReturn: false });
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (isFirst && incoming.headers.expect !== undefined) outgoing.writeContinue();
        isFirst = false;
        const { done, value } = await chunks.next();
        if (done) return controller.close();
        bytes += value.byteLength;
        if (bytes <= most) return controller.enqueue(value);
        controller.error(new RangeError("The body is too large."));
        await chunks.return?.();
      },
      cancel: async () => void (await chunks.return?.()),
    },
    { highWaterMark: 0 },
  );
  return { stream, refusal: () => (bytes > most ? tooLarge(most) : undefined) };
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

/** Milliseconds for which the rest of a refused body is thrown away. */
const patience = 2_000;

/** Answers before the body is read to its end, and ends the connection: its rest would be taken for a request. */
async function sendUnread(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = { ...Object.fromEntries(response.headers), "content-length": body.byteLength, connection: "close" };
  outgoing.writeHead(response.status, headers);
  outgoing.write(body);
  // A socket that is closed while its client still writes loses the answer.
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patience);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    incoming.once("end", done).once("close", done).resume();
  });
  outgoing.end();
}

const tooLarge = (most: number) =>
  errorResponse({
    status: 413,
    message: `The body has more than ${most} bytes. An image may have 20971520 (20 MiB).`,
    code: "body_too_large",
  });

const otherHost = (host: string | undefined, hint = "Use localhost or 127.0.0.1.") =>
  errorResponse({
    status: 403,
    message: `The Host header is ${host === undefined ? "missing" : JSON.stringify(host.slice(0, 200))}, which is no name of this server. ${hint}`,
    code: "host_not_allowed",
  });
