/**
 * A request over `node:http` or `node:https`. Compared with `fetch`, no code of undici and of web streams has to be loaded, which
 * takes longer than everything else that one clip needs.
 *
 * @module
 */
import type { Agent, IncomingMessage } from "node:http";
import type { LookupFunction, Socket } from "node:net";
import { pipeline, type Readable, type Transform } from "node:stream";
import { onAbort } from "../../utils/abort.js";
import { getPort } from "../../utils/get-port.js";
import { ConnectError, createHeaders, type HttpHeaders, type HttpResponse } from "../../utils/http-response.js";

export interface HttpRequest {
  /** Default: `GET`. */
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  readonly signal?: AbortSignal | null | undefined;
}

/** A connection of one request. */
export interface Connection {
  readonly lookup: LookupFunction;
  /** Called with the address that the socket has reached, before the request is written; an error closes the socket. */
  readonly check: (address: string) => Error | undefined;
}

/** Milliseconds until a connection is open, TLS included: as long as `fetch` waits. */
const connectTimeout = 10_000;

/**
 * Milliseconds that an unused connection is kept. Many servers close it after five seconds, and a create request that is written
 * at that moment has an unknown outcome.
 */
const idleTimeout = 4_000;

/** The connections of this process, by protocol, kept for the next request. */
const agents = new Map<string, Agent>();

function sharedAgent(protocol: string, http: { readonly Agent: typeof Agent }): Agent {
  const agent = agents.get(protocol) ?? new http.Agent({ keepAlive: true, timeout: idleTimeout });
  agents.set(protocol, agent);
  return agent;
}

/**
 * Sends the request and resolves with the response, whatever its status. Follows no redirect. Rejects with a {@link ConnectError} if the
 * connection could not be opened, otherwise as the socket fails.
 *
 * Without `connection`, connections are shared. With it, the request has a connection of its own, and no proxy of the environment is used.
 */
export async function httpRequest(url: URL, request: HttpRequest, connection?: Connection): Promise<HttpResponse> {
  const { method = "GET", headers, body, signal } = request;
  // Node would take port 0 for the usual one, and the name and password for a header.
  if (url.port === "0" || url.username !== "" || url.password !== "")
    throw new ConnectError(url.port === "0" ? "bad port" : "the URL contains a user name or a password");
  // Not by import(): it reads all exports of the module, and some of them load undici.
  const http = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
  const agent = connection ? false : sharedAgent(url.protocol, http);
  // After a pause of the process, such as that of a function between two calls, the end of a kept connection is still to be read.
  if (agent && Object.keys(agent.freeSockets).length > 0) await nextTurns();
  signal?.throwIfAborted();
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    let isOpen = false;
    // Throws for what cannot be sent.
    const outgoing = open(() =>
      http.request(url, { method, headers, agent, ...(connection && { lookup: connection.lookup }) }),
    );
    const timer = setTimeout(() => outgoing.destroy(connectTimedOut(url)), connectTimeout);
    const opened = () => {
      isOpen = true;
      clearTimeout(timer);
    };
    outgoing.once("socket", (socket) => {
      if (connection)
        socket.once("connect", () => checkAddress(socket, connection, (error) => outgoing.destroy(error)));
      // What is written to a socket before this is not sent.
      if (outgoing.reusedSocket) opened();
      else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", opened);
    });
    outgoing.once("response", (response) => {
      // Nothing may be reading when the connection breaks; a reader gets the error as well.
      response.on("error", () => {});
      onAbort(signal ?? undefined, () => response.destroy(signal?.reason));
      // The server has refused without reading all of the body: nothing else would end its connection.
      const stop = () => outgoing.writableFinished || outgoing.destroy();
      response.once("end", stop).once("close", stop);
      resolve(response);
    });
    outgoing.once("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error("the server wants to speak another protocol"));
    });
    outgoing.once("close", () => reject(new Error("the connection closed without a response")));
    outgoing.on("error", (cause) => {
      clearTimeout(timer);
      reject(isOpen || signal?.aborted ? cause : new ConnectError(`no connection to ${url.host}`, { cause }));
    });
    onAbort(signal ?? undefined, () => outgoing.destroy(signal?.reason));
    outgoing.end(body);
  });
  return toResponse(incoming, url);
}

/** Two turns of the event loop: in the first one sockets are read, in the second one they are closed. */
const nextTurns = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** Calls `create`, which opens a request: if it throws, nothing was sent. */
function open<Request>(create: () => Request): Request {
  try {
    return create();
  } catch (cause) {
    throw new ConnectError("the request cannot be sent", { cause });
  }
}

function checkAddress({ remoteAddress }: Socket, { check }: Connection, refuse: (error: Error) => void): void {
  // Bun does not report it; there the addresses of `lookup` are the only ones.
  const refusal = remoteAddress === undefined ? undefined : check(remoteAddress);
  if (refusal) refuse(refusal);
}

function connectTimedOut(url: URL): Error {
  const port = getPort(url);
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const error = new Error(`connect ETIMEDOUT ${url.hostname}:${port}: no connection within ${connectTimeout} ms`);
  return Object.assign(error, { code: "ETIMEDOUT", syscall: "connect", hostname, port });
}

/** Statuses without a body. */
const bodiless = [204, 205, 304];

async function toResponse(incoming: IncomingMessage, url: URL): Promise<HttpResponse> {
  const { statusCode: status = 0, statusMessage: statusText = "" } = incoming;
  const isEmpty = bodiless.includes(status) || incoming.headers["content-length"] === "0";
  // Otherwise its connection would stay in use: nothing reads an empty body.
  if (isEmpty) incoming.resume();
  return {
    status,
    statusText,
    ok: status >= 200 && status < 300,
    url: url.href,
    redirected: false,
    type: "default",
    headers: headersOf(incoming),
    body: isEmpty ? null : await decode(incoming),
  };
}

/** Only `set-cookie` has several values. */
const headersOf = ({ headers }: IncomingMessage): HttpHeaders =>
  createHeaders(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])));

/** The body without its `content-encoding`: some servers compress without being asked. Unknown encodings are left. */
async function decode(incoming: IncomingMessage): Promise<Readable> {
  const header = incoming.headers["content-encoding"];
  if (header === undefined) return incoming;
  const { constants, createBrotliDecompress, createUnzip } = await import("node:zlib");
  // Some end without the last bytes of their format, which adds nothing.
  const zlib = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  const brotli = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };
  const decoders: Transform[] = [];
  for (const encoding of header.toLowerCase().split(",").reverse()) {
    if (/^\s*(x-gzip|gzip|deflate)\s*$/.test(encoding)) decoders.push(createUnzip(zlib));
    else if (encoding.trim() === "br") decoders.push(createBrotliDecompress(brotli));
    else if (!/^\s*(identity)?\s*$/.test(encoding)) return incoming;
  }
  // An error of either side reaches the reader through the last decoder.
  return decoders.reduce<Readable>((body, decoder) => pipeline(body, decoder, () => {}), incoming);
}
