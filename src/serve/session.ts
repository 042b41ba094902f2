/**
 * Sessions of the jobs page. A browser cannot send an `Authorization` header with an image or a video element.
 *
 * @module
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const cookie = "ugoku-serve";
/** The oldest session is dropped first. */
const maxSessions = 100;

/** Browser sessions of one server. */
export interface Sessions {
  /** Whether no key is required, or the request has the cookie of a session. */
  isAuthorized(request: Request): boolean;
  /** Starts a session and returns its `Set-Cookie` header; `undefined` if the key is wrong. */
  start(key: string): string | undefined;
}

/** Creates the sessions for `apiKey`. The cookie holds a random token, not the key. */
export function createSessions(apiKey: string | undefined): Sessions {
  const tokens = new Set<string>();
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return {
    isAuthorized(request) {
      if (apiKey === undefined) return true;
      const pairs = (request.headers.get("cookie") ?? "").split(/;\s*/);
      return pairs.some((pair) => pair.startsWith(`${cookie}=`) && tokens.has(pair.slice(cookie.length + 1)));
    },
    start(key) {
      if (apiKey === undefined || !timingSafeEqual(digest(key), digest(apiKey))) return undefined;
      const token = randomBytes(24).toString("base64url");
      tokens.add(token);
      for (const oldest of tokens) if (tokens.size > maxSessions) tokens.delete(oldest);
      return `${cookie}=${token}; Path=/; HttpOnly; SameSite=Strict`;
    },
  };
}
