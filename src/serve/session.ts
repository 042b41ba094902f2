/**
 * Lets a browser in where a key is asked for: a page can send no header with a picture or a player.
 *
 * @module
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const cookie = "ugoku-serve";
/** Browsers that may be let in at once; the oldest goes first. */
const mostSessions = 100;

/** Who has shown the key. */
export interface Sessions {
  /** Whether the request needs no key, or bears the cookie of who has shown it. */
  allows(request: Request): boolean;
  /** The cookie for who shows this key; `undefined` for a wrong one. */
  open(key: string): string | undefined;
}

/** Sessions for `apiKey`. The cookie holds a random word, not the key. */
export function createSessions(apiKey: string | undefined): Sessions {
  const words = new Set<string>();
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return {
    allows(request) {
      if (apiKey === undefined) return true;
      const pairs = (request.headers.get("cookie") ?? "").split(/;\s*/);
      return pairs.some((pair) => pair.startsWith(`${cookie}=`) && words.has(pair.slice(cookie.length + 1)));
    },
    open(key) {
      if (apiKey === undefined || !timingSafeEqual(digest(key), digest(apiKey))) return undefined;
      const word = randomBytes(24).toString("base64url");
      words.add(word);
      for (const oldest of words) if (words.size > mostSessions) words.delete(oldest);
      return `${cookie}=${word}; Path=/; HttpOnly; SameSite=Strict`;
    },
  };
}
