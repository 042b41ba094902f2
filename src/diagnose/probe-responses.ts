/** Facts that the responses of a probe prove. */
import { isRecord } from "../utils/guards.js";
import { isResponse, type ProbeResponse, type ProbeResult } from "./probe-requests.js";

type JsonObject = Readonly<Record<string, unknown>>;

/** The OpenAPI document of a server. */
export interface ApiDescription {
  readonly title: string;
  /** Such as `post /v1/videos`, with the prefix under which the document was found. */
  readonly operations: readonly string[];
  readonly text: string;
}

/** The results of all requests of a probe. */
export interface ProbeResponses {
  readonly url: URL;
  readonly models: ProbeResult;
  /** The list of jobs. */
  readonly list: ProbeResult;
  /** A job that does not exist. */
  readonly unknownVideo: ProbeResult;
  /** A path that does not exist. */
  readonly unknownPath: ProbeResult;
  /** OpenRouter's list of video models. */
  readonly videoModels: ProbeResult;
  readonly description: ApiDescription | undefined;
}

/** No server assigns this id. It has a digit, so that {@link comparableText} removes it from a response that repeats it. */
export const unknownId = "ugoku-probe-0000000000000000";

/** Whether the key is missing or refused. LiteLLM without a database answers 400 to a key that is not its master key. */
export const isAuthError = (result: ProbeResult | undefined): boolean =>
  isResponse(result) &&
  (result.status === 401 ||
    result.status === 403 ||
    (isRecord(result.json) && isRecord(result.json.error) && result.json.error.type === "no_db_connection"));

/** Rate limited or failing: the response says nothing about the path. */
export const isUnavailable = ({ status }: ProbeResponse): boolean => status === 429 || status >= 500;

export const allResponses = ({ models, list, unknownVideo, videoModels }: ProbeResponses): ProbeResponse[] =>
  [models, list, unknownVideo, videoModels].filter(isResponse);

/** The objects of `{ data: [ … ] }`. */
export function listItems(result: ProbeResult): JsonObject[] | undefined {
  if (!isResponse(result) || result.status < 200 || result.status > 299 || !isRecord(result.json)) return undefined;
  return Array.isArray(result.json.data) ? result.json.data.filter(isRecord) : undefined;
}

/** Whether an API answers at the base URL, with or without videos. */
export function isApi(responses: ProbeResponses): boolean {
  if (hasVideos(responses) === true || listItems(responses.models) !== undefined) return true;
  return allResponses(responses).some(
    (response) => isRecord(response.json) && (isAuthError(response) || isUnavailable(response)),
  );
}

/** Without what differs between two requests: repeated paths, ids and times. */
const comparableText = ({ text }: ProbeResponse) => text.replaceAll(/[^\s"']*(\/videos|\d)[^\s"']*/g, "");

/** Whether any path is answered like this, so that the response says nothing about this one. */
const isCatchAll = (response: ProbeResponse, { unknownPath }: ProbeResponses) =>
  isResponse(unknownPath) &&
  unknownPath.status === response.status &&
  comparableText(unknownPath) === comparableText(response);

/** Whether the server answers that the video does not exist, not that the path does not exist. */
export function canRetrieve(responses: ProbeResponses): boolean {
  const { unknownVideo: response } = responses;
  if (!isResponse(response) || !isRecord(response.json) || response.status < 400) return false;
  if (isAuthError(response) || isUnavailable(response) || isCatchAll(response, responses)) return false;
  const text = comparableText(response);
  const isUnknownPath = /invalid url|no (such )?route|cannot get|unknown (url|path|endpoint)|page not found/i;
  return /video|task|job/i.test(text) && !isUnknownPath.test(text);
}

/** Whether there are videos at the base URL; `undefined` if the responses do not show it. */
export function hasVideos(responses: ProbeResponses): boolean | undefined {
  const { url, list, unknownVideo, description } = responses;
  if (listItems(list) !== undefined || canRetrieve(responses)) return true;
  // 405: the path exists, for other methods.
  if (isResponse(list) && list.status === 405 && !isCatchAll(list, responses)) return true;
  // The document may describe videos at another base URL.
  const path = `${url.pathname.replace(/\/+$/, "")}/videos`;
  if (description?.operations.some((one) => one.replace(/\/$/, "").endsWith(` ${path}`))) return true;
  const isUnclear = [list, unknownVideo].some((one) => !isResponse(one) || isAuthError(one) || isUnavailable(one));
  return isUnclear ? undefined : false;
}

export function parseDescription(result: ProbeResult, prefix: string): ApiDescription | undefined {
  if (!isResponse(result) || result.status !== 200 || !isRecord(result.json)) return undefined;
  const { info, paths } = result.json;
  if (!isRecord(paths)) return undefined;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(isRecord(methods) ? methods : {}).map((method) => `${method.toLowerCase()} ${prefix}${path}`),
  );
  return { title: isRecord(info) ? String(info.title) : "", operations, text: JSON.stringify(result.json) };
}
