/**
 * Removes secrets from text for people and logs. Every rule is linear in the length of the text, whatever the text.
 *
 * @module
 */
import { toBase64 } from "./bytes.js";

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
  // Passwords in front of the host, and signatures in the query or after "#".
  [/\b([a-z][a-z0-9+.-]{0,15}:(?:\\?\/){2})([^\s"'<>]+)/gi, (_, scheme, rest = "") => scheme + redactAddress(rest)],
  [new RegExp(`([?&](?:${secretNames})=)[^\\s&"'<>]+`, "gi"), `$1${redacted}`],
  // Image bytes that came as a data URL, or as bare Base64.
  [/(data:(?:[\w.+-]+\/[\w.+-]+)?)[^,\s"'<>]{0,200},[\w+/=%-]{16,}/gi, `$1,${redacted}`],
  [/(?<![\w+/-])[\w+/-]{200,}={0,2}/g, (match) => (isBase64(match) ? redacted : match)],
];

/** Whether a long run looks like Base64 and not like a word or a path. */
const isBase64 = (run: string) =>
  /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run) && run.split("/").length <= run.length / 20;

/** The part of a URL after the scheme. */
function redactAddress(rest: string): string {
  const query = rest.search(/[?#]/);
  const address = query < 0 ? rest : rest.slice(0, query);
  const slash = address.search(/[\\/]/);
  const host = slash < 0 ? address : address.slice(0, slash);
  const at = host.lastIndexOf("@");
  const clean = at < 0 ? address : `${redacted}${address.slice(at)}`;
  const tail = query < 0 ? "" : rest.slice(query);
  // "#code" of a documentation page is not a secret.
  const isSecret = tail.length > 1 && (tail.startsWith("?") || /[=?]/.test(tail));
  return `${clean}${isSecret ? `${tail[0]}${redacted}` : tail}`;
}

/** The forms in which a secret is quoted: as it is, escaped for JSON or a URL, and inside any Base64, as in `Basic`. */
function formsOf(secret: string): string[] {
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    /^[ -~]*$/.test(secret) ? encodeURIComponent(secret) : secret,
  ];
  if (secret.length >= 10) {
    const bytes = new TextEncoder().encode(secret);
    for (const offset of [0, 1, 2]) {
      const padded = new Uint8Array(bytes.length + offset);
      padded.set(bytes, offset);
      // Without the characters that also depend on what is before and after the secret.
      const base64 = toBase64(padded)
        .slice(offset === 0 ? 0 : offset + 1, Math.floor((padded.length * 4) / 3))
        .replace(/=+$/, "");
      forms.push(base64, base64.replaceAll("+", "-").replaceAll("/", "_"));
    }
  }
  // The longest first: a form may contain another one.
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** The secrets of the clients of this process, with their forms, and the most that are kept. */
const known = new Map<string, readonly string[]>();
const maxKnown = 200;

/** Whether a value cannot be a word of any other text. */
const isUnmistakable = (secret: string) =>
  !/\s|:\/\//.test(secret) &&
  (secret.length >= 20 || (secret.length >= 8 && /\d/.test(secret) && /[a-z]/i.test(secret)));

/** Makes {@link redact} remove these secrets from every text from now on: an error does not know the client it comes from. */
export function registerSecrets(secrets: readonly string[]): void {
  for (const secret of secrets) {
    if (!isUnmistakable(secret)) continue;
    const forms = known.get(secret) ?? formsOf(secret);
    known.delete(secret);
    known.set(secret, forms);
  }
  for (const oldest of known.keys()) {
    if (known.size <= maxKnown) break;
    known.delete(oldest);
  }
}

const removeForms = (text: string, forms: readonly string[]): string =>
  forms.reduce((rest, form) => rest.replaceAll(form, redacted), text);

const removeKnown = (text: string): string => [...known.values()].reduce(removeForms, text);

/** `text` without the secrets of this process's clients and `secrets`, in any form. Nothing else is changed. */
export function redactSecrets(text: string, secrets: readonly string[] = []): string {
  const given = secrets.filter((secret) => secret.length >= 6).map((secret) => known.get(secret) ?? formsOf(secret));
  return removeKnown(given.reduce(removeForms, text));
}

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

/** {@link redact} that also removes `secrets`: a server may quote a key that has no known prefix. */
export const redactAll = (text: string, secrets: readonly string[]): string =>
  redact(redactSecrets(cutWords(text), secrets));

/** The start of a long text, without its last word: half a secret would not be recognized. */
function cutWords(text: string): string {
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
