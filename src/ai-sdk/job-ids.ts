/** What a job's id holds: all that another process needs. */
import { fromBase64, toBase64 } from "../utils/bytes.js";
export interface Handle {
  readonly operation: unknown;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly seconds: string;
  readonly size: string;
}

/** Job ids that hold what their provider knows the job by; signed, if there is a secret. */
export class JobIds {
  readonly #secret: string | undefined;

  constructor(secret: string | undefined) {
    this.#secret = secret;
  }

  /** Safe in an address, whatever the provider's operation holds. */
  async write(handle: Handle): Promise<string> {
    const text = `op_${toBase64Url(new TextEncoder().encode(JSON.stringify(handle)))}`;
    return this.#secret === undefined ? text : `${text}.${await sign(text, this.#secret)}`;
  }

  /** What the id holds, or `undefined` for one that is not ours. */
  async read(id: string): Promise<Handle | undefined> {
    const [text = "", signature] = id.split(".");
    if (!text.startsWith("op_")) return undefined;
    if (this.#secret !== undefined && !(await isSigned(text, signature ?? "", this.#secret))) return undefined;
    try {
      const handle: Partial<Handle> = JSON.parse(new TextDecoder().decode(fromBase64Url(text.slice(3))));
      const { operation, createdAt = 0, seconds = "", size = "" } = handle;
      return "operation" in handle ? { operation, createdAt, seconds, size } : undefined;
    } catch {
      return undefined;
    }
  }
}

const algorithm = { name: "HMAC", hash: "SHA-256" } as const;

const keyOf = (secret: string) =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["sign", "verify"]);

async function sign(text: string, secret: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await keyOf(secret), new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(signature));
}

async function isSigned(text: string, signature: string, secret: string): Promise<boolean> {
  try {
    const bytes = new TextEncoder().encode(text);
    return await crypto.subtle.verify("HMAC", await keyOf(secret), fromBase64Url(signature), bytes);
  } catch {
    return false;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}
