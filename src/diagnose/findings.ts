/** The text of each finding, and its next step. */
import { readServerMessage } from "../http/server-message.js";
import type { UgokuError } from "../utils/errors.js";
import type { ProbeResponse } from "./probe-requests.js";
import type { Ability, DetectedDialect, Finding, FindingCode } from "./report.js";

type Text = readonly [level: Finding["level"], message: string, hint?: string];

function describeResponse({ status, text }: ProbeResponse): string {
  const message = text.trim() === "" ? "an empty body" : readServerMessage(text).message;
  return `${status}, ${message.length > 160 ? `${message.slice(0, 159)}…` : message}`;
}

const builders = {
  key_withheld: (): Text => [
    "warning",
    "UGOKU_API_KEY is set, but it belongs to UGOKU_BASE_URL and was not sent to this server.",
    "If the key is for this server, set UGOKU_BASE_URL to it.",
  ],
  unreachable: ({ host }: URL, reason: string, hint: string): Text => [
    "error",
    `${host} cannot be reached (${reason}).`,
    hint,
  ],
  redirected: ({ host }: URL, target: string): Text => [
    "error",
    `${host} redirects to ${target}. The key and create requests do not follow to another origin.`,
    `If you trust it, use ${target} as the base URL.`,
  ],
  no_api: (baseURL: string, response: ProbeResponse, suggestion: string | undefined): Text => [
    "error",
    `No API was found at ${baseURL}: it serves neither models nor videos (${describeResponse(response)}).`,
    suggestion
      ? `An API answers at ${suggestion}. Use that as the base URL.`
      : "The base URL is the address to which /videos is added. It usually ends in /v1.",
  ],
  no_videos_api: (host: string, response: ProbeResponse): Text => [
    "error",
    `An API answers at ${host}, but it has no videos (${describeResponse(response)}).`,
    "Start it with a video model, in a version that has /v1/videos. A server of language models has none.",
  ],
  reachable: (host: string): Text => ["ok", `A server responds at ${host}.`],
  key_missing: (response: ProbeResponse): Text => [
    "error",
    `The server requires a key, and none is configured (${describeResponse(response)}).`,
    "Set UGOKU_API_KEY. If UGOKU_BASE_URL is set too, it must be this server.",
  ],
  key_refused: (source: string, response: ProbeResponse): Text => [
    "error",
    `The server refuses the key from ${source === "options" ? "the options" : source} (${describeResponse(response)}).`,
    "Check that the key is complete, not expired, for this server, and has the permissions.",
  ],
  key_accepted: (): Text => ["ok", "Requests with the key are accepted."],
  requests_failed: (response: ProbeResponse): Text => [
    "warning",
    `Some requests failed (${describeResponse(response)}).`,
    response.status === 403
      ? "Check the permissions of the key. Whether it may create videos cannot be tested for free."
      : "The server may be starting or limiting requests. Try again in a minute, or read its log.",
  ],
  models_listed: (models: readonly string[]): Text => [
    "ok",
    `Models: ${models.slice(0, 4).join(", ")}${models.length > 4 ? ` and ${models.length - 4} more` : ""}.`,
  ],
  models_missing: (): Text => [
    "warning",
    "The server lists no models.",
    "It may still be loading one. Otherwise take the model's id from the server's configuration.",
  ],
  dialect_found: ({ name, confidence, reasons }: DetectedDialect): Text => [
    "ok",
    `It speaks the dialect "${name}" (${confidence}: ${reasons.join("; ")}).`,
  ],
  dialect_guessed: (used: string): Text => [
    "warning",
    `The dialect cannot be detected: no response identifies the server. "${used}" is used.`,
    "If you know the server, configure its dialect.",
  ],
  dialect_mismatch: (configured: string, detected: string): Text => [
    "warning",
    `The dialect "${configured}" is configured, but the server seems to speak "${detected}".`,
    `Configure "${detected}". With a wrong dialect, the server ignores the image or rejects the request.`,
  ],
  ability_missing: (ability: Ability): Text => [
    "warning",
    `The server does not support ${ability}${ability === "list" ? ": a job whose response is lost cannot be found" : ""}.`,
    `Declare it with defineDialect({ can: { ${ability}: false } }).`,
  ],
} satisfies Partial<Record<FindingCode, (...args: never[]) => Text>>;

/** Builds the finding of a code from its facts. */
export function finding<C extends keyof typeof builders>(code: C, ...facts: Parameters<(typeof builders)[C]>): Finding {
  const build: (...args: never[]) => Text = builders[code];
  const [level, message, hint] = build(...(facts as never[]));
  return { level, code, message, ...(hint === undefined ? {} : { hint }) };
}

/** An error of the configuration as a finding. */
export const findingFromError = ({ code, message, hint }: UgokuError): Finding => ({
  level: "error",
  code: code as FindingCode,
  message,
  ...(hint === undefined ? {} : { hint }),
});
