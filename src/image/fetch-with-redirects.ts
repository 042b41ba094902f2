/**
 * Fetches an image step by step: each redirect is judged before it is followed, and the body is cut off at the limit.
 *
 * @module
 */

import type { FetchedImage, FetchImageOptions } from "../platform/platform.js";
import { onAbort, untilAborted } from "../utils/abort.js";
import { ImageError, isUgokuError, type UgokuError } from "../utils/errors.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import { maxImageBytes } from "./limits.js";
import { readStream, tooLarge } from "./read-stream.js";

const mostRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** What a runtime adds: how it judges an address, and how it sends. */
export interface Guard {
  /** Throws if the URL may not be fetched. Called for the first URL and for each redirect, before anything is sent. */
  check(url: URL): void;
  send(url: URL, init: RequestInit): Promise<Response>;
}

/**
 * The bytes behind `url`, as `guard` lets it.
 *
 * @throws {ImageError} `image_url_blocked`, `image_url_failed`, `image_too_large`; or rejects with the signal's reason.
 */
export async function fetchWithRedirects(url: URL, options: FetchImageOptions, guard: Guard): Promise<FetchedImage> {
  const { signal, timeout = 30_000, stall = 10_000 } = options;
  signal?.throwIfAborted();
  const name = nameOf(url);
  const controller = new AbortController();
  const forget = onAbort(signal, () => controller.abort(signal?.reason));
  const total = after(timeout, () => controller.abort(tooSlow(name, `within ${timeout} ms`)));
  let quiet: Timer;
  const progress = () => {
    clearTimeout(quiet);
    quiet = after(stall, () => controller.abort(tooSlow(name, `a byte for ${stall} ms`)));
  };

  try {
    progress();
    const { response, url: last } = await follow(url, guard, controller.signal);
    progress();
    const bytes = await readBody(response, nameOf(last), controller.signal, progress);
    return { bytes, url: last };
  } catch (error) {
    // Aborting makes fetch fail in many ways, of which the reason is the one worth telling.
    if (controller.signal.aborted) throw controller.signal.reason;
    throw explain(name, error);
  } finally {
    clearTimeout(total);
    clearTimeout(quiet);
    forget();
    // Whatever is still open is of no use to anyone.
    controller.abort();
  }
}

type Timer = ReturnType<typeof setTimeout> | undefined;

/** `Infinity`, and what does not fit into a timer, means never; setTimeout would take it for "at once". */
function after(milliseconds: number, then: () => void): Timer {
  return milliseconds <= 0x7fffffff ? setTimeout(then, milliseconds) : undefined;
}

async function follow(start: URL, guard: Guard, signal: AbortSignal): Promise<{ response: Response; url: URL }> {
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    checkForm(url);
    guard.check(url);
    const init: RequestInit = {
      // "manual", because fetch would follow to anywhere.
      redirect: "manual",
      headers: { accept: "image/jpeg, image/png, image/webp, */*;q=0.1" },
      signal,
    };
    const response = await untilAborted(guard.send(url, init), signal);
    if (response.type === "opaqueredirect") {
      throw failed(nameOf(url), "redirects, and this runtime does not say where to", "Pass the final URL.");
    }
    if (!redirectStatuses.has(response.status)) return { response, url };
    drop(response);
    const location = response.headers.get("location");
    if (location === null) throw failed(nameOf(url), `answers ${response.status} without a location`);
    if (redirects === mostRedirects) throw failed(nameOf(start), `redirects more than ${mostRedirects} times`);
    url = resolveLocation(location, url);
  }
}

function resolveLocation(location: string, base: URL): URL {
  try {
    return new URL(location, base);
  } catch {
    throw failed(nameOf(base), "redirects to something that is not a URL");
  }
}

/** What holds in every runtime: only the web, and no password that would end up in a log. */
function checkForm(url: URL): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw blocked(
      `${url.protocol} URLs are not fetched, only http: and https:.`,
      text`Download the image. ${codeOnly("Pass its bytes.")}`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw blocked(
      `${nameOf(url)} is not fetched: there is a user name or a password in the URL.`,
      text`Download the image with your own credentials. ${codeOnly("Pass the response's body.")}`,
    );
  }
}

async function readBody(
  response: Response,
  name: string,
  signal: AbortSignal,
  onChunk: () => void,
): Promise<Uint8Array> {
  if (!response.ok) {
    drop(response);
    const { status } = response;
    throw new ImageError(
      "image_url_failed",
      `${name} answers ${status}${response.statusText ? ` ${response.statusText}` : ""}.`,
      {
        status,
        retryable: status === 408 || status === 429 || status >= 500,
        hint:
          status === 401 || status === 403
            ? text`Download the image with your own credentials. ${codeOnly("Pass the response's body.")}`
            : undefined,
      },
    );
  }
  const announced = Number(response.headers.get("content-length"));
  if (announced > maxImageBytes) {
    drop(response);
    throw tooLarge(name, announced);
  }
  if (!response.body) throw new ImageError("image_empty", `${name} is empty (0 bytes).`);
  return readStream(response.body, { name, signal, onChunk });
}

function drop(response: Response): void {
  response.body?.cancel().catch(() => {});
}

/** The URL without its query, which may hold a signature, and without credentials. */
function nameOf(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function explain(name: string, error: unknown): UgokuError {
  for (let cause: unknown = error, depth = 0; depth < 5 && cause instanceof Error; cause = cause.cause, depth += 1) {
    // The connector's refusal comes back inside fetch's own error.
    if (isUgokuError(cause)) {
      return cause.code === "image_unreadable"
        ? new ImageError("image_url_failed", cause.message, { cause: cause.cause, retryable: true })
        : cause;
    }
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  const why =
    typeof code === "string" ? code : typeof message === "string" && message !== "" ? message : "no connection";
  return new ImageError("image_url_failed", `${name} could not be fetched (${why}).`, {
    cause: error,
    // A certificate does not get better by asking again.
    retryable: !/CERT|TLS|SSL|SIGNED|VERIFY/.test(why),
  });
}

/** The error of a URL that may not be fetched. */
export function blocked(message: string, hint: Message): ImageError {
  return new ImageError("image_url_blocked", message, { hint });
}

function failed(name: string, what: string, hint?: string): ImageError {
  return new ImageError("image_url_failed", `${name} ${what}.`, { hint });
}

function tooSlow(name: string, what: string): ImageError {
  return new ImageError(
    "image_url_failed",
    `${name} did not send ${what.startsWith("a ") ? what : `the image ${what}`}.`,
    {
      retryable: true,
      hint: "Try again, or download it yourself and pass the file.",
    },
  );
}
