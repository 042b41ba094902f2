import { onAbort } from "../utils/abort.js";
import type { ActiveFault } from "./fault-injector.js";
import type { StatusFault, TruncatedFault } from "./faults.js";
import { errorResponse } from "./responses.js";

/** What a request without an answer fails with, in the codes of Node's sockets. */
export interface Break {
  readonly code: "ECONNREFUSED" | "ECONNRESET";
  readonly syscall: "connect" | "read";
}

/**
 * Lets a mishap befall a request. `answer` does what was asked. Rejects as Node's `fetch` does where there is no answer.
 */
export async function applyFault(
  mishap: ActiveFault,
  request: Request,
  answer: () => Promise<Response>,
  closed: AbortSignal,
): Promise<Response> {
  if ("accepted" in mishap && mishap.accepted) await answer();
  switch (mishap.kind) {
    case "refuse":
      throw refused(new URL(request.url));
    case "reset-before-acceptance":
      throw reset();
    case "reset-after-acceptance":
      await answer();
      throw reset();
    case "status":
      return status(mishap);
    case "html":
      return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
    case "truncated":
      return truncate(await answer(), mishap);
    case "hang":
      return hang(request, closed);
    default:
      // The rest befalls webhooks.
      return answer();
  }
}

/** What broke the connection, if it was one of these faults. */
export function breakOf(error: unknown): Break | undefined {
  const cause = error instanceof TypeError ? (error.cause as Partial<Break> | undefined) : undefined;
  const { code, syscall } = cause ?? {};
  return (code === "ECONNREFUSED" || code === "ECONNRESET") && syscall ? { code, syscall } : undefined;
}

function refused({ hostname, port, protocol }: URL): TypeError {
  const at = { address: hostname, port: Number(port) || (protocol === "https:" ? 443 : 80) };
  return failed(`connect ECONNREFUSED ${at.address}:${at.port}`, {
    errno: -111,
    code: "ECONNREFUSED",
    syscall: "connect",
    ...at,
  });
}

const reset = (): TypeError => failed("read ECONNRESET", { errno: -104, code: "ECONNRESET", syscall: "read" });

const failed = (message: string, facts: Break & { readonly errno: number }): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(message), facts) });

const page = `<!doctype html>
<html><head><title>Just a moment…</title></head>
<body><h1>We will be back soon</h1><p>This is a page of a proxy, not an answer of the Videos API.</p></body></html>
`;

function status({ status, retryAfterSeconds }: StatusFault): Response {
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
  const whole = new Uint8Array(await response.arrayBuffer());
  const part = whole.slice(0, bytes ?? Math.floor(whole.length / 2));
  const headers = new Headers(response.headers);
  const { status } = response;
  if (quietly) {
    headers.delete("content-length");
    headers.set("connection", "close");
    return new Response(part, { status, headers });
  }
  headers.set("content-length", String(whole.length));
  let isSent = part.length === 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isSent) {
        isSent = true;
        controller.enqueue(part);
        return;
      }
      // So that what was sent is out before the connection breaks: an error empties the queue.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const cause = Object.assign(new Error("other side closed"), { name: "SocketError", code: "UND_ERR_SOCKET" });
      controller.error(new TypeError("terminated", { cause }));
    },
  });
  return new Response(body, { status, headers });
}

// As they were when this was loaded: the fake timers of a test library hold no process.
const { setInterval, clearInterval } = globalThis;
const longestMs = 2 ** 31 - 1;

/**
 * Nothing, until the client gives up or the fake is closed. Until then it keeps the process, as an open connection does:
 * the timer of `AbortSignal.timeout()` does not, and a test that waits for it would end before it.
 */
function hang(request: Request, closed: AbortSignal): Promise<never> {
  const { signal } = request;
  let forget: readonly (() => void)[] = [];
  // Its own signal lives for as long as the request does.
  const held = setInterval(() => request, longestMs);
  return new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    if (closed.aborted) reject(reset());
    forget = [onAbort(signal, () => reject(signal.reason)), onAbort(closed, () => reject(reset()))];
  }).finally(() => {
    clearInterval(held);
    for (const letGo of forget) letGo();
  });
}
