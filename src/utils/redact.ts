/**
 * Takes secrets out of text that people and logs will see.
 *
 * @module
 */

const rules: readonly (readonly [RegExp, string])[] = [
  // API keys by their usual prefixes: sk-…, sk-proj-…, nvapi-…
  // No key is without a digit, and few file names are that long: sk-holiday-photo.jpg is left alone.
  [/\b(sk|pk|rk|nvapi|whsec)([-_])(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{12,}/g, "$1$2[redacted]"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, "$1 [redacted]"],
  // What signs a URL is in its query: X-Amz-Signature, sig, token, key …
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

/** {@link redact}, and without `secrets` themselves: a server may repeat a key that looks like any other word. */
export function redactAll(text: string, secrets: readonly string[]): string {
  const long = secrets.filter((secret) => secret.length >= 6);
  return redact(long.reduce((result, secret) => result.replaceAll(secret, "[redacted]"), text));
}

/** `text` without the prompt that it quotes, as it stands or as JSON writes it. A short one would be any word. */
export function redactPrompt(text: string, prompt: string): string {
  if (prompt.trim().length < 8) return text;
  const written = JSON.stringify(prompt).slice(1, -1);
  return text.replaceAll(prompt, "[prompt]").replaceAll(written, "[prompt]");
}
