/**
 * Reads the JSON of a response within limits of size, depth and time.
 *
 * @module
 */
import type { HttpResponse } from "../utils/http-response.js";
import { parseJson } from "../utils/json.js";
import { readLimited } from "../utils/read-limited.js";
import { redactSecrets } from "../utils/secrets.js";
import { describeText } from "./server-message.js";

/** Maximum bytes of a response, after decompression: 16 MiB. A page of 100 jobs has some 100 kB. */
export const maxJsonBytes = 16 * 1024 * 1024;

/** Maximum bytes of a response that may hold the clip itself as Base64: 256 MiB, a clip of 192 MiB. */
export const maxInlineBytes = 256 * 1024 * 1024;

/** The value of a response, or what was received instead; it completes the sentence "the body is …". */
export type JsonBody =
  | { readonly ok: true; readonly value: unknown; readonly start: string }
  /** `isTemporary`: a page of a proxy, or a body that was cut off. Other text is the server's own. */
  | { readonly ok: false; readonly problem: string; readonly isTemporary: boolean };

/** Characters of a body that a message may quote. */
const quotedLength = 1_000;

/** Reads a response's JSON. Rejects if the body ends too early or the signal fires. `secrets` are removed from its texts. */
export async function readJsonBody(
  response: HttpResponse,
  options: { readonly maxBytes: number; readonly signal: AbortSignal; readonly secrets: readonly string[] },
): Promise<JsonBody> {
  const { bytes, exceeded, failure } = await readLimited(response, options.maxBytes, options.signal);
  if (failure !== undefined) throw failure;
  if (exceeded) return { ok: false, problem: `longer than ${options.maxBytes} bytes`, isTemporary: false };
  const text = new TextDecoder().decode(bytes);
  const parsed = parseJson(text, { keepIntegers: true });
  if (!parsed.ok) {
    const isTemporary = parsed.problem === undefined && /^\s*[<{[]/.test(text);
    return { ok: false, problem: parsed.problem ?? describeText(text), isTemporary };
  }
  // Rare, and only then is it worth looking at each value.
  if (redactSecrets(text, options.secrets) !== text) hideInValue(parsed.value, options.secrets);
  return { ok: true, value: parsed.value, start: text.slice(0, quotedLength) };
}

/**
 * Removes secrets from all texts of a value, in place. Not from ids, which the next request needs, and not from addresses:
 * a server may put the key into that of a clip. Neither is shown with its secret.
 */
function hideInValue(value: unknown, secrets: readonly string[]): void {
  if (typeof value !== "object" || value === null) return;
  const object = value as Record<string, unknown>;
  for (const [name, inner] of Object.entries(object)) {
    if (typeof inner !== "string") hideInValue(inner, secrets);
    else if (!/(^|_)id$/i.test(name) && !/^(https?:|data:)/i.test(inner)) object[name] = redactSecrets(inner, secrets);
  }
}
