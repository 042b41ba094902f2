/**
 * Errors of a download: which ones may pass, and one error for all sources that were tried.
 *
 * @module
 */
import type { ClipSource } from "../http/clip-location.js";
import { DownloadError, type ErrorCode, type UgokuError } from "../utils/errors.js";
import { codeOnly, type Message, text } from "../utils/message.js";

/** A source that failed, and why. */
export interface FailedTry {
  readonly source: ClipSource;
  readonly error: UgokuError;
}

const temporaryCodes: ReadonlySet<ErrorCode> = new Set([
  "download_incomplete",
  "server_error",
  "rate_limited",
  "request_timeout",
  "connection_failed",
  "endpoint_unreachable",
]);

/** Statuses of 5xx that say that the server has no such function. */
const missingFunction: ReadonlySet<number | undefined> = new Set([501, 505]);

/** Whether another attempt may succeed. */
export const isTemporary = ({ code, status }: UgokuError): boolean =>
  temporaryCodes.has(code) && !missingFunction.has(status);

/** Statuses with which servers refuse a file that they do not have yet, also right after the job has completed. */
const earlyStatuses: ReadonlySet<number | undefined> = new Set([202, 404, 409, 425]);

const earlyWords =
  /\bnot (been )?(yet )?(completed?|ready|finished|done|available|generated|uploaded)\b|\b(still|currently|being) (in[- _]progress|processing|processed|generating|generated|rendering|running|queued|pending|uploading|uploaded|written)\b|in[-_ ]progress|"?\bstatus"?:? ?"?(queued|pending|processing|running)\b|try again (later|shortly|in a)|尚未|未完成|未就绪|处理中|生成中|处理未|準備中|処理中|生成中|完了していません/i;

const lateWords = /expired|deleted|removed|no longer|purged|过期|已删除|期限切れ|削除/i;

/** Whether the error can mean that the file is not there yet. */
export function isNotReady({ status, message }: UgokuError): boolean {
  if (status === undefined || status === 401 || status === 410 || lateWords.test(message)) return false;
  return earlyStatuses.has(status) || earlyWords.test(message);
}

/** Milliseconds to wait for a file that is not ready. A 404 that does not say so may as well mean that it is gone. */
export const readyTimeout = ({ status, message }: UgokuError): number =>
  status === 404 && !earlyWords.test(message) ? 15_000 : 30_000;

/** Whether a later download may succeed, with the same job. */
const isWorthRetrying = (error: UgokuError): boolean =>
  !missingFunction.has(error.status) &&
  (error.retryable || (isNotReady(error) && (error.status !== 404 || earlyWords.test(error.message))));

/** One error for all sources that were tried. It has the code and status of the endpoint's own refusal, if there is one. */
export function toDownloadError(tries: readonly FailedTry[], baseURL: string): DownloadError {
  const own = tries.find(({ source }) => isOwn(source, baseURL)) ?? tries[0];
  if (own === undefined) throw new TypeError("No source was tried.");
  const { error } = own;
  const isOnly = tries.length === 1;
  if (isOnly && error instanceof DownloadError) return error;
  const list = tries.map((one) => `${describeSource(one.source)}: ${one.error.message}`).join(" ");
  return new DownloadError(
    ownCode(own, baseURL),
    isOnly ? error.message : `The clip could not be downloaded from any of ${tries.length} places. ${list}`,
    {
      hint: hintOf(own, baseURL),
      retryable: tries.some((one) => isWorthRetrying(one.error)),
      status: error.status,
      requestId: error.requestId,
      cause: error,
    },
  );
}

function describeSource(source: ClipSource): string {
  if (source.kind === "content") return "Content endpoint";
  return source.kind === "inline" ? "Base64 text in the job" : "URL in the job";
}

/** Whether the endpoint itself answered. */
const isOwn = (source: ClipSource, baseURL: string): boolean =>
  source.kind === "content" || (source.kind === "url" && new URL(source.url).origin === new URL(baseURL).origin);

/** Codes about the endpoint, which another host's failure must not have. */
const endpointCodes: Partial<Readonly<Record<ErrorCode, ErrorCode>>> = {
  endpoint_unreachable: "connection_failed",
  unauthorized: "download_refused",
  not_found: "download_refused",
  request_rejected: "download_refused",
};

const ownCode = ({ source, error }: FailedTry, baseURL: string): ErrorCode =>
  isOwn(source, baseURL) ? error.code : (endpointCodes[error.code] ?? error.code);

function hintOf({ source, error }: FailedTry, baseURL: string): Message | undefined {
  if (isOwn(source, baseURL)) return error.hint;
  return text`The job is paid for and not affected. Its URL may have expired: poll the job for a fresh one, and download again. ${codeOnly("resume(error.ticket).wait() polls it.")}`;
}
