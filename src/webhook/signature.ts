/**
 * Secrets and signatures of webhooks.
 *
 * @module
 */
import { createError } from "../utils/base-error.js";
import { fromBase64, joinBytes } from "../utils/bytes.js";
import type { ErrorCode } from "../utils/error-codes.js";
import { redact } from "../utils/redact.js";

const prefix = "whsec_";
const secretHint = "Pass the secret of the webhook, such as process.env.WEBHOOK_SECRET.";

/** The error of a webhook. */
export const webhookError = (code: ErrorCode, message: string, hint: string, jobId?: string) =>
  createError(redact, "WebhookError", code, message, { hint, jobId });

/** The error of a webhook that cannot be trusted or understood. */
export const invalidWebhook = (message: string, hint: string) => webhookError("webhook_invalid", message, hint);

/** The HMAC keys of one secret, or of several during a rotation. Errors never contain a secret. */
export function readSecrets(secret: string | readonly string[]): readonly Uint8Array<ArrayBuffer>[] {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0) throw invalidWebhook("The list of secrets is empty.", secretHint);
  return secrets.map((each, index) =>
    readSecret(each, secrets.length === 1 ? "The secret" : `Secret ${index + 1} of ${secrets.length}`),
  );
}

function readSecret(secret: unknown, name: string): Uint8Array<ArrayBuffer> {
  if (typeof secret !== "string") {
    const found = secret === undefined ? "undefined" : `of type ${typeof secret}`;
    throw invalidWebhook(`${name} is ${found}, not a string.`, secretHint);
  }
  if (secret === "") throw invalidWebhook(`${name} is empty.`, secretHint);
  // Some dashboards show the secret with the version of its signatures: v1,whsec_…
  const bare = secret.replace(/^v1,(?=whsec_)/, "");
  if (!bare.startsWith(prefix)) return new TextEncoder().encode(secret);
  // Both alphabets, with or without padding: secrets are copied by hand and by many tools.
  const base64 = bare.slice(prefix.length).replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  if (base64 === "") throw invalidWebhook(`${name} is empty after ${prefix}.`, secretHint);
  if (!/^[A-Za-z0-9+/]*$/.test(base64) || base64.length % 4 === 1)
    throw invalidWebhook(
      `${name} begins with ${prefix}, but the rest is not base64.`,
      "Copy it again: it may be truncated or contain a space.",
    );
  return fromBase64(base64);
}

/** The text that is signed: `${id}.${timestamp}.${body}`. */
export function signedText(id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return joinBytes([new TextEncoder().encode(`${id}.${timestamp}.`), body]);
}

/** One key's signature of `text`, in base64. */
export async function computeSignature(key: Uint8Array<ArrayBuffer>, text: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle)
    throw createError(redact, "UgokuError", "unsupported", "Webhooks need Web Crypto: there is no crypto.subtle.", {
      hint: "Node 20, Workers, Deno and Bun have it, and browsers on https: pages.",
    });
  const imported = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return btoa(String.fromCharCode(...new Uint8Array(await subtle.sign("HMAC", imported, text))));
}

/**
 * Whether one of the header's signatures is one of `expected`. The time does not depend on the result: neither the
 * comparison nor the search stops early. Signatures of versions other than `v1` are ignored.
 */
export function matchesAnySignature(header: string, expected: readonly string[]): boolean {
  let found = false;
  // Separated by spaces; a gateway that joins two headers separates them by a comma, with or without a space.
  for (const [, version, candidate = ""] of header.matchAll(/(?:(\w+),)?([^\s,]+)/g)) {
    if (version && version !== "v1") continue;
    for (const signature of expected) found = isEqual(candidate, signature) || found;
  }
  return found;
}

/** Compares the text, not the decoded bytes: base64 has several notations for the same bytes. */
function isEqual(candidate: string, signature: string): boolean {
  // The length is not secret: all signatures have 44 characters.
  if (candidate.length !== signature.length) return false;
  let difference = 0;
  for (let index = 0; index < signature.length; index += 1) {
    difference |= candidate.charCodeAt(index) ^ signature.charCodeAt(index);
  }
  return difference === 0;
}
