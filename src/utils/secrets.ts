/**
 * The secrets of this process's clients. Apart from redact(), which every error needs.
 *
 * @module
 */
import { toBase64 } from "./bytes.js";
import { cutWords, knownSecrets, redact, removeForms, removeKnown } from "./redact.js";

/** The most that are kept. */
const maxKnown = 200;

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

/** Whether a value cannot be a word of any other text. */
const isUnmistakable = (secret: string) =>
  !/\s|:\/\//.test(secret) &&
  (secret.length >= 20 || (secret.length >= 8 && /\d/.test(secret) && /[a-z]/i.test(secret)));

/** Makes {@link redact} remove these secrets from every text from now on: an error does not know the client it comes from. */
export function registerSecrets(secrets: readonly string[]): void {
  for (const secret of secrets) {
    if (!isUnmistakable(secret)) continue;
    const forms = knownSecrets.get(secret) ?? formsOf(secret);
    knownSecrets.delete(secret);
    knownSecrets.set(secret, forms);
  }
  for (const oldest of knownSecrets.keys()) {
    if (knownSecrets.size <= maxKnown) break;
    knownSecrets.delete(oldest);
  }
}

/** `text` without the secrets of this process's clients and `secrets`, in any form. Nothing else is changed. */
export function redactSecrets(text: string, secrets: readonly string[] = []): string {
  const given = secrets
    .filter((secret) => secret.length >= 6)
    .map((secret) => knownSecrets.get(secret) ?? formsOf(secret));
  return removeKnown(given.reduce(removeForms, text));
}

/** {@link redact} that also removes `secrets`: a server may quote a key that has no known prefix. */
export const redactAll = (text: string, secrets: readonly string[]): string =>
  redact(redactSecrets(cutWords(text), secrets));
