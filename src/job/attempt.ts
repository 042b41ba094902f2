import { describeValue } from "../utils/errors.js";
import { checkPlace, invalidRecord, type RecordKind, readRecord } from "./record.js";

/** What is known of a create whose outcome is not: enough to look for the job later, in any process. Plain JSON, no secret. */
export interface SubmitAttempt {
  /** The version of this form. */
  readonly v: 1;
  /** The idempotency key. */
  readonly key: string;
  readonly baseURL: string;
  readonly dialect: string;
  readonly model: string;
  readonly seconds: number;
  readonly size: string;
  /** SHA-256 of the prompt in hexadecimal: it tells the job from others without showing the prompt. */
  readonly promptHash?: string | undefined;
  /** When the create was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  /** When waiting for the job ends with an error, in milliseconds since 1970. Missing: half an hour after `sentAt`. */
  readonly deadline?: number | undefined;
}

const kind: RecordKind = {
  name: "an attempt",
  source: "an error's attempt held",
  hint: "Pass what error.attempt held, as JSON.parse() gives it back.",
  strings: ["key", "baseURL", "dialect", "model", "size"],
  numbers: ["seconds", "sentAt"],
  mayBeMissing: ["deadline"],
};

/** `value` as an attempt at `baseURL`, or a clear refusal. */
export function readAttempt(value: unknown, baseURL: string): SubmitAttempt {
  const attempt = readRecord(value, kind) as unknown as SubmitAttempt;
  if (attempt.promptHash !== undefined && !/^[0-9a-f]{64}$/.test(String(attempt.promptHash)))
    throw invalidRecord(`Its promptHash is ${describeValue(attempt.promptHash)}.`, kind);
  checkPlace(attempt.baseURL, baseURL, kind);
  return attempt;
}
