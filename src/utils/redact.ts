/**
 * Removes secrets from text for people and logs.
 *
 * @module
 */

const rules: readonly (readonly [RegExp, string])[] = [
  // API keys by their usual prefixes: sk-…, sk-proj-…, nvapi-…
  // A key has a digit; a file name such as sk-holiday-photo.jpg has none.
  [/\b(sk|pk|rk|nvapi|whsec)([-_])(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{12,}/g, "$1$2[redacted]"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, "$1 [redacted]"],
  // Signatures of URLs are in the query: X-Amz-Signature, sig, token, key …
  [/(https?:\/\/[^\s"'<>?#]+)\?[^\s"'<>]+/gi, "$1?[redacted]"],
  // user:password@host
  [/(https?:\/\/)[^\s"'<>/@]+@/gi, "$1[redacted]@"],
  // Image bytes that came as a data URL.
  [/data:([\w.+-]+\/[\w.+-]+)?[^,\s"']*,[A-Za-z0-9+/=%_-]{16,}/gi, "data:$1,[redacted]"],
];

/** `text` without API keys, signed queries, passwords in URLs and inline image bytes. */
export function redact(text: string): string {
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** {@link redact} that also removes `secrets`: a server may quote a key that has no known prefix. */
export function redactAll(text: string, secrets: readonly string[]): string {
  const long = secrets.filter((secret) => secret.length >= 6);
  return redact(long.reduce((result, secret) => result.replaceAll(secret, "[redacted]"), text));
}

/** Removes a quoted prompt, as text or as JSON. A short prompt is not removed: it may be a common word. */
export function redactPrompt(text: string, prompt: string): string {
  if (prompt.trim().length < 8) return text;
  const escaped = JSON.stringify(prompt).slice(1, -1);
  return text.replaceAll(prompt, "[prompt]").replaceAll(escaped, "[prompt]");
}
