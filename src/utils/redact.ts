/**
 * Removes secrets from text for people and logs. Every rule is linear in the length of the text, whatever the text.
 *
 * @module
 */
const redacted = "[redacted]";

/** Texts for people are shorter. What is beyond is cut before anything is searched for. */
const maxLength = 32_000;

/** Names of query parameters and fields whose value is a secret. */
const secretNames =
  "x-(?:amz|goog)-(?:signature|credential|security-token)|sig|signature|access_token|auth|token|secret|password|api[-_]?key|subscription-key";

const rules: readonly (readonly [RegExp, string | ((match: string, ...groups: string[]) => string)])[] = [
  // API keys by their usual prefixes: sk-…, sk-proj-…, nvapi-…
  // A key has a digit; a file name such as sk-holiday-photo.jpg has none. The look-ahead is short, so that a text of many starts takes
  // no longer.
  [/(?<!\w)((?:sk|pk|rk|nvapi|whsec|xai|hf|r8|ghp)[-_])(?=[A-Za-z_-]{0,200}\d)[\w-]{12,}/g, `$1${redacted}`],
  [/(?<![\w-])(?:AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]{8,}[\w.-]*)/g, redacted],
  [/\b(Bearer|Basic)\s{1,8}[\w.~+/=-]{6,}/gi, `$1 ${redacted}`],
  // Passwords in front of the host, and signatures in the query or after "#"; "#code" of a documentation page is not a secret.
  [
    /(\b[a-z][a-z0-9+.-]{0,15}:(?:\\?\/){2})([^\s"'<>\\/?#]*@)?([^\s"'<>?#]*)(\?|#(?=[^\s"'<>]*[=?]))?([^\s"'<>]*)/gi,
    (_, scheme, login, address, mark = "", rest) =>
      `${scheme}${login ? `${redacted}@` : ""}${address}${mark}${mark && rest ? redacted : rest}`,
  ],
  [new RegExp(`([?&](?:${secretNames})=)[^\\s&"'<>]+`, "gi"), `$1${redacted}`],
  // Image bytes that came as a data URL, or as bare Base64.
  [/(data:(?:[\w.+-]+\/[\w.+-]+)?)[^,\s"'<>]{0,200},[\w+/=%-]{16,}/gi, `$1,${redacted}`],
  [/(?<![\w+/-])[\w+/-]{200,}={0,2}/g, (match) => (isBase64(match) ? redacted : match)],
];

/** Whether a long run looks like Base64 and not like a word or a path. */
const isBase64 = (run: string) =>
  /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run) && run.split("/").length <= run.length / 20;

/** The secrets of the clients of this process, with the forms in which they are quoted: see `registerSecrets()`. */
export const knownSecrets = new Map<string, readonly string[]>();

export const removeForms = (text: string, forms: readonly string[]): string =>
  forms.reduce((rest, form) => rest.replaceAll(form, redacted), text);

export const removeKnown = (text: string): string => [...knownSecrets.values()].reduce(removeForms, text);

/**
 * `text` without API keys, signed queries, passwords in URLs, inline image bytes and the secrets of this process's clients.
 * A longer text than anyone reads is cut.
 */
export function redact(text: string): string {
  return rules.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement as string),
    removeKnown(cutWords(text)),
  );
}

/** The start of a long text, without its last word: half a secret would not be recognized. */
export function cutWords(text: string): string {
  if (text.length <= maxLength) return text;
  const start = text.slice(0, maxLength);
  const end = Math.max(start.lastIndexOf(" "), maxLength - 4_000);
  return `${start.slice(0, end)}…`;
}

/** Removes a quoted prompt, as text or as JSON. A short prompt is not removed: it may be a common word. */
export function redactPrompt(text: string, prompt: string): string {
  if (prompt.trim().length < 8) return text;
  const escaped = JSON.stringify(prompt).slice(1, -1);
  return text.replaceAll(prompt, "[prompt]").replaceAll(escaped, "[prompt]");
}
