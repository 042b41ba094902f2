/**
 * Every error that ugoku throws: one base class, few subclasses, a guard that survives two copies of the package.
 *
 * @module
 */
import { assignKnown, completeError, type ErrorFields, marker, toPlain } from "./base-error.js";
import type { ErrorCode } from "./error-codes.js";
import { describeValue, type Message, needsCode, type RenderOption, renderMessage } from "./message.js";
import { plainValue } from "./option-error.js";
import { redact } from "./redact.js";
import { redactCause } from "./redact-cause.js";

export type { ErrorCode } from "./error-codes.js";
export { describeValue };

/** The key of the message and hint as data, if they have parts to render. */
const templateKey: unique symbol = /* @__PURE__ */ Symbol.for("ugoku.error.template") as never;

/** An error's message and hint as data. */
export interface ErrorTemplate {
  readonly message: Message;
  readonly hint?: Message | undefined;
}

/** The constructor's optional fields. */
export interface ErrorDetails extends Omit<ErrorFields, "hint"> {
  /** The next step, in one sentence. */
  readonly hint?: Message | undefined;
  readonly cause?: unknown;
}

/** The text of `console.log(error)`: the stack, the fields and the message of the cause, without secrets. */
function inspectError(
  this: UgokuError,
  _depth: number,
  options: object,
  inspect?: (value: unknown, options: object) => string,
): string {
  const details = { ...this, ...(this.cause === undefined ? {} : { cause: String(this.cause) }) };
  // The stack was written before the error had its name.
  const stack = String(this.stack).replace(/^Error\b/, this.name);
  return redact(`${stack} ${inspect ? inspect(details, options) : JSON.stringify(details, null, 2)}`);
}

/**
 * The base of every error that ugoku throws.
 *
 * `message` names the received and the expected value, `hint` the next step; `code` is for programs.
 * Neither `toJSON()` nor `util.inspect()` shows an API key, a signed URL's query or image bytes.
 *
 * @example
 * ```ts
 * import { animate, isUgokuError } from "ugoku";
 *
 * try {
 *   await animate("photo.jpg").withPrompt("The cat blinks.").render();
 * } catch (error) {
 *   if (isUgokuError(error)) console.error(error.code, error.message, error.hint);
 *   else throw error;
 * }
 * ```
 */
export class UgokuError extends Error {
  /** The class's name, which no minifier changes. */
  static readonly kind: string = "UgokuError";

  /** Also true for errors of another copy of the package, such as its ESM and CJS builds. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore-start lint/complexity/noThisInStatic: `this` is the class that is asked for, a subclass or not.
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    return Object.hasOwn(this, "kind") && getKinds(value).includes(this.kind);
    // biome-ignore-end lint/complexity/noThisInStatic: only here
  }

  // Declared: a field without a value is not an own property, so that no console prints `status: undefined`.
  declare readonly code: ErrorCode;
  declare readonly hint: string | undefined;
  declare readonly retryable: boolean;
  declare readonly docs: string;
  declare jobId: string | undefined;
  declare ticket: object | undefined;
  declare readonly status: number | undefined;
  declare readonly requestId: string | undefined;
  /** The option that the error is about, by its name in `animate(image, { … })`. */
  declare readonly option: string | undefined;
  /** The value that it was given: a string, number, boolean or `null`; anything else is described in words. */
  declare readonly value: string | number | boolean | null | undefined;
  /** The values that it accepts, if they can be listed. */
  declare readonly allowed: readonly (string | number)[] | undefined;

  constructor(code: ErrorCode, message: Message, details: ErrorDetails = {}) {
    const cause = redactCause(details.cause);
    super(clean(renderMessage(message)), cause === undefined ? undefined : { cause });
    // Not in the class: a bundle without errors could not leave out a class with a computed name.
    Object.defineProperty(this, Symbol.for("nodejs.util.inspect.custom"), { value: inspectError });
    const { hint, retryable = false, jobId, ticket, status, requestId, option, value, allowed, retryAfterMs } = details;
    completeError(this, new.target.kind, code, {
      hint: hint && clean(renderMessage(hint)),
      retryable,
      jobId,
      ticket,
      status,
      requestId: requestId && clean(requestId, 200),
      option,
      value: plainValue(value),
      allowed,
      retryAfterMs,
    });
    if (typeof message !== "string" || Array.isArray(details.hint)) {
      const template: ErrorTemplate = { message: redactMessage(message), hint: redactMessage(details.hint) };
      Object.defineProperty(this, templateKey, { value: template });
    }
    // Not enumerable: its text is not ours, and may contain secrets.
    if (cause !== undefined) Object.defineProperty(this, "cause", { enumerable: false });
  }

  /** Plain data for logs: no stack, no cause, no secret. */
  toJSON(): Record<string, unknown> {
    return toPlain(this);
  }
}

/** No endpoint is configured, or it no longer exists or cannot be reached. */
export class EndpointError extends UgokuError {
  static override readonly kind: string = "EndpointError";
}

/** The image cannot be read, has an unsupported type or does not fit. */
export class ImageError extends UgokuError {
  static override readonly kind: string = "ImageError";
}

/** The request is wrong before it is sent: prompt, duration, size, model, option or ticket. */
export class RequestError extends UgokuError {
  static override readonly kind: string = "RequestError";
}

/** The estimate is above `.maxCost()`, or there is none. Nothing was sent. */
export class CostError extends UgokuError {
  static override readonly kind: string = "CostError";
}

/** The server responded with an error. */
export class ApiError extends UgokuError {
  static override readonly kind: string = "ApiError";
  /** Milliseconds that the server asked to wait before the next request, if it did. */
  declare readonly retryAfterMs: number | undefined;
}

/** The server's moderation refused the prompt, the image or the clip. */
export class ModerationError extends UgokuError {
  static override readonly kind: string = "ModerationError";
}

/** The job ended without a clip. */
export class JobFailedError extends UgokuError {
  static override readonly kind: string = "JobFailedError";
}

/** The deadline passed while the job was running. The job continues: resume it with `ticket`. */
export class JobTimeoutError extends UgokuError {
  static override readonly kind: string = "JobTimeoutError";
}

/** The clip exists but was not downloaded completely or could not be written. */
export class DownloadError extends UgokuError {
  static override readonly kind: string = "DownloadError";
}

/** The signature, time or body of a webhook is invalid. */
export class WebhookError extends UgokuError {
  static override readonly kind: string = "WebhookError";
}

/** The findings of `lintPrompt()` or `lintImage()` in a `PromptLintError`. */
export interface LintFindings {
  readonly messages: readonly {
    readonly ruleId: string;
    readonly severity: "error" | "warning" | "info";
    readonly messageId: string;
    readonly message: string;
    /** UTF-16 offsets into the prompt, the end exclusive. */
    readonly range: readonly [start: number, end: number];
  }[];
  readonly errorCount: number;
  readonly warningCount: number;
  readonly infoCount: number;
  /** 0 to 100. */
  readonly score: number | null;
}

/** The linter found errors and `.lint("error")` was asked for. Nothing was sent. */
export class PromptLintError extends UgokuError {
  static override readonly kind: string = "PromptLintError";
  /** Findings about the prompt or the image. */
  readonly result: LintFindings;

  constructor(message: Message, result: LintFindings, details: ErrorDetails = {}) {
    super("prompt_lint", message, details);
    this.result = result;
  }
}

/**
 * Whether `error` came from ugoku: from this copy of the package or any other.
 *
 * @example
 * ```ts
 * import { isUgokuError } from "ugoku";
 *
 * const explain = (error: unknown) => (isUgokuError(error) ? (error.hint ?? error.message) : "unexpected");
 * ```
 */
export function isUgokuError(error: unknown): error is UgokuError {
  return getKinds(error).length > 0;
}

/** An error's message and hint as data; both are plain text if they have no parts. */
export function errorTemplate(error: UgokuError): ErrorTemplate {
  const template = (error as { readonly [templateKey]?: ErrorTemplate })[templateKey];
  return template ?? { message: error.message, hint: error.hint };
}

/** An error's message and hint, with its options rendered by `renderOption` and without sentences that only code can follow. */
export function renderError(
  error: UgokuError,
  renderOption: RenderOption,
): { readonly message: string; readonly hint: string | undefined; readonly needsCode: boolean } {
  const { message, hint } = errorTemplate(error);
  return {
    message: redact(renderMessage(message, renderOption)),
    hint: hint === undefined ? undefined : redact(renderMessage(hint, renderOption)) || undefined,
    needsCode: hint !== undefined && needsCode(hint),
  };
}

function redactMessage<Given extends Message | undefined>(message: Given): Given;
function redactMessage(message: Message | undefined): Message | undefined {
  if (message === undefined || typeof message === "string") return message && redact(message);
  return message.map((part) => {
    if (typeof part === "string") return redact(part);
    const { value, code, ...rest } = part;
    return { ...rest, ...(value === undefined ? {} : { value: redact(value) }), code: redact(code) };
  });
}

/** Longest message. A server's own is quoted shorter; a list of findings may be long. */
const maxMessage = 10_000;

/** Without secrets, and not longer than anyone reads. Redacted first: half a secret would not be recognized. */
function clean(text: string, maxLength = maxMessage): string {
  const safe = redact(text);
  return safe.length > maxLength ? `${safe.slice(0, maxLength - 1)}…` : safe;
}

/** Removes a client's secrets from each text of an error that is about a request of that client, and returns the error. */
export function hideInError(error: UgokuError, hide: (text: string) => string): UgokuError {
  const { message, hint, requestId, value, stack } = error;
  if (stack) error.stack = stack.replace(message, () => hide(message));
  error.message = hide(message);
  assignKnown(error, {
    hint: hint && hide(hint),
    requestId: requestId && hide(requestId),
    value: typeof value === "string" ? hide(value) : undefined,
  });
  const cause = redactCause(error.cause, hide);
  if (cause !== error.cause) Object.defineProperty(error, "cause", { value: cause });
  return error;
}

/** The class names of an error of any copy of ugoku. */
function getKinds(error: unknown): readonly string[] {
  if (typeof error !== "object" || error === null) return [];
  const kinds = (error as Record<symbol, unknown>)[marker];
  return Array.isArray(kinds) ? kinds : [];
}

/** Adds the job's id and ticket to an error about it, and returns the error. */
export function attachJob(error: unknown, job: { readonly id: string; readonly ticket: object }): unknown {
  if (isUgokuError(error)) {
    error.jobId ??= job.id;
    error.ticket ??= job.ticket;
  }
  return error;
}
