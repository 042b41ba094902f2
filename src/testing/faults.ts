/**
 * Faults that the fake can inject, as plain data.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import * as rule from "../utils/option-rules.js";
import { closestMatch } from "../utils/suggest.js";
import { type OptionRule, type OptionRules, optionError, validateOptions } from "../utils/validate-options.js";

/** An operation of the Videos API. */
export type Operation = "create" | "retrieve" | "list" | "delete" | "content";

/**
 * Which requests of an operation a fault applies to. Default: the first.
 *
 * All requests of the operation count, including those with another fault.
 */
export interface FaultTiming {
  /** The first request that the fault applies to, counted from 1. Default 1. */
  readonly nth?: number | undefined;
  /** How many requests; `Infinity` for all. Default 1, or all if there is a `probability` or a `lagMs`. */
  readonly times?: number | undefined;
  /** The probability, 0 to 1, drawn with the fake's `seed`. Default 1. */
  readonly probability?: number | undefined;
}

/** A fault of the connection or of the server. */
export interface RequestFault extends FaultTiming {
  readonly on: Operation | "any";
}

/** No response: the connection is refused, or is reset before or after the server accepted the request. */
export interface ConnectionFault extends RequestFault {
  readonly kind: "refuse" | "reset-before-acceptance" | "reset-after-acceptance";
}

/** An error status from the server or a proxy. */
export interface StatusFault extends RequestFault {
  readonly kind: "status";
  /** 400 to 599. */
  readonly status: number;
  /** Whole seconds for the header `Retry-After`. */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether the server still executes the request. Default: false. */
  readonly accepted?: boolean | undefined;
}

/** An HTML page from a proxy, with status 200. */
export interface HtmlFault extends RequestFault {
  readonly kind: "html";
  /** Whether the server still executes the request. Default: false. */
  readonly accepted?: boolean | undefined;
}

/** The response body (JSON or MP4) is cut off. The server executes the request. */
export interface TruncatedFault extends RequestFault {
  readonly kind: "truncated";
  /** How many bytes arrive. Default: half. */
  readonly bytes?: number | undefined;
  /** Whether the body ends normally, without a `Content-Length`. Default: the connection breaks. */
  readonly quietly?: boolean | undefined;
}

/** A delayed response. Can be combined with other faults of the same request. */
export interface SlowFault extends RequestFault {
  readonly kind: "slow";
  /** Milliseconds, by the fake's clock if it can sleep. */
  readonly ms: number;
}

/** No response while the connection stays open, until the client aborts or the fake is closed. */
export interface HangFault extends RequestFault {
  readonly kind: "hang";
  /** Whether the server still executes the request. Default: false. */
  readonly accepted?: boolean | undefined;
}

/** New jobs appear late in the list. Can be combined with other faults of the same request. */
export interface LaggingListFault extends FaultTiming {
  readonly on: "list";
  readonly kind: "lagging-list";
  /** Milliseconds from the create request until the list shows the job, by the fake's clock. */
  readonly lagMs: number;
}

/** A webhook that is sent twice, signed with another secret, or never sent. */
export interface WebhookFault extends FaultTiming {
  readonly on: "webhook";
  readonly kind: "duplicate" | "wrong-signature" | "lost";
}

/** A webhook that is sent late. */
export interface LateWebhookFault extends FaultTiming {
  readonly on: "webhook";
  readonly kind: "late";
  /** Milliseconds, by the fake's clock. */
  readonly ms: number;
}

/** A fault: the operation it applies to, when, and what happens. */
export type Fault =
  | ConnectionFault
  | StatusFault
  | HtmlFault
  | TruncatedFault
  | SlowFault
  | HangFault
  | LaggingListFault
  | WebhookFault
  | LateWebhookFault;

/** The kinds of faults. */
export type FaultKind = Fault["kind"];

const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 1;
const isTime = (value: unknown) => Number.isFinite(value) && Number(value) >= 0;
const requiredTime: OptionRule = { accepts: isTime, expected: "milliseconds, 0 or more", required: true };

const timing: OptionRules<FaultTiming> = {
  nth: { accepts: isCount, expected: "the number of the request, 1 or more" },
  times: {
    accepts: (value) => isCount(value) || value === Number.POSITIVE_INFINITY,
    expected: "a number of requests, 1 or more; Infinity for all",
  },
  probability: {
    accepts: (value) => typeof value === "number" && value >= 0 && value <= 1,
    expected: "a number from 0 to 1",
  },
};

const requests = ["create", "retrieve", "list", "delete", "content", "any"];

/** The operations that a kind applies to, and its own fields. */
interface KindRule {
  readonly on: readonly string[];
  readonly fields?: Readonly<Record<string, OptionRule>>;
}

const kinds: Readonly<Record<FaultKind, KindRule>> = {
  refuse: { on: requests },
  "reset-before-acceptance": { on: requests },
  "reset-after-acceptance": { on: requests },
  status: {
    on: requests,
    fields: {
      status: {
        accepts: (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
        expected: "a status from 400 to 599",
        required: true,
      },
      retryAfterSeconds: {
        accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
        expected: "whole seconds, 0 or more",
      },
      accepted: rule.boolean,
    },
  },
  html: { on: requests, fields: { accepted: rule.boolean } },
  truncated: {
    on: requests,
    fields: {
      bytes: { accepts: (value) => value === 0 || isCount(value), expected: "a number of bytes, 0 or more" },
      quietly: rule.boolean,
    },
  },
  slow: { on: requests, fields: { ms: requiredTime } },
  hang: { on: requests, fields: { accepted: rule.boolean } },
  "lagging-list": { on: ["list"], fields: { lagMs: requiredTime } },
  duplicate: { on: ["webhook"] },
  "wrong-signature": { on: ["webhook"] },
  lost: { on: ["webhook"] },
  late: { on: ["webhook"], fields: { ms: requiredTime } },
};

/** Rejects invalid faults, including those that could never apply. */
export function checkFaults(faults: unknown, hasWebhook: boolean): void {
  if (!Array.isArray(faults))
    throw optionError(
      `The faults of createFakeVideosApi() are ${describeValue(faults)}.`,
      'Pass a list such as [{ on: "create", kind: "reset-after-acceptance" }].',
    );
  faults.forEach((fault: unknown, index) => {
    checkFault(fault, `faults[${index}]`);
    if (!hasWebhook && (fault as Fault).on === "webhook")
      throw optionError(
        `faults[${index}] applies to webhooks, but createFakeVideosApi() has no webhook to send.`,
        'Pass webhook: { url: "http://localhost:3000/webhooks", secret: "whsec_…" } too.',
      );
  });
}

function checkFault(fault: unknown, name: string): void {
  if (!isRecord(fault))
    throw optionError(
      `${name} is ${describeValue(fault)}.`,
      'Pass an object such as { on: "create", kind: "refuse" }.',
    );
  const { kind, on } = fault;
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind))
    throw optionError(`The kind of ${name} is ${describeValue(kind)}.`, suggestOneOf(kind, Object.keys(kinds)));
  const known = kinds[kind as FaultKind];
  if (typeof on !== "string" || !known.on.includes(on))
    throw optionError(`The on of ${name}, of kind "${kind}", is ${describeValue(on)}.`, suggestOneOf(on, known.on));
  validateOptions(name, fault, {
    on: rule.anything,
    kind: rule.anything,
    ...timing,
    ...known.fields,
  } as Readonly<Record<string, OptionRule>>);
}

function suggestOneOf(given: unknown, names: readonly string[]): string {
  const match = typeof given === "string" ? closestMatch(given, names) : undefined;
  return match ? `Did you mean "${match}"?` : `Use ${names.length > 1 ? "one of " : ""}${names.join(", ")}.`;
}
