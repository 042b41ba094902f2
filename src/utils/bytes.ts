/** The bytes of a view or a buffer, also of another realm; `undefined` for anything else. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const isBuffer = /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/** The chunks as one, always a copy. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Base64 of the bytes. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

interface NodeBuffer {
  from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer>;
}

const base64Text = /^[A-Za-z\d+/]*={0,2}$/;

/** Decodes Base64. Throws for any other text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // `Buffer` is read from the global object, so that no bundler adds one. Node's own `atob()` is 50 times as slow.
  const { Buffer } = globalThis as { readonly Buffer?: NodeBuffer };
  if (Buffer && base64Text.test(text) && text.length % 4 === 0) return new Uint8Array(Buffer.from(text, "base64"));
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** {@link fromBase64} that also accepts a `data:` URL. */
export const fromBase64Data = (text: string): Uint8Array<ArrayBuffer> => fromBase64(text.replace(/^data:[^,]*,/, ""));

/** Characters that are decoded at a time: a multiple of 4. */
const partLength = 1 << 20;

/**
 * Decodes long Base64 text in parts, with a turn of the event loop between them. Accepts a `data:` URL, line breaks, and the
 * alphabet of URLs. Throws for any other text.
 */
export async function* decodeBase64(text: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const start = /^\s*data:[^,]{0,200},/i.exec(text.slice(0, 256))?.[0].length ?? 0;
  let rest = "";
  for (let at = start; at < text.length; at += partLength) {
    const part = text.slice(at, at + partLength).replaceAll(/\s+/g, "");
    rest += /[-_]/.test(part) ? part.replaceAll("-", "+").replaceAll("_", "/") : part;
    const length = at + partLength < text.length ? rest.length - (rest.length % 4) : rest.length;
    if (length === 0) continue;
    yield fromBase64(rest.slice(0, length));
    rest = rest.slice(length);
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
}
