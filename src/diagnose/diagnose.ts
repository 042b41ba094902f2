/** From the responses of a probe to its diagnosis. */

import type { DialectName } from "../dialects/dialect-names.js";
import { dialects } from "../dialects/find-dialect.js";
import type { Dialect } from "../dialects/types.js";
import { isProxyReason, type NetworkError, unreachableHint } from "../http/network-error.js";
import { readServerMessage } from "../http/server-message.js";
import { renderMessage } from "../utils/message.js";
import { detectDialect } from "./dialect-signatures.js";
import { isResponse, type ProbeResponse } from "./probe-requests.js";
import {
  allResponses,
  canRetrieve,
  hasVideos,
  isAuthError,
  isUnavailable,
  listItems,
  type ProbeResponses,
} from "./probe-responses.js";
import type { Ability, ConfigSource, EndpointReport, Finding, FindingCode } from "./report.js";

export type Diagnosis = Pick<EndpointReport, "reachable" | "findings"> &
  Partial<Pick<EndpointReport, "dialect" | "can" | "confirmed" | "models" | "auth">>;

export const finding = (level: Finding["level"], code: FindingCode, message: string, hint?: string): Finding => ({
  level,
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});

export function describeResponse({ status, text }: ProbeResponse): string {
  const { message } = readServerMessage(text);
  return `${status}, ${message.length > 160 ? `${message.slice(0, 159)}…` : message}`;
}

/** Hints by scheme and failure, such as `http: ECONNREFUSED`. */
const connectionHints: readonly (readonly [RegExp, string])[] = [
  [/ no response within/, "It may be loading its model, or be behind a firewall. Try a longer timeout."],
  [/ENOTFOUND|EAI_/, "Check the spelling of the host name, and whether its network (VPN, container) is reachable."],
  [
    /CONNREFUSED|ConnectionRefused/,
    "Start the server, and check the port. In a container, localhost is the container.",
  ],
  [/CERT|SELF_SIGNED|UNABLE_TO_/, "Its certificate is not trusted. For your own authority, set NODE_EXTRA_CA_CERTS."],
  [/^https: (ERR_SSL_|EPROTO)/, "It does not speak TLS. Try the base URL with http:"],
  // A TLS server closes the connection of a plain request.
  [/^http: .*(ECONNRESET|UND_ERR_SOCKET|HPE_|EPIPE|other side closed)/, "It may expect TLS: try https:"],
  [/./, "Check the host, the port and the network."],
];

/** Explains why there was no response. */
export function diagnoseConnectionError({ message, timedOut }: NetworkError, url: URL, timeout: number): Finding {
  const isTimeout = timedOut || message === "UND_ERR_CONNECT_TIMEOUT";
  const reason = isTimeout ? `no response within ${timeout} ms` : message;
  const [, hint] = isProxyReason(reason)
    ? [reason, renderMessage(unreachableHint(reason))]
    : (connectionHints.find(([pattern]) => pattern.test(`${url.protocol} ${reason}`)) ?? []);
  return finding("error", "unreachable", `${url.host} cannot be reached (${reason}).`, hint);
}

/** Diagnoses the responses of an API; `keySource` and `configured` are those of the configuration. */
export function diagnose(
  responses: ProbeResponses,
  keySource: ConfigSource | undefined,
  configured: Dialect | undefined,
): Diagnosis {
  const { url, list } = responses;
  const findings: Finding[] = [];
  const add = (...facts: Parameters<typeof finding>) => findings.push(finding(...facts));
  add("ok", "reachable", `A server responds at ${url.host}.`);
  const { auth, refusal } = diagnoseKey(responses, keySource !== undefined);
  if (auth === "accepted") add("ok", "key_accepted", "Requests with the key are accepted.");
  else if (refusal && keySource)
    add(
      "error",
      "key_refused",
      `The server refuses the key from ${keySource === "options" ? "the options" : keySource} (${describeResponse(refusal)}).`,
      "Check that the key is complete, not expired, for this server, and has the permissions.",
    );
  else if (refusal)
    add(
      "error",
      "key_missing",
      `The server requires a key, and none is configured (${describeResponse(refusal)}).`,
      "Set UGOKU_API_KEY. If UGOKU_BASE_URL is set too, it must be this server.",
    );
  const models = findModels(responses);
  const more = models && models.length > 4 ? ` and ${models.length - 4} more` : "";
  if (models && models.length > 0) add("ok", "models_listed", `Models: ${models.slice(0, 4).join(", ")}${more}.`);
  else if (!isAuthError(responses.models))
    add(
      "warning",
      "models_missing",
      "The server lists no models.",
      "It may still be loading one. Otherwise take the model's id from the server's configuration.",
    );
  const failed = allResponses(responses).find((response) => response.status === 403 || isUnavailable(response));
  if (failed && !refusal)
    add(
      "warning",
      "requests_failed",
      `Some requests failed (${describeResponse(failed)}).`,
      failed.status === 403
        ? "Check the permissions of the key. Whether it may create videos cannot be tested for free."
        : "The server may be starting or limiting requests. Try again in a minute, or read its log.",
    );
  const result = { reachable: true, auth, models, findings };
  if (hasVideos(responses) === false && isResponse(list)) {
    add(
      "error",
      "no_videos_api",
      `An API answers at ${url.host}, but it has no videos (${describeResponse(list)}).`,
      "Start it with a video model, in a version that has /v1/videos. A server of language models has none.",
    );
    return result;
  }

  const dialect = detectDialect(responses);
  const { name, confidence, reasons } = dialect;
  const isGuess = confidence === "guess";
  const assumed = (isGuess ? configured : undefined) ?? dialects[name as DialectName];
  if (isGuess)
    add(
      "warning",
      "dialect_guessed",
      `The dialect cannot be detected: no response identifies the server. "${assumed.name}" is used.`,
      "If you know the server, configure its dialect.",
    );
  else add("ok", "dialect_found", `It speaks the dialect "${name}" (${confidence}: ${reasons.join("; ")}).`);
  // A custom dialect cannot be detected.
  if (!isGuess && configured && configured.name !== name && Object.hasOwn(dialects, configured.name))
    add(
      "warning",
      "dialect_mismatch",
      `The dialect "${configured.name}" is configured, but the server seems to speak "${name}".`,
      `Configure "${name}". With a wrong dialect, the server ignores the image or rejects the request.`,
    );

  const shown = Object.entries(findAbilities(responses)) as [Ability, boolean | undefined][];
  const shownAs = (isThere: boolean) =>
    shown.flatMap(([ability, value]) => (value === isThere && assumed.can[ability] ? ability : []));
  const missing = shownAs(false);
  for (const ability of missing)
    add(
      "warning",
      "ability_missing",
      `The server does not support ${ability}${ability === "list" ? ": a job whose response is lost cannot be found" : ""}.`,
      `Declare it with defineDialect({ can: { ${ability}: false } }).`,
    );
  const can = { ...assumed.can, ...Object.fromEntries(missing.map((ability) => [ability, false])) };
  return { ...result, dialect, can, confirmed: shownAs(true) };
}

/** Whether the key is accepted, and the response that refuses it or its absence. */
function diagnoseKey(
  { models, list, unknownVideo }: ProbeResponses,
  hasKey: boolean,
): { readonly auth: EndpointReport["auth"]; readonly refusal?: ProbeResponse } {
  const responses = [models, list, unknownVideo].filter(isResponse);
  const refusal =
    responses.find(({ status }) => status === 401) ?? (responses.every(isAuthError) ? responses[0] : undefined);
  if (refusal) return { auth: "refused", refusal };
  // Some gateways list models without a key, so only the response about a video counts.
  if (!isResponse(unknownVideo) || unknownVideo.status >= 500 || isAuthError(unknownVideo)) return { auth: "unknown" };
  return { auth: hasKey ? "accepted" : "none-needed" };
}

function findModels({ models, videoModels }: ProbeResponses): string[] | null {
  const items = listItems(videoModels) ?? listItems(models);
  return items?.map(({ id }) => id).filter((id) => typeof id === "string") ?? null;
}

/** `undefined` for what the responses do not show. */
function findAbilities(responses: ProbeResponses): Partial<Record<Ability, boolean | undefined>> {
  const { list, description } = responses;
  const videoOperations = description?.operations.filter((one) => /\/videos(\/\{[^}]+\})?\/?$/.test(one)) ?? [];
  const isDescribed = (pattern: RegExp) =>
    videoOperations.length === 0 ? undefined : videoOperations.some((operation) => pattern.test(operation));
  const isUnlisted = isResponse(list) && (list.status === 404 || list.status === 405);
  return {
    list: listItems(list) !== undefined || (isUnlisted ? false : isDescribed(/^get .*\/videos\/?$/)),
    retrieve: canRetrieve(responses) || isDescribed(/^get .*\}\/?$/),
    delete: isDescribed(/^delete .*\}\/?$/),
  };
}
