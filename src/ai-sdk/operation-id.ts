/**
 * Job ids that contain the provider's operation, so that another process can poll the job.
 *
 * @module
 */
import { fromBase64, toBase64 } from "../utils/bytes.js";

/** The texts of a provider's warning. */
export type Warning = Readonly<Record<string, string>>;

/** Contents of a job id. */
export interface OperationState {
  readonly operation: unknown;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly seconds: string;
  readonly size: string;
  /** Of the start, so that another process has them too. */
  readonly warnings: readonly Warning[];
}

/** The id is safe in a URL. It is signed if there is a secret. Throws for an operation that is not JSON. */
export async function encodeOperationId(state: OperationState, secret: string | undefined): Promise<string> {
  // A large number is an id, which packages write into a URL.
  const json = JSON.stringify(state, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  const text = `op_${toBase64Url(new TextEncoder().encode(json))}`;
  return secret === undefined ? text : `${text}.${await sign(text, secret)}`;
}

/** Returns `undefined` for an id that this endpoint did not create or that has a wrong signature. */
export async function decodeOperationId(id: string, secret: string | undefined): Promise<OperationState | undefined> {
  const [text = "", signature = ""] = id.split(".");
  if (!text.startsWith("op_")) return undefined;
  try {
    if (secret !== undefined && !(await verify(text, signature, secret))) return undefined;
    const state: Partial<OperationState> = JSON.parse(new TextDecoder().decode(fromBase64Url(text.slice(3))));
    const { operation, createdAt = 0, seconds = "", size = "", warnings } = state;
    const known = Array.isArray(warnings) ? warnings : [];
    return "operation" in state ? { operation, createdAt, seconds, size, warnings: known } : undefined;
  } catch {
    return undefined;
  }
}

const algorithm = { name: "HMAC", hash: "SHA-256" } as const;

const importKey = (secret: string) =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["sign", "verify"]);

async function sign(text: string, secret: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await importKey(secret), new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(signature));
}

const verify = async (text: string, signature: string, secret: string): Promise<boolean> =>
  crypto.subtle.verify("HMAC", await importKey(secret), fromBase64Url(signature), new TextEncoder().encode(text));

const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
