/** From the responses of a probe to its diagnosis. */
import { type DialectName, dialects } from "../dialects/define-dialect.js";
import type { NetworkError } from "../http/network-error.js";
import type { Config } from "./config-sources.js";
import { detectDialect } from "./dialect-signatures.js";
import { finding } from "./findings.js";
import { isResponse } from "./probe-requests.js";
import {
  allResponses,
  canRetrieve,
  hasVideos,
  isAuthError,
  isUnavailable,
  listItems,
  type ProbeResponses,
} from "./probe-responses.js";
import type { Ability, EndpointReport, Finding } from "./report.js";

export type Diagnosis = Pick<EndpointReport, "reachable" | "findings"> &
  Partial<Pick<EndpointReport, "dialect" | "can" | "confirmed" | "models" | "auth">>;

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
  const [, hint = ""] = connectionHints.find(([pattern]) => pattern.test(`${url.protocol} ${reason}`)) ?? [];
  return finding("unreachable", url, reason, hint);
}

/** Diagnoses the responses of an API. */
export function diagnose(responses: ProbeResponses, config: Config): Diagnosis {
  const { url, list } = responses;
  const key = diagnoseKey(responses, config.apiKey?.from);
  const models = findModels(responses);
  const result = { reachable: true, auth: key.auth, models };
  const findings = [finding("reachable", url.host), ...(key.finding ? [key.finding] : [])];
  if (models && models.length > 0) findings.push(finding("models_listed", models));
  else if (!isAuthError(responses.models)) findings.push(finding("models_missing"));
  const failed = allResponses(responses).find((response) => response.status === 403 || isUnavailable(response));
  if (failed && key.auth !== "refused") findings.push(finding("requests_failed", failed));
  if (hasVideos(responses) === false && isResponse(list))
    return { ...result, findings: [...findings, finding("no_videos_api", url.host, list)] };

  const dialect = detectDialect(responses);
  const configured = config.dialect?.value;
  const isGuess = dialect.confidence === "guess";
  const assumed = (isGuess ? configured : undefined) ?? dialects[dialect.name as DialectName];
  findings.push(isGuess ? finding("dialect_guessed", assumed.name) : finding("dialect_found", dialect));
  // A custom dialect cannot be detected.
  const isBuiltIn = configured !== undefined && Object.hasOwn(dialects, configured.name);
  if (!isGuess && isBuiltIn && configured.name !== dialect.name)
    findings.push(finding("dialect_mismatch", configured.name, dialect.name));

  const shown = Object.entries(findAbilities(responses)) as [Ability, boolean | undefined][];
  const missing = shown.filter(([ability, isThere]) => isThere === false && assumed.can[ability]).map(([name]) => name);
  return {
    ...result,
    dialect,
    can: { ...assumed.can, ...Object.fromEntries(missing.map((ability) => [ability, false])) },
    confirmed: shown.filter(([ability, isThere]) => isThere && assumed.can[ability]).map(([ability]) => ability),
    findings: [...findings, ...missing.map((ability) => finding("ability_missing", ability))],
  };
}

function diagnoseKey(
  { models, list, unknownVideo }: ProbeResponses,
  source: string | undefined,
): { readonly auth: EndpointReport["auth"]; readonly finding?: Finding } {
  const responses = [models, list, unknownVideo].filter(isResponse);
  const refused = responses.find(({ status }) => status === 401) ?? (responses.every(isAuthError) && responses[0]);
  if (refused)
    return {
      auth: "refused",
      finding: source ? finding("key_refused", source, refused) : finding("key_missing", refused),
    };
  // Some gateways list models without a key, so only the response about a video counts.
  if (!isResponse(unknownVideo) || unknownVideo.status >= 500 || isAuthError(unknownVideo)) return { auth: "unknown" };
  return source ? { auth: "accepted", finding: finding("key_accepted") } : { auth: "none-needed" };
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
