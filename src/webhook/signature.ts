/**
 * What a webhook is signed with.
 *
 * @module
 */
import { UgokuError } from "../utils/errors.js";
import { invalid } from "./invalid.js";

const prefix = "whsec_";
const where = "Pass the secret that the server showed when the webhook was made, such as process.env.WEBHOOK_SECRET.";

/** The HMAC keys of one secret, or of several while they are rotated. Never says what a secret is. */
export function readSecrets(secret: string | readonly string[]): readonly Uint8Array<ArrayBuffer>[] {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0) throw invalid("The list of secrets is empty.", where);
  return secrets.map((each, index) =>
    readSecret(each, secrets.length === 1 ? "The secret" : `Secret ${index + 1} of ${secrets.length}`),
  );
}

function readSecret(secret: unknown, name: string): Uint8Array<ArrayBuffer> {
  if (typeof secret !== "string") {
    throw invalid(
      `${name} is ${secret === undefined ? "undefined" : `of type ${typeof secret}`}, not a string.`,
      where,
    );
  }
  if (secret === "") throw invalid(`${name} is empty.`, where);
  if (!secret.startsWith(prefix)) return new TextEncoder().encode(secret);
  // Both alphabets, with or without padding: a secret is copied by hand and by many tools.
  const base64 = secret.slice(prefix.length).replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  if (base64 === "") throw invalid(`${name} is empty after ${prefix}.`, where);
  if (!/^[A-Za-z0-9+/]*$/.test(base64) || base64.length % 4 === 1) {
    throw invalid(
      `${name} begins with ${prefix}, but what follows is not base64.`,
      "Was it cut off, or copied with a space or a line break? Copy it again.",
    );
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** One key's signature of `text`, in base64. */
export async function computeSignature(key: Uint8Array<ArrayBuffer>, text: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) {
    throw new UgokuError("unsupported", "Webhooks need Web Crypto, and crypto.subtle is not there.", {
      hint: "It is on Node 20 and later, in Workers, Deno and Bun, and in browsers on https: pages.",
    });
  }
  const imported = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return btoa(String.fromCharCode(...new Uint8Array(await subtle.sign("HMAC", imported, text))));
}

/**
 * Whether one of the header's signatures is one of `expected`. Takes as long whichever it is, and whether or not there
 * is one: neither the comparison nor the search stops early. Signatures of other versions than `v1` are passed over.
 */
export function matchesAnySignature(header: string, expected: readonly string[]): boolean {
  let found = 0;
  for (const [entry] of header.matchAll(/\S+/g)) {
    // A comma at the end is of a proxy that joined two headers.
    const candidate = entry.replace(/^v1,/, "").replace(/,$/, "");
    for (const signature of expected) found |= Number(isSame(candidate, signature));
  }
  return found === 1;
}

/** The text is compared, and not what it decodes to: base64 can be written in several ways. */
function isSame(candidate: string, signature: string): boolean {
  // The length is no secret: all signatures are 44 characters long.
  if (candidate.length !== signature.length) return false;
  let difference = 0;
  for (let index = 0; index < signature.length; index += 1) {
    difference |= candidate.charCodeAt(index) ^ signature.charCodeAt(index);
  }
  return difference === 0;
}
