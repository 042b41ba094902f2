/**
 * Fetches an image from a URL that may come from a stranger: every hop is checked, and the body is limited.
 *
 * @module
 */
import type { FetchedImage, FetchImageOptions } from "../platform/platform.js";
import { onAbort, untilAborted } from "../utils/abort.js";
import { describeValue, ImageError, isUgokuError, RequestError, type UgokuError } from "../utils/errors.js";
import { discardBody, type HttpResponse } from "../utils/http-response.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import { followRedirects, type Hop, isRedirect } from "../utils/redirects.js";
import { maxTimerMs } from "../utils/timers.js";
import { maxImageBytes } from "./limits.js";
import { type ByteStream, imageTooLarge, readStream } from "./read-stream.js";

const maxRedirects = 5;

/** The parts of a fetch that differ by runtime. */
export interface Guard {
  /** Throws if the URL may not be fetched. Called for the first URL and for each redirect, before anything is sent. */
  check(url: URL): void;
  send(url: URL, init: RequestInit): Promise<HttpResponse>;
}

/**
 * The bytes behind `url`, if `guard` allows it and every redirect.
 *
 * @throws {ImageError} `image_url_blocked`, `image_url_failed`, `image_too_large`; or rejects with the signal's reason.
 */
export async function fetchGuarded(url: URL, options: FetchImageOptions, guard: Guard): Promise<FetchedImage> {
  const { signal, timeout = 30_000, stall = 10_000 } = options;
  signal?.throwIfAborted();
  const name = urlName(url);
  const controller = new AbortController();
  const removeListener = onAbort(signal, () => controller.abort(signal?.reason));
  const timer = startTimer(timeout, () => controller.abort(timedOut(`${name} did not send the image within`, timeout)));
  let stallTimer: Timer;
  const resetStall = () => {
    clearTimeout(stallTimer);
    stallTimer = startTimer(stall, () => controller.abort(timedOut(`${name} did not send a byte for`, stall)));
  };

  try {
    resetStall();
    const { response, url: last } = await fetchHops(url, guard, controller.signal);
    resetStall();
    const bytes = await readBody(response, urlName(last), controller.signal, resetStall);
    return { bytes, url: last };
  } catch (error) {
    // An abort makes fetch fail in many ways; the reason is the useful error.
    if (controller.signal.aborted) throw controller.signal.reason;
    throw toImageError(name, error);
  } finally {
    clearTimeout(timer);
    clearTimeout(stallTimer);
    removeListener();
    // Closes connections that are still open.
    controller.abort();
  }
}

type Timer = ReturnType<typeof setTimeout> | undefined;

/** No timer for `Infinity` and delays that `setTimeout` does not take. */
function startTimer(milliseconds: number, run: () => void): Timer {
  return milliseconds <= maxTimerMs ? setTimeout(run, milliseconds) : undefined;
}

function fetchHops(start: URL, guard: Guard, signal: AbortSignal): Promise<{ response: HttpResponse; url: URL }> {
  const request: RequestInit = {
    redirect: "manual",
    headers: { accept: "image/jpeg, image/png, image/webp, */*;q=0.1" },
    signal,
  };
  const send = async ({ url, init }: Hop) => {
    checkForm(url);
    guard.check(url);
    return untilAborted(guard.send(url, init), signal);
  };
  return followRedirects({ url: start, init: request }, send, (response, { url, init }, redirects) => {
    if (response.type === "opaqueredirect")
      throw failed(urlName(url), "redirects, and this runtime does not report the target", "Pass the final URL.");
    if (!isRedirect(response)) return undefined;
    const location = response.headers.get("location");
    if (location !== null && redirects < maxRedirects && URL.canParse(location, url.href))
      return { url: new URL(location, url), init };
    discardBody(response);
    if (location === null) throw failed(urlName(url), `responds with ${response.status} and no location`);
    if (redirects === maxRedirects) throw failed(urlName(start), `redirects more than ${maxRedirects} times`);
    throw failed(urlName(url), "redirects to an invalid URL");
  });
}

/** Applies in every runtime: only web URLs, and no password that could end up in a log. */
function checkForm(url: URL): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw blocked(
      `${url.protocol} URLs are not fetched, only http: and https:.`,
      text`Download the image. ${codeOnly("Pass its bytes.")}`,
    );
  if (url.username !== "" || url.password !== "")
    throw blocked(
      `${urlName(url)} is not fetched: the URL contains a user name or a password.`,
      text`Download the image with your own credentials. ${codeOnly("Pass the response's body.")}`,
    );
}

async function readBody(
  response: HttpResponse,
  name: string,
  signal: AbortSignal,
  onChunk: () => void,
): Promise<Uint8Array> {
  const { status, statusText } = response;
  if (!response.ok) {
    discardBody(response);
    const hint =
      status === 401 || status === 403
        ? text`Download the image with your own credentials. ${codeOnly("Pass the response's body.")}`
        : otherwiseHint;
    const retryable = status === 408 || status === 429 || status >= 500;
    const message = `${name} responds with ${status}${statusText ? ` ${statusText}` : ""}.`;
    throw new ImageError("image_url_failed", message, { status, retryable, hint });
  }
  const length = Number(response.headers.get("content-length"));
  if (length > maxImageBytes) {
    discardBody(response);
    throw imageTooLarge(name, length);
  }
  if (!response.body) throw new ImageError("image_empty", `${name} is empty (0 bytes).`);
  return readStream(response.body as ByteStream, { name, signal, onChunk });
}

/** The URL without its query, which may hold a signature, and without credentials. */
function urlName(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function toImageError(name: string, error: unknown): UgokuError {
  // The connector's error arrives as the cause of fetch's own.
  for (let cause: unknown = error, depth = 0; depth < 5 && cause instanceof Error; cause = cause.cause, depth += 1) {
    if (!isUgokuError(cause)) continue;
    if (cause.code !== "image_unreadable") return cause;
    return new ImageError("image_url_failed", cause.message, {
      cause: cause.cause,
      retryable: true,
      hint: otherwiseHint,
    });
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  const reason =
    typeof code === "string" ? code : typeof message === "string" && message !== "" ? message : "no connection";
  return new ImageError("image_url_failed", `${name} could not be fetched (${reason}).`, {
    cause: error,
    hint: otherwiseHint,
    // A retry does not repair a certificate.
    retryable: !/CERT|TLS|SSL|SIGNED|VERIFY/.test(reason),
  });
}

/** The error of a URL that may not be fetched. */
export function blocked(message: string, hint: Message): ImageError {
  return new ImageError("image_url_blocked", message, { hint });
}

const otherwiseHint = "Check the address in a browser, or download the image and pass the file.";

function failed(name: string, problem: string, hint: Message = otherwiseHint): ImageError {
  return new ImageError("image_url_failed", `${name} ${problem}.`, { hint });
}

function timedOut(message: string, milliseconds: number): ImageError {
  return new ImageError("image_url_failed", `${message} ${milliseconds} ms.`, {
    retryable: true,
    hint: "Try again, or download it and pass the file.",
  });
}

/** Whether a host and port are named in `allowPrivateHosts`. */
export type AllowedHosts = (hostname: string, port: number) => boolean;

/**
 * Reads `allowPrivateHosts`: `true` for all, or names such as `"images.internal"`, `"127.0.0.1:8080"`, `"[::1]:8080"`.
 * A name without a port allows all of its ports, but not its subdomains.
 *
 * @throws {RequestError} `option_invalid` for an entry that is not a host.
 */
export function readAllowedHosts(option: boolean | readonly string[] | undefined): AllowedHosts {
  if (option === undefined || option === false) return () => false;
  if (option === true) return () => true;
  if (!Array.isArray(option)) throw invalidHost(option);
  const entries = new Set(option.map(canonicalHost));
  return (hostname, port) => entries.has(hostname) || entries.has(`${hostname}:${port}`);
}

function canonicalHost(entry: unknown): string {
  if (typeof entry !== "string") throw invalidHost(entry);
  // A bare IPv6 address has at least two colons, and no port can follow it.
  const host = /^[0-9a-f:.]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(entry) ? `[${entry}]` : entry;
  if (!/^[^\s/?#@\\]+$/.test(host) || !URL.canParse(`http://${host}`)) throw invalidHost(entry);
  // Port 80 would be dropped from an http: URL, so the port is taken from the text.
  const port = /:(\d+)$/.exec(host)?.[1];
  const { hostname } = new URL(`http://${host}`);
  return port === undefined ? hostname : `${hostname}:${Number(port)}`;
}

function invalidHost(entry: unknown): RequestError {
  return new RequestError("option_invalid", `allowPrivateHosts cannot contain ${describeValue(entry)}.`, {
    hint: `Pass true, or host names such as "images.internal" or "localhost:8080".`,
  });
}
