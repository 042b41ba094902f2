/**
 * What may go wrong on the way to a server and back, as plain data.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { closestMatch } from "../utils/suggest.js";
import { type OptionRule, type OptionRules, optionError, rule, validateOptions } from "../utils/validate-options.js";

/** A request of the Videos API. */
export type Operation = "create" | "retrieve" | "list" | "delete" | "content";

/**
 * Which of the requests that a fault concerns it befalls: the first, unless this says otherwise.
 *
 * All requests of that operation count, also those that another fault befell.
 */
export interface FaultTiming {
  /** From which request on, counted from 1. Default 1. */
  readonly nth?: number | undefined;
  /** How many of them; `Infinity` for all. Default 1, or all where there is a `probability` or a `lagMs`. */
  readonly times?: number | undefined;
  /** By what chance, 0 to 1. What is drawn follows from the fake's `seed`. Default: certainly. */
  readonly probability?: number | undefined;
}

/** What a fault of the connection or of the server concerns. */
export interface RequestFault extends FaultTiming {
  readonly on: Operation | "any";
}

/** There is no answer: nobody listens, or the connection breaks before or after the server did what was asked. */
export interface ConnectionFault extends RequestFault {
  readonly kind: "refuse" | "reset-before-acceptance" | "reset-after-acceptance";
}

/** The server, or what stands before it, says that it cannot. */
export interface StatusFault extends RequestFault {
  readonly kind: "status";
  /** 400 to 599. */
  readonly status: number;
  /** Whole seconds for the header `Retry-After`. */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether what was asked is done all the same. Default: it is not. */
  readonly accepted?: boolean | undefined;
}

/** A proxy's page, with status 200. */
export interface HtmlFault extends RequestFault {
  readonly kind: "html";
  /** Whether what was asked is done all the same. Default: it is not. */
  readonly accepted?: boolean | undefined;
}

/** The answer, JSON or MP4, ends in the middle. What was asked is done. */
export interface TruncatedFault extends RequestFault {
  readonly kind: "truncated";
  /** How many bytes arrive. Default: half. */
  readonly bytes?: number | undefined;
  /** Whether it ends as if it were whole, with no length told before. Default: the connection breaks. */
  readonly quietly?: boolean | undefined;
}

/** The answer takes its time. Other faults may befall the same request. */
export interface SlowFault extends RequestFault {
  readonly kind: "slow";
  /** Milliseconds, by the fake's clock if it can sleep. */
  readonly ms: number;
}

/** There is no answer, and no end of the connection either, until the client gives up or the fake is closed. */
export interface HangFault extends RequestFault {
  readonly kind: "hang";
  /** Whether what was asked is done all the same. Default: it is not. */
  readonly accepted?: boolean | undefined;
}

/** Jobs are not in the list at once. Other faults may befall the same request. */
export interface LaggingListFault extends FaultTiming {
  readonly on: "list";
  readonly kind: "lagging-list";
  /** Milliseconds from the create until the list shows the job, by the fake's clock. */
  readonly lagMs: number;
}

/** A webhook that is sent twice, signed by a stranger, or never sent. */
export interface WebhookFault extends FaultTiming {
  readonly on: "webhook";
  readonly kind: "duplicate" | "wrong-signature" | "lost";
}

/** A webhook that comes late. */
export interface LateWebhookFault extends FaultTiming {
  readonly on: "webhook";
  readonly kind: "late";
  /** Milliseconds, by the fake's clock. */
  readonly ms: number;
}

/** Something that goes wrong: on which request, when, and what. */
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

/** The name of what goes wrong. */
export type FaultKind = Fault["kind"];

const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 1;
const isTime = (value: unknown) => Number.isFinite(value) && Number(value) >= 0;
const neededTime: OptionRule = { accepts: isTime, expected: "milliseconds, 0 or more", required: true };

const timing: OptionRules<FaultTiming> = {
  nth: { accepts: isCount, expected: "which request it is, 1 or more" },
  times: {
    accepts: (value) => isCount(value) || value === Number.POSITIVE_INFINITY,
    expected: "how many requests, 1 or more; Infinity for all",
  },
  probability: {
    accepts: (value) => typeof value === "number" && value >= 0 && value <= 1,
    expected: "a chance from 0 to 1",
  },
};

const requests = ["create", "retrieve", "list", "delete", "content", "any"];

/** What a kind may befall, and what it takes. */
interface KindRule {
  readonly on: readonly string[];
  readonly takes?: Readonly<Record<string, OptionRule>>;
}

const kinds: Readonly<Record<FaultKind, KindRule>> = {
  refuse: { on: requests },
  "reset-before-acceptance": { on: requests },
  "reset-after-acceptance": { on: requests },
  status: {
    on: requests,
    takes: {
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
  html: { on: requests, takes: { accepted: rule.boolean } },
  truncated: {
    on: requests,
    takes: {
      bytes: { accepts: (value) => value === 0 || isCount(value), expected: "a number of bytes, 0 or more" },
      quietly: rule.boolean,
    },
  },
  slow: { on: requests, takes: { ms: neededTime } },
  hang: { on: requests, takes: { accepted: rule.boolean } },
  "lagging-list": { on: ["list"], takes: { lagMs: neededTime } },
  duplicate: { on: ["webhook"] },
  "wrong-signature": { on: ["webhook"] },
  lost: { on: ["webhook"] },
  late: { on: ["webhook"], takes: { ms: neededTime } },
};

/** Refuses faults that would never befall anything, or not as they were meant. */
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
        `faults[${index}] befalls webhooks, and createFakeVideosApi() was given none to send.`,
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
    throw optionError(`The kind of ${name} is ${describeValue(kind)}.`, oneOf(kind, Object.keys(kinds)));
  const known = kinds[kind as FaultKind];
  if (typeof on !== "string" || !known.on.includes(on))
    throw optionError(`The on of ${name}, of kind "${kind}", is ${describeValue(on)}.`, oneOf(on, known.on));
  validateOptions(name, fault, {
    on: rule.anything,
    kind: rule.anything,
    ...timing,
    ...known.takes,
  } as Readonly<Record<string, OptionRule>>);
}

function oneOf(given: unknown, names: readonly string[]): string {
  const meant = typeof given === "string" ? closestMatch(given, names) : undefined;
  return meant ? `Did you mean "${meant}"?` : `Use ${names.length > 1 ? "one of " : ""}${names.join(", ")}.`;
}
