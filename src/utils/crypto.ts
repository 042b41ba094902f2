import { nodeModule } from "./node.js";

/** SHA-256 in hexadecimal; `undefined` where the runtime has no Web Crypto (a page without HTTPS). */
export async function sha256(data: string | Uint8Array): Promise<string | undefined> {
  // Node needs longer to load its Web Crypto than for the hash.
  const node = nodeModule("crypto");
  if (node) return node.createHash("sha256").update(data).digest("hex");
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) return undefined;
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : (data as Uint8Array<ArrayBuffer>);
  return toHex(new Uint8Array(await subtle.digest("SHA-256", bytes)));
}

/** A random UUID. Not `crypto.randomUUID()`: a page without HTTPS does not have it. */
export function randomUUID(): string {
  const node = nodeModule("crypto");
  if (node) return node.randomUUID();
  const hex = toHex(crypto.getRandomValues(new Uint8Array(16)));
  // Version 4, variant 8.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
