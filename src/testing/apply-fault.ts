import { onAbort } from "../utils/abort.js";
import type { ActiveFault } from "./fault-injector.js";
import type { StatusFault, TruncatedFault } from "./faults.js";
import { errorResponse } from "./responses.js";

/** A failed connection, with the codes of Node's sockets. */
export interface ConnectionError {
  readonly code: "ECONNREFUSED" | "ECONNRESET";
  readonly syscall: "connect" | "read";
}

/**
 * Applies a fault to a request. `respond` executes the request.
 *
 * Rejects as Node's `fetch` does if the fault leaves no response.
 */
export async function applyFault(
  fault: ActiveFault,
  request: Request,
  respond: () => Promise<Response>,
  closed: AbortSignal,
): Promise<Response> {
  if ("accepted" in fault && fault.accepted) await respond();
  switch (fault.kind) {
    case "refuse":
      throw connectionRefused(new URL(request.url));
    case "reset-before-acceptance":
      throw connectionReset();
    case "reset-after-acceptance":
      await respond();
      throw connectionReset();
    case "status":
      return statusResponse(fault);
    case "html":
      return new Response(proxyPage, { headers: { "content-type": "text/html; charset=utf-8" } });
    case "truncated":
      return truncate(await respond(), fault);
    case "hang":
      return hang(request, closed);
    default:
      // The other kinds apply to webhooks.
      return respond();
  }
}

/** The connection error that an injected fault caused, if any. */
export function getConnectionError(error: unknown): ConnectionError | undefined {
  const cause = error instanceof TypeError ? (error.cause as Partial<ConnectionError> | undefined) : undefined;
  const { code, syscall } = cause ?? {};
  return (code === "ECONNREFUSED" || code === "ECONNRESET") && syscall ? { code, syscall } : undefined;
}

function connectionRefused({ hostname, port, protocol }: URL): TypeError {
  const at = { address: hostname, port: Number(port) || (protocol === "https:" ? 443 : 80) };
  return fetchFailed(`connect ECONNREFUSED ${at.address}:${at.port}`, {
    errno: -111,
    code: "ECONNREFUSED",
    syscall: "connect",
    ...at,
  });
}

const connectionReset = (): TypeError =>
  fetchFailed("read ECONNRESET", { errno: -104, code: "ECONNRESET", syscall: "read" });

const fetchFailed = (message: string, fields: ConnectionError & { readonly errno: number }): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(message), fields) });

const proxyPage = `<!doctype html>
<html><head><title>Just a moment…</title></head>
<body><h1>We will be back soon</h1><p>This page was sent by a proxy, not by the Videos API.</p></body></html>
`;

function statusResponse({ status, retryAfterSeconds }: StatusFault): Response {
  const message =
    status === 429
      ? "Rate limit reached. Try again later."
      : status >= 500
        ? "The server had an error while processing your request."
        : "The request was refused.";
  const response = errorResponse({ status, message, ...(status === 429 ? { code: "rate_limit_exceeded" } : {}) });
  if (retryAfterSeconds !== undefined) response.headers.set("retry-after", String(retryAfterSeconds));
  return response;
}

async function truncate(response: Response, { bytes, quietly = false }: TruncatedFault): Promise<Response> {
  const complete = new Uint8Array(await response.arrayBuffer());
  const part = complete.slice(0, bytes ?? Math.floor(complete.length / 2));
  const headers = new Headers(response.headers);
  const { status } = response;
  if (quietly) {
    headers.delete("content-length");
    headers.set("connection", "close");
    return new Response(part, { status, headers });
  }
  headers.set("content-length", String(complete.length));
  let isSent = part.length === 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isSent) {
        isSent = true;
        controller.enqueue(part);
        return;
      }
      // An error empties the queue, so wait until the part is sent.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const cause = Object.assign(new Error("other side closed"), { name: "SocketError", code: "UND_ERR_SOCKET" });
      controller.error(new TypeError("terminated", { cause }));
    },
  });
  return new Response(body, { status, headers });
}

// Captured at load: a timer of a test library does not keep the process alive.
const { setInterval, clearInterval } = globalThis;
const maxTimerMs = 2 ** 31 - 1;

/**
 * Never resolves; rejects when the client aborts or the fake is closed.
 *
 * Keeps the process alive like an open connection does. The timer of `AbortSignal.timeout()` does not, so a test that
 * waits for its timeout would exit too early.
 */
function hang(request: Request, closed: AbortSignal): Promise<never> {
  const { signal } = request;
  let removeListeners: readonly (() => void)[] = [];
  // The request's signal is garbage-collected with the request.
  const keepAlive = setInterval(() => request, maxTimerMs);
  return new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    if (closed.aborted) reject(connectionReset());
    removeListeners = [onAbort(signal, () => reject(signal.reason)), onAbort(closed, () => reject(connectionReset()))];
  }).finally(() => {
    clearInterval(keepAlive);
    for (const remove of removeListeners) remove();
  });
}
