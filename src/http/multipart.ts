import { joinBytes } from "../utils/bytes.js";
import { randomUUID } from "../utils/crypto.js";

/** A file part. */
export interface FormFile {
  readonly field: string;
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly filename: string;
}

const lines = (text: string): string => text.replace(/\r\n|\r|\n/g, "\r\n");

/** A quoted name, escaped as browsers do. */
const quoted = (name: string): string =>
  `"${name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22")}"`;

/**
 * Encodes a `multipart/form-data` body. Written by hand because Node's `Response` turns the `FormData` of a DOM, a polyfill
 * or another copy of undici into the text "[object FormData]".
 */
export function encodeMultipart(
  fields: Readonly<Record<string, string>>,
  files: readonly FormFile[] = [],
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string } {
  const boundary = `ugoku-${randomUUID()}`;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = Object.entries(fields).map(([name, value]) =>
    encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(lines(name))}\r\n\r\n${lines(value)}\r\n`,
    ),
  );
  for (const file of files) {
    const place = `form-data; name=${quoted(lines(file.field))}; filename=${quoted(file.filename)}`;
    const head = `--${boundary}\r\nContent-Disposition: ${place}\r\nContent-Type: ${file.type}\r\n\r\n`;
    parts.push(encoder.encode(head), file.bytes, encoder.encode("\r\n"));
  }
  parts.push(encoder.encode(`--${boundary}--\r\n`));
  return { bytes: joinBytes(parts), type: `multipart/form-data; boundary=${boundary}` };
}
