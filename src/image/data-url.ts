/**
 * Decodes `data:` URLs: https://fetch.spec.whatwg.org/#data-url-processor
 *
 * @module
 */
import { fromBase64 } from "../utils/bytes.js";
import { ImageError } from "../utils/errors.js";
import { maxImageBytes } from "./limits.js";
import { imageTooLarge } from "./read-stream.js";

const name = "The data URL";

/**
 * The bytes of a `data:` URL, in base64 or percent-encoded. Its media type is ignored: the bytes decide.
 *
 * @throws {ImageError} `image_input_invalid` if it is malformed, `image_too_large`.
 */
export function readDataUrl(url: string): Uint8Array {
  const comma = url.indexOf(",");
  if (comma < 0) throw malformed("has no comma, so no data");
  const body = url.slice(comma + 1);
  return /;\s*base64\s*$/i.test(url.slice(0, comma)) ? decodeBase64(body) : decodePercent(body);
}

/** Accepts both alphabets, with or without padding and white space, and `%2B`, `%2F`, `%3D` as forms write them. */
function decodeBase64(body: string): Uint8Array {
  const text = body
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw malformed("contains characters that are not base64");
  const length = text.length - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
  if (length % 4 === 1) throw malformed("is truncated: its base64 has an invalid length");
  const size = Math.floor((length * 3) / 4);
  if (size > maxImageBytes) throw imageTooLarge(name, size);

  const plain = text.slice(0, length).replaceAll("-", "+").replaceAll("_", "/");
  return fromBase64(plain.padEnd(Math.ceil(length / 4) * 4, "="));
}

function decodePercent(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(encoded.length);
  let length = 0;
  for (let index = 0; index < encoded.length; index += 1) {
    let byte = encoded[index] ?? 0;
    if (byte === 0x25) {
      const digits = String.fromCharCode(encoded[index + 1] ?? 0, encoded[index + 2] ?? 0);
      if (!/^[0-9a-f]{2}$/i.test(digits)) throw malformed("contains a percent sign without two hexadecimal digits");
      byte = Number.parseInt(digits, 16);
      index += 2;
    }
    bytes[length] = byte;
    length += 1;
  }
  if (length > maxImageBytes) throw imageTooLarge(name, length);
  return bytes.subarray(0, length);
}

function malformed(problem: string): ImageError {
  return new ImageError("image_input_invalid", `${name} ${problem}.`, {
    hint: "Expected data:image/jpeg;base64,… or data:image/png,%89PNG…",
  });
}
