/**
 * Decodes `data:` URLs: https://fetch.spec.whatwg.org/#data-url-processor
 *
 * @module
 */
import { ImageError } from "../utils/errors.js";
import { maxImageBytes } from "./limits.js";
import { tooLarge } from "./read-stream.js";

const name = "The data URL";

/**
 * The bytes of a `data:` URL, in base64 or percent-encoded. Its media type is not looked at: the bytes decide.
 *
 * @throws {ImageError} `image_input_invalid` if it is malformed, `image_too_large`.
 */
export function readDataUrl(url: string): Uint8Array {
  const comma = url.indexOf(",");
  if (comma < 0) throw malformed("has no comma, so no data");
  const body = url.slice(comma + 1);
  return /;\s*base64\s*$/i.test(url.slice(0, comma)) ? decodeBase64(percentText(body)) : percentBytes(body);
}

/** Base64 that came through a form or a query may hold `%2B`, `%2F` and `%3D`. */
function percentText(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/**
 * The bytes of base64 text, in the usual or the URL-safe alphabet, with or without padding and white space.
 *
 * @throws {ImageError} `image_input_invalid`, `image_too_large`.
 */
function decodeBase64(text: string): Uint8Array {
  const compact = /\s/.test(text) ? text.replace(/\s+/g, "") : text;
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) throw malformed("holds characters that are not base64");
  const length = compact.length - (compact.endsWith("==") ? 2 : compact.endsWith("=") ? 1 : 0);
  if (length % 4 === 1) throw malformed("was cut off: its base64 has a wrong length");
  const size = Math.floor((length * 3) / 4);
  if (size > maxImageBytes) throw tooLarge(name, size);

  // Buffer is a hundred times as fast as atob() where it exists; both give the same bytes.
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: "base64"): Uint8Array } };
  if (Buffer) return Buffer.from(compact, "base64");
  const binary = atob(compact.slice(0, length).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function percentBytes(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(encoded.length);
  let length = 0;
  for (let index = 0; index < encoded.length; index += 1) {
    const byte = encoded[index] ?? 0;
    if (byte === 0x25) {
      const digits = String.fromCharCode(encoded[index + 1] ?? 0, encoded[index + 2] ?? 0);
      if (!/^[0-9a-f]{2}$/i.test(digits)) throw malformed("holds a percent sign without two hexadecimal digits");
      bytes[length] = Number.parseInt(digits, 16);
      index += 2;
    } else {
      bytes[length] = byte;
    }
    length += 1;
  }
  if (length > maxImageBytes) throw tooLarge(name, length);
  return bytes.subarray(0, length);
}

function malformed(what: string): ImageError {
  return new ImageError("image_input_invalid", `${name} ${what}.`, {
    hint: "It looks like data:image/jpeg;base64,… or data:image/png,%89PNG…",
  });
}
