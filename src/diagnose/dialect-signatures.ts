/**
 * Detection of the dialect that a server speaks, by a table of signatures.
 *
 * A signature is "certain" only if the server identifies itself by it. The sources are in docs/guides/doctor.md.
 */
import type { DialectName } from "../dialects/dialect-names.js";
import { isRecord } from "../utils/guards.js";
import type { HttpHeaders } from "../utils/http-response.js";
import { isResponse } from "./probe-requests.js";
import { allResponses, isAuthError, listItems, type ProbeResponses } from "./probe-responses.js";
import type { DetectedDialect } from "./report.js";

type Field = keyof ReturnType<typeof collectEvidence>;

/** Every field must match; of `models`, every model. */
type DialectSignature = readonly [dialect: DialectName, match: Partial<Record<Field, RegExp>>, reason: string];

/** On a tie, the first one wins: a gateway identifies itself before the server behind it. */
const certain: readonly DialectSignature[] = [
  ["openrouter", { host: /(^|\.)openrouter\.ai$/ }, "OpenRouter's host"],
  ["azure", { host: /\.(openai|services\.ai|cognitiveservices)\.azure\.(com|us|cn)$/ }, "Azure's host"],
  ["openai", { host: /(^|\.)api\.openai\.com$/ }, "OpenAI's host"],
  ["litellm", { headers: /^x-litellm-/m }, "x-litellm-… headers"],
  ["new-api", { headers: /^x-new-api-version$/m }, "header x-new-api-version"],
  ["litellm", { title: /^litellm\b/i }, "/openapi.json titled LiteLLM"],
  ["dynamo", { title: /nvidia dynamo/i }, "/openapi.json titled NVIDIA Dynamo"],
  [
    "vllm-omni",
    { models: /"owned_by":"vllm"/, openapi: /\/videos\/sync"/ },
    "models owned by vllm, path /v1/videos/sync",
  ],
  ["sglang", { models: /"owned_by":"sglang"/ }, "models owned by sglang"],
];

const hasCursor = /"has_more":(true|false)/;
const hasDetail = /^\{"detail":/;

const likely: readonly DialectSignature[] = [
  ["openrouter", { videoModels: /"supported_(resolutions|durations)"/ }, "video models at /videos/models"],
  ["azure", { headers: /^(apim-request-id|x-ms-region|azureml-model-session)$/m }, "Azure's headers"],
  ["azure", { errors: /"type":"video_generation_/ }, "errors of type video_generation_user_error"],
  ["litellm", { openapi: /"\/key\/generate"/ }, "path /key/generate"],
  ["new-api", { headers: /^x-oneapi-request-id$/m }, "header x-oneapi-request-id"],
  ["new-api", { errors: /"type":"new_api_error"/ }, "errors of type new_api_error"],
  ["new-api", { unknownVideo: /^\{"code":".*task/i }, "error { code, message } about a task for an unknown video"],
  [
    "dynamo",
    { models: /^(?=.*"owned_by":"nvidia").*("object":"object"|"context_window":)/ },
    'models owned by nvidia, with a context window or of object "object"',
  ],
  ["vllm-omni", { openapi: /\/videos\/sync"/ }, "path /v1/videos/sync"],
  ["vllm-omni", { models: /"owned_by":"vllm"/ }, "models owned by vllm"],
  ["vllm-omni", { openapi: /^(?=.*"image_reference":).*"extra_params":/ }, "fields image_reference and extra_params"],
  [
    "vllm-omni",
    { unknownVideo: /"type":"Not Found".*"code":404\b/, list: hasCursor },
    'error of type "Not Found" and with a number as its code for an unknown video, list with cursor',
  ],
  ["sglang", { openapi: /"reference_url":/ }, "field reference_url"],
  [
    "sglang",
    { unknownVideo: hasDetail, list: /"object":"list"/ },
    "error { detail } for an unknown video, list of jobs",
  ],
  [
    "openai",
    { unknownVideo: /"error":\{(?!.*"code":\d)/, list: hasCursor },
    "error { error: { … } } for an unknown video, list with cursor",
  ],
];

function headerNames(headers: HttpHeaders): string[] {
  const names: string[] = [];
  headers.forEach((_, name) => {
    names.push(name);
  });
  return names;
}

/** The texts that signatures are matched with, as compact JSON. */
function collectEvidence(responses: ProbeResponses) {
  const { url, description, unknownVideo, list, models, videoModels } = responses;
  const all = allResponses(responses);
  const errors = all.filter(({ status, json }) => status >= 400 && isRecord(json));
  return {
    host: [url.hostname],
    headers: [all.flatMap(({ headers }) => headerNames(headers)).join("\n")],
    title: description ? [description.title] : [],
    openapi: description ? [description.text] : [],
    models: (listItems(models) ?? []).map((model) => JSON.stringify(model)),
    videoModels: listItems(videoModels) ? [JSON.stringify(listItems(videoModels))] : [],
    errors: [errors.map(({ json }) => JSON.stringify(json)).join("\n")],
    unknownVideo: errors
      .filter((one) => one === unknownVideo && !isAuthError(one))
      .map((one) => JSON.stringify(one.json)),
    list:
      isResponse(list) && listItems(list) && isRecord(list.json) ? [JSON.stringify({ ...list.json, data: [] })] : [],
  };
}

/** The dialect with the strongest evidence. Without any, `openai` as a guess. */
export function detectDialect(responses: ProbeResponses): DetectedDialect {
  const evidence = collectEvidence(responses);
  const matches = ([, match]: DialectSignature) =>
    Object.entries(match).every(([field, pattern]) => {
      const texts = evidence[field as Field];
      return texts.length > 0 && texts.every((text) => pattern.test(text));
    });
  const [isCertain, isLikely] = [certain.filter(matches), likely.filter(matches)];
  const decisive = isCertain.length > 0 ? isCertain : isLikely;
  const count = (name: DialectName) => decisive.filter(([dialect]) => dialect === name).length;
  const names = [...new Set(decisive.map(([dialect]) => dialect))].toSorted((a, b) => count(b) - count(a));
  const [name] = names;
  if (name === undefined)
    return { name: "openai", confidence: "guess", reasons: ["no response identifies the server"] };
  const evidenceFor = [...isCertain, ...isLikely].filter(([dialect]) => dialect === name);
  const evidenceAgainst = decisive.filter(([dialect]) => dialect !== name);
  return {
    name,
    confidence: isCertain.length > 0 && names.length === 1 ? "certain" : "likely",
    reasons: [
      ...evidenceFor.map(([, , reason]) => reason),
      ...evidenceAgainst.map(([dialect, , reason]) => `evidence for ${dialect}: ${reason}`),
    ],
  };
}
