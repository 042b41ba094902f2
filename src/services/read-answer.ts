/**
 * Reads the answers of a service: a job in the words of the Videos API, why it failed, and whether an answer is a refusal.
 *
 * @module
 */
import type { JobStatus } from "../dialects/types.js";
import { readLayers } from "../http/answer-layers.js";
import { findReason } from "../http/read-reason.js";
import { toQuotable } from "../http/server-message.js";
import { isRecord } from "../utils/guards.js";
import { parseJson } from "../utils/json.js";
import { valueAt } from "../utils/value-at.js";
import { firstAt, textAt } from "./template.js";
import type { ServiceSpec } from "./types.js";

/** The error code of a job that the service does not know. */
export const missingCode = "job_unknown";

/** A job of the service, in the words of the Videos API. */
export interface JobFacts {
  readonly status: string;
  readonly progress: number;
  readonly error: { readonly code: string | undefined; readonly message: string } | null;
  readonly url: string | undefined;
}

/** Reads the answers of one service. */
export class AnswerReader {
  readonly #spec: ServiceSpec;
  readonly #hide: (text: string) => string;

  /** `hide` removes the key from a text of the service. */
  constructor(spec: ServiceSpec, hide: (text: string) => string) {
    this.#spec = spec;
    this.#hide = hide;
  }

  /** `hasResult`: the result was asked for too, so that a reason in place of a clip is final. */
  facts(answer: unknown, http: number, hasResult = false): JobFacts {
    const { poll, failure } = this.#spec;
    const url = this.#url(answer);
    const status = this.status(answer, http);
    // A clip counts more than whatever else the answer says.
    const hasNoClip = status === "completed" && url === undefined;
    const isExplained =
      hasResult && [failure.message, failure.code].some((paths) => firstAt(answer, paths) !== undefined);
    const isMissing = poll.missing !== undefined && status.toLowerCase() === poll.missing.status;
    const isBlocked = (hasNoClip || status === "failed") && isMarked(answer, failure.moderated);
    const hasFailed =
      status === "failed" || isMissing || isBlocked || (hasNoClip && (poll.status === undefined || isExplained));
    const { path = "", scale = 1 } = poll.progress ?? {};
    const share = Number(valueAt(answer, path));
    const progress = Number.isFinite(share) ? Math.min(100, Math.max(0, Math.round(share * scale))) : 0;
    return {
      status: hasFailed ? "failed" : status,
      progress: status === "completed" ? 100 : progress,
      error: hasFailed || status === "expired" ? this.#error(answer, isBlocked, isMissing) : null,
      url,
    };
  }

  /** Why the job failed, in the service's words: from where it documents them, else from any field of an error. */
  #error(answer: unknown, isBlocked: boolean, isMissing: boolean): NonNullable<JobFacts["error"]> {
    const { message, code } = this.#spec.failure;
    const reason = readReason(firstAt(answer, message)) ?? readReason(answer);
    const [ownCode, fallback] = isBlocked
      ? ["moderation_blocked", "Moderation refused the clip."]
      : isMissing
        ? [missingCode, "The service does not know the job, or no longer has it."]
        : [textAt(answer, code) ?? reason?.code, "The service gives no reason."];
    return { code: ownCode, message: toQuotable(this.#hide(reason?.message ?? fallback)) };
  }

  /** The status in the words of the Videos API; an unknown word is not changed. */
  status(answer: unknown, http: number): JobStatus | string {
    const { poll, statuses } = this.#spec;
    if (http >= 400) return "failed";
    if (poll.done !== undefined) return valueAt(answer, poll.done) === true ? "completed" : "in_progress";
    const word = textAt(answer, poll.status);
    if (word === undefined) {
      if (this.#url(answer) !== undefined) return "completed";
      return http === 202 ? "in_progress" : "unknown";
    }
    const known = word.toLowerCase();
    return Object.hasOwn(statuses, known) ? (statuses[known] ?? "unknown") : word;
  }

  #url(answer: unknown): string | undefined {
    const url = firstAt(answer, this.#spec.result.url);
    return typeof url === "string" ? url : undefined;
  }

  #code(answer: unknown): unknown {
    const { refusals } = this.#spec;
    return refusals && valueAt(answer, refusals.code);
  }

  /** Whether the answer has no code, or 0. */
  saysSuccess(answer: unknown): boolean {
    const code = this.#code(answer);
    return code === undefined || code === null || Number(code) === 0;
  }

  /** The HTTP status that the code of an answer means, if that is a documented refusal. */
  refusalStatus(answer: unknown): number | undefined {
    const { statuses = {} } = this.#spec.refusals ?? {};
    const code = String(this.#code(answer));
    return Object.hasOwn(statuses, code) ? statuses[code] : undefined;
  }
}

/** The words of an error in any form: a text, an object or a list, in whatever field. */
const readReason = (value: unknown) =>
  findReason(readLayers(isRecord(value) ? value : { error: value }, {}), { answer: {}, statuses: {} });

/** Whether moderation left its mark. An empty list is none. */
function isMarked(answer: unknown, mark: ServiceSpec["failure"]["moderated"]): boolean {
  const value = mark && valueAt(answer, mark.path);
  if (mark?.value !== undefined) return value === mark.value;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The JSON of an answer; `undefined` if it is not JSON. An integer that a number cannot hold stays exact: it may be an id. */
export function parse(text: string): unknown {
  const parsed = parseJson(text, { keepIntegers: true });
  return parsed.ok ? parsed.value : undefined;
}
