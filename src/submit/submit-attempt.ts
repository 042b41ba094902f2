import { invalidRecord, type RecordFormat, readRecord } from "../job/ticket.js";
import { sha256 } from "../utils/crypto.js";
import { describeValue } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";

/**
 * A create request whose outcome may be unknown: enough to look for its job later, in any process. Plain JSON without a
 * secret.
 */
export interface SubmitAttempt {
  /** The version of this format. */
  readonly v: 1;
  /** The idempotency key. */
  readonly key: string;
  readonly baseURL: string;
  readonly dialect: string;
  readonly model: string;
  readonly seconds: number;
  readonly size: string;
  /** SHA-256 of the prompt in hexadecimal: it tells the job from others without revealing the prompt. */
  readonly promptHash?: string | undefined;
  /** When the create request was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  /** When waiting for the job ends with an error, in milliseconds since 1970. Missing: half an hour after `sentAt`. */
  readonly deadline?: number | undefined;
}

const attemptFormat: RecordFormat = {
  name: "an attempt",
  source: "error.attempt holds",
  hint: text`${codeOnly("Pass error.attempt, as JSON.parse() returns it.")}`,
  strings: ["key", "baseURL", "dialect", "model", "size"],
  numbers: ["seconds", "sentAt"],
  optionalNumbers: ["deadline"],
};

/** Validates an attempt of the server at `baseURL`. */
export function readAttempt(value: unknown, baseURL: string): SubmitAttempt {
  const attempt = readRecord(value, baseURL, attemptFormat) as unknown as SubmitAttempt;
  if (attempt.promptHash !== undefined && !/^[0-9a-f]{64}$/.test(String(attempt.promptHash)))
    throw invalidRecord(`Its promptHash is ${describeValue(attempt.promptHash)}.`, attemptFormat);
  return attempt;
}

/**
 * SHA-256 of a prompt in hexadecimal, independent of how a server normalizes white space; `undefined` where the runtime has
 * no Web Crypto (a page without HTTPS).
 */
export function hashPrompt(prompt: string): Promise<string | undefined> {
  return sha256(prompt.normalize("NFC").trim().replace(/\s+/g, " "));
}
