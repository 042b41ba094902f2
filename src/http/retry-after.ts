import type { HttpHeaders } from "../utils/http-response.js";

/**
 * Milliseconds that the server asks to wait before the next request: `openai-poll-after-ms`, else `Retry-After` in
 * seconds or as a date, which is read against `now`.
 */
export function readPollAfter(headers: HttpHeaders, now: number): number | undefined {
  const milliseconds = Number(headers.get("openai-poll-after-ms") || Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  const retryAfter = headers.get("retry-after");
  if (!retryAfter) return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
