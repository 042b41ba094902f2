/**
 * What tells a dialect, as data: each clue with how much it weighs and what it says.
 *
 * "certain" is only what a server says of itself. Where a clue comes from: docs/guides/doctor.md.
 *
 * @module
 */
import type { DialectName } from "../dialects/define-dialect.js";
import { isAnswer } from "./reads.js";
import type { FoundDialect } from "./report.js";
import { dataOf, detailOf, errorOf, headerNames, isFields, isRefusal, operationsOf, type Seen } from "./seen.js";

interface Clue {
  readonly dialect: DialectName;
  readonly weighs: "certain" | "likely";
  readonly says: string;
  readonly holds: (seen: Seen) => boolean;
}

const header = (pattern: RegExp) => (seen: Seen) => headerNames(seen).some((name) => pattern.test(name));
const host = (pattern: RegExp) => (seen: Seen) => pattern.test(seen.url.hostname);
const title = (pattern: RegExp) => (seen: Seen) => pattern.test(seen.description?.title ?? "");
const describesPath = (pattern: RegExp) => (seen: Seen) =>
  (seen.description?.operations ?? []).some(({ path }) => pattern.test(path));
const createTakes =
  (...names: readonly string[]) =>
  ({ description }: Seen) =>
    operationsOf(description).some(
      ({ method, fields }) => method === "post" && names.every((name) => fields.includes(name)),
    );
const everyModel = (fits: (model: Readonly<Record<string, unknown>>) => boolean) => (seen: Seen) => {
  const models = dataOf(seen.models) ?? [];
  return models.length > 0 && models.every(fits);
};
const ownedBy = (name: string) => everyModel((model) => model.owned_by === name);
const errorType = (pattern: RegExp) => (seen: Seen) =>
  [seen.models, seen.list, seen.missing].some((read) => pattern.test(String(errorOf(read)?.type ?? "")));

/** The list of videos, if it is one, as it stands. */
const listFields = ({ list }: Seen) =>
  dataOf(list) !== undefined && isAnswer(list) && isFields(list.json) ? list.json : undefined;
const hasCursor = (seen: Seen) => {
  const fields = listFields(seen);
  return fields !== undefined && typeof fields.has_more === "boolean" && "last_id" in fields;
};
const detailsMissing = (seen: Seen) => detailOf(seen.missing) !== undefined && !isRefusal(seen.missing);

/** In the order of preference: what stands before a server names itself first. */
const clues: readonly Clue[] = [
  {
    dialect: "openrouter",
    weighs: "certain",
    says: "the host is OpenRouter's",
    holds: host(/(^|\.)openrouter\.ai$/),
  },
  {
    dialect: "azure",
    weighs: "certain",
    says: "the host is Azure's",
    holds: host(/\.(openai|services\.ai|cognitiveservices)\.azure\.(com|us|cn)$/),
  },
  {
    dialect: "openai",
    weighs: "certain",
    says: "the host is OpenAI's",
    holds: host(/(^|\.)api\.openai\.com$/),
  },
  {
    dialect: "litellm",
    weighs: "certain",
    says: "its answers bear x-litellm-… headers",
    holds: header(/^x-litellm-/),
  },
  {
    dialect: "new-api",
    weighs: "certain",
    says: "its answers bear the header x-new-api-version",
    holds: header(/^x-new-api-version$/),
  },
  {
    dialect: "litellm",
    weighs: "certain",
    says: "its /openapi.json calls itself LiteLLM",
    holds: title(/^litellm\b/i),
  },
  {
    dialect: "dynamo",
    weighs: "certain",
    says: "its /openapi.json calls itself NVIDIA Dynamo",
    holds: title(/nvidia dynamo/i),
  },
  {
    dialect: "vllm-omni",
    weighs: "certain",
    says: "its models are owned by vllm, and its /openapi.json has /v1/videos/sync",
    holds: (seen) => ownedBy("vllm")(seen) && describesPath(/\/videos\/sync$/)(seen),
  },
  {
    dialect: "sglang",
    weighs: "certain",
    says: "its models are owned by sglang",
    holds: ownedBy("sglang"),
  },
  {
    dialect: "openrouter",
    weighs: "likely",
    says: "it lists video models at /videos/models, with the lengths and sizes that each has",
    holds: ({ videoModels }) =>
      (dataOf(videoModels) ?? []).some((model) => "supported_resolutions" in model || "supported_durations" in model),
  },
  {
    dialect: "azure",
    weighs: "likely",
    says: "its answers bear Azure's headers",
    holds: header(/^(apim-request-id|x-ms-region|azureml-model-session)$/),
  },
  {
    dialect: "azure",
    weighs: "likely",
    says: "its refusals are of the type video_generation_user_error",
    holds: errorType(/^video_generation_/),
  },
  {
    dialect: "litellm",
    weighs: "likely",
    says: "its /openapi.json has LiteLLM's /key/generate and /model/info",
    holds: (seen) => describesPath(/\/key\/generate$/)(seen) && describesPath(/\/model\/info$/)(seen),
  },
  {
    dialect: "new-api",
    weighs: "likely",
    says: "its answers bear the header x-oneapi-request-id",
    holds: header(/^x-oneapi-request-id$/),
  },
  {
    dialect: "new-api",
    weighs: "likely",
    says: "its refusals are of the type new_api_error",
    holds: errorType(/^new_api_error$/),
  },
  {
    dialect: "new-api",
    weighs: "likely",
    says: "it answers an unknown video with { code, message } about a task",
    holds: ({ missing }) =>
      isAnswer(missing) &&
      missing.status >= 400 &&
      isFields(missing.json) &&
      typeof missing.json.code === "string" &&
      /task/i.test(missing.text),
  },
  {
    dialect: "dynamo",
    weighs: "likely",
    says: 'its models are owned by nvidia, and are called "object"',
    holds: everyModel((model) => model.owned_by === "nvidia" && model.object === "object"),
  },
  {
    dialect: "dynamo",
    weighs: "likely",
    says: "its videos can be created, and neither listed nor asked for",
    holds: ({ description }) => {
      const methods = new Set(operationsOf(description).map(({ method }) => method));
      return methods.has("post") && !methods.has("get");
    },
  },
  {
    dialect: "dynamo",
    weighs: "likely",
    says: "its videos take other requests than a list, and it knows no address of a single one",
    holds: ({ list, missing }) =>
      isAnswer(list) &&
      list.status === 405 &&
      isAnswer(missing) &&
      missing.status === 404 &&
      missing.text.trim() === "",
  },
  {
    dialect: "vllm-omni",
    weighs: "likely",
    says: "its /openapi.json has /v1/videos/sync",
    holds: describesPath(/\/videos\/sync$/),
  },
  {
    dialect: "vllm-omni",
    weighs: "likely",
    says: "its models are owned by vllm",
    holds: ownedBy("vllm"),
  },
  {
    dialect: "vllm-omni",
    weighs: "likely",
    says: "its create takes image_reference and extra_params",
    holds: createTakes("image_reference", "extra_params"),
  },
  {
    dialect: "vllm-omni",
    weighs: "likely",
    says: "it answers an unknown video with { detail }, and its list has a cursor",
    holds: (seen) => detailsMissing(seen) && hasCursor(seen),
  },
  {
    dialect: "sglang",
    weighs: "likely",
    says: "its models name a diffusion pipeline",
    holds: everyModel((model) => "pipeline_class" in model || "dit_precision" in model),
  },
  {
    dialect: "sglang",
    weighs: "likely",
    says: "its create takes reference_url",
    holds: createTakes("reference_url"),
  },
  {
    dialect: "sglang",
    weighs: "likely",
    says: "it answers an unknown video with { detail }, and its list has no cursor",
    holds: (seen) => detailsMissing(seen) && listFields(seen) !== undefined && !hasCursor(seen),
  },
  {
    dialect: "openai",
    weighs: "likely",
    says: "it answers an unknown video with { error: { … } }, and its list has a cursor, as the reference had",
    holds: (seen) => errorOf(seen.missing) !== undefined && !isRefusal(seen.missing) && hasCursor(seen),
  },
];

/** The dialect that the most weighty clues name, and why. Where nothing tells, the reference, as a guess. */
export function judgeDialect(seen: Seen): FoundDialect {
  const held = clues.filter(({ holds }) => holds(seen));
  const weight = (weighs: Clue["weighs"]) => [...new Set(held.filter((one) => one.weighs === weighs).map(nameOf))];
  const certain = weight("certain");
  // Of those that are only likely, the one with the most clues; of as many, the first in the table.
  const count = (name: DialectName) => held.filter((clue) => nameOf(clue) === name).length;
  const likely = weight("likely").toSorted((a, b) => count(b) - count(a));
  const name = certain[0] ?? likely[0];
  if (name === undefined)
    return {
      name: "openai",
      confidence: "guess",
      reasons: ["nothing that it answered tells one server from another, and most take the reference form"],
    };
  const others = (certain.length > 0 ? certain : likely).filter((other) => other !== name);
  const against = held.filter((clue) => others.includes(nameOf(clue))).map(({ says }) => `against it: ${says}`);
  return {
    name,
    confidence: certain.length === 1 ? "certain" : "likely",
    reasons: [...held.filter((clue) => nameOf(clue) === name).map(({ says }) => says), ...against],
  };
}

const nameOf = ({ dialect }: Clue): DialectName => dialect;
