/**
 * Command-line options → client and animation.
 *
 * @module
 */

import type { Animation } from "../client/builder.js";
import type { LintLevel } from "../client/builder-state.js";
import type { Target } from "../client/builder-types.js";
import { createUgoku, type Ugoku } from "../client/create-client.js";
import type { UgokuOptions } from "../client/options.js";
import { resolveConfigured } from "../client/resolve-endpoint.js";
import type { DialectName } from "../dialects/dialect-names.js";
import type { FitMode } from "../image/fit.js";
import { models, openModels } from "../models/models.js";
import { preview } from "../preview.js";
import { fal, kling, luma, minimax, replicate, runway, seedance, veo, wan, xai } from "../services.js";
import { environment } from "../utils/env.js";
import { describeValue, isUgokuError } from "../utils/errors.js";
import { chooseLogger } from "../utils/logger.js";
import { closestMatch } from "../utils/suggest.js";
import {
  dollars,
  type Option,
  omitUndefined,
  readChoice,
  readNumber,
  secondsAboveZero,
  usageError,
  type Values,
  wholeNumber,
} from "./parse-args.js";

/** The services by their names on the command line. */
export const services = { runway, fal, replicate, veo, kling, luma, xai, minimax, seedance, wan };

/** The options that choose the endpoint. */
export const endpointOptions = [
  { name: "service", value: "<name>", description: `${Object.keys(services).join(", ")} (default: UGOKU_SERVICE)` },
  { name: "base-url", value: "<url>", description: "A server of the Videos API (default: UGOKU_BASE_URL)" },
  { name: "dialect", value: "<name>", description: "Protocol dialect of that server (default: openai)" },
  { name: "preview", description: "Use the built-in preview engine" },
] as const satisfies readonly Option[];

export type EndpointValues = Values<typeof endpointOptions>;

/** The option for the price of a clip. */
export const rateOption = {
  name: "rate",
  value: "<usd>",
  description: "US dollars for each second of video, such as those of your GPU; 0 for none (default: the model's)",
} as const satisfies Option;

export const lintLevels = ["off", "warn", "error"] as const satisfies readonly LintLevel[];

/** The options of a clip, which `batch` has for lines that do not set them. */
export const clipOptions = [
  { name: "prompt", short: "p", value: "<text>", description: "Who moves, how, and what happens around them" },
  { name: "duration", short: "d", value: "<seconds>", description: "Length of the clip (default: the model's)" },
  {
    name: "size",
    short: "s",
    value: "<WxH>",
    description: "Width and height, such as 720x1280 (default: the image's shape)",
  },
  { name: "model", short: "m", value: "<id>", description: "Model (default: the endpoint's)" },
  { name: "last-frame", value: "<image>", description: "The image that the clip ends on, if the model takes one" },
  { name: "seed", value: "<n>", description: "Random seed, if the model takes one" },
  { name: "negative-prompt", value: "<text>", description: "What should not appear, if the model takes it" },
  { name: "audio", value: "<on|off>", description: "Whether the clip has sound, if the model can choose" },
  { name: "fit", value: "<mode>", description: "auto, cover, contain or exact (default: auto)" },
  { name: "background", value: "<how>", description: "For --fit contain: edge, blur or a CSS color" },
] as const satisfies readonly Option[];

/** The options that `animate` and `plan` share. */
export const animationOptions = [
  ...clipOptions,
  { name: "lint", value: "<level>", description: "off, warn or error (default: warn)" },
  { name: "max-cost", value: "<usd>", description: "Stop before sending anything if the clip would cost more" },
  rateOption,
  { name: "key", value: "<key>", description: "The job's idempotency key" },
  ...endpointOptions,
  { name: "json", description: "Print one JSON object, and nothing else" },
] as const satisfies readonly Option[];

export type AnimationValues = Values<typeof animationOptions>;

export interface ChosenClient {
  readonly ugoku: Ugoku;
  readonly isPreview: boolean;
  /** It is the preview engine because no server is configured. */
  readonly fallback: boolean;
  /** The variable for the service's API key, if it is not set. */
  readonly missingKey: string | undefined;
}

export interface BuiltAnimation extends Pick<ChosenClient, "fallback" | "missingKey"> {
  readonly animation: Animation<Target, never>;
}

/** The price that replaces those of the models. */
export interface RateValues {
  readonly rate?: string;
}

/** Creates the client from `--service`, `--base-url`, `--dialect`, `--preview` and the environment. */
export function chooseClient(
  values: EndpointValues & RateValues,
  /** Other models that the command uses, for `--rate`. */
  otherModels: readonly string[] = [],
): ChosenClient {
  const { "base-url": baseURL, dialect } = values;
  const service = chooseService(values);
  if (values.preview && (baseURL ?? dialect) !== undefined)
    throw usageError(
      `Use --preview or --${baseURL === undefined ? "dialect" : "base-url"}, not both.`,
      "The preview engine replaces a server.",
    );
  const fallback = !service && !values.preview && baseURL === undefined && !isConfigured();
  if (fallback && dialect !== undefined)
    throw usageError("--dialect needs a server.", "Name it with --base-url or UGOKU_BASE_URL.");
  const isPreview = values.preview === true || fallback;
  const endpoint = service ? service(omitUndefined({ baseURL })) : isPreview ? preview() : undefined;
  const rates = readRates(values, [...Object.keys(endpoint?.models ?? { ...models, ...openModels }), ...otherModels]);
  const target = endpoint ? { endpoint } : omitUndefined({ baseURL, dialect: dialect as DialectName | undefined });
  // Wide types: arguments are validated at run time.
  const ugoku = createUgoku({ logger: false, ...rates, ...target }) as unknown as Ugoku;
  const missingKey = service && keyVariable(service) === undefined ? service.spec.auth.variables[0] : undefined;
  return { ugoku, isPreview, fallback, missingKey };
}

/** The variable that holds the API key of a service, if one is set. */
export const keyVariable = ({ spec }: (typeof services)[keyof typeof services]): string | undefined =>
  spec.auth.variables.find((name) => environment()[name]);

/** The rate of `--rate`, for every model. */
function readRates(values: RateValues, ids: readonly string[]): Pick<UgokuOptions, "rates"> {
  const usdPerSecond = readNumber(values, "rate", dollars);
  if (usdPerSecond === undefined) return {};
  const own = { rates: [{ usdPerSecond }], source: "--rate" };
  return { rates: Object.fromEntries(ids.map((id) => [id, own])) };
}

/** The service of `--service`, else of the environment if no other option chooses the endpoint. */
function chooseService(values: EndpointValues): (typeof services)[keyof typeof services] | undefined {
  const isOther = (values["base-url"] ?? values.dialect ?? values.preview) !== undefined;
  const name = values.service ?? (isOther ? undefined : environment().UGOKU_SERVICE || undefined);
  if (name === undefined) return undefined;
  const from = values.service === undefined ? "UGOKU_SERVICE" : "--service";
  if (!Object.hasOwn(services, name)) {
    const meant = closestMatch(name, Object.keys(services));
    throw usageError(
      `${from} is ${describeValue(name)}, which is not a known service.`,
      meant ? `Did you mean ${meant}?` : `Use one of ${Object.keys(services).join(", ")}.`,
    );
  }
  const excluded = values.preview ? "--preview" : values.dialect === undefined ? undefined : "--dialect";
  if (excluded !== undefined)
    throw usageError(`Use --service or ${excluded}, not both.`, "Both choose where the request goes.");
  return services[name as keyof typeof services];
}

/** The options of a clip that are given. The library validates the rest. */
export function readClipOptions(values: Values<typeof clipOptions>) {
  const { prompt, size, model, background } = values;
  const audio = readChoice(values, "audio", "on", "off");
  return omitUndefined({
    ...{ prompt, size, model, background },
    duration: readNumber(values, "duration", secondsAboveZero),
    fit: values.fit as FitMode | undefined,
    lastFrame: values["last-frame"],
    seed: readNumber(values, "seed", wholeNumber),
    negativePrompt: values["negative-prompt"],
    audio: audio && audio === "on",
  });
}

/** Builds the animation. A missing prompt is rejected by the library, like an empty one. */
export function buildAnimation(image: string, values: AnimationValues): BuiltAnimation {
  const { background, fit, ...options } = readClipOptions(values);
  const { ugoku, fallback, missingKey } = chooseClient(values, values.model === undefined ? [] : [values.model]);
  const animation = ugoku.animate(
    image,
    omitUndefined({
      ...options,
      fit: background === undefined ? fit : { mode: fit ?? "contain", background },
      lint: readChoice(values, "lint", ...lintLevels),
      maxCost: readNumber(values, "max-cost", dollars),
      idempotencyKey: values.key,
    }),
  );
  return { animation: animation as unknown as Animation<Target, never>, fallback, missingKey };
}

/** Whether the environment names a server. An invalid one is an error, not a reason to use the preview. */
function isConfigured(): boolean {
  try {
    resolveConfigured({ timeout: 1, logger: chooseLogger(false) });
    return true;
  } catch (error) {
    if (isUgokuError(error) && error.code === "endpoint_missing") return false;
    throw error;
  }
}
