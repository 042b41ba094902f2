/**
 * The client of `--service`, `--base-url`, `--dialect`, `--preview` and the environment.
 *
 * @module
 */
import { createUgoku, type Ugoku } from "../client/create-client.js";
import { findAddress } from "../client/endpoint-address.js";
import type { UgokuOptions } from "../client/options.js";
import type { DialectName } from "../dialects/dialect-names.js";
import { models, openModels } from "../models/models.js";
import { environment } from "../utils/env.js";
import { describeValue, isUgokuError, RequestError } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { type EndpointValues, serviceNames } from "./commands.js";
import { dollars, omitUndefined, readNumber, usageError } from "./parse-args.js";

/** The service of a name, as on the command line and in tickets; `undefined` if there is none. */
export async function findService(name: string) {
  const known = serviceNames.find((one) => one === name);
  return known && (await import("../services.js"))[known];
}

type NamedService = NonNullable<Awaited<ReturnType<typeof findService>>>;

/** The variable that holds the API key of a service, if one is set. */
export const keyVariable = ({ spec }: NamedService): string | undefined =>
  spec.auth.variables.find((name) => environment()[name]);

export interface ChosenClient {
  readonly ugoku: Ugoku;
  readonly isPreview: boolean;
  /** It is the preview engine because no server is configured. */
  readonly fallback: boolean;
  /** The variable for the service's API key, if it is not set. */
  readonly missingKey: string | undefined;
}

/** The price that replaces those of the models. */
interface RateValues {
  readonly rate?: string;
}

/** `otherModels`: models that the command uses and no table has, for `--rate`. */
export async function chooseClient(
  values: EndpointValues & RateValues,
  otherModels: readonly string[] = [],
): Promise<ChosenClient> {
  const { "base-url": baseURL, dialect } = values;
  const service = await chooseService(values);
  if (values.preview && (baseURL ?? dialect) !== undefined)
    throw usageError(
      `Use --preview or --${baseURL === undefined ? "dialect" : "base-url"}, not both.`,
      "The preview engine replaces a server.",
    );
  const fallback = !service && !values.preview && baseURL === undefined && !isConfigured();
  if (fallback && dialect !== undefined)
    throw usageError("--dialect needs a server.", "Name it with --base-url or UGOKU_BASE_URL.");
  const isPreview = values.preview === true || fallback;
  const endpoint = service
    ? service(omitUndefined({ baseURL }))
    : isPreview
      ? (await import("../preview.js")).preview()
      : undefined;
  const rates = readRates(values, [...Object.keys(endpoint?.models ?? { ...models, ...openModels }), ...otherModels]);
  const target = endpoint ? { endpoint } : omitUndefined({ baseURL, dialect: dialect as DialectName | undefined });
  // Wide types: arguments are validated at run time.
  const ugoku = createUgoku({ logger: false, ...rates, ...target }) as unknown as Ugoku;
  const missingKey = service && keyVariable(service) === undefined ? service.spec.auth.variables[0] : undefined;
  return { ugoku, isPreview, fallback, missingKey };
}

/** The client of a server or service that has jobs. The preview engine keeps none. */
export async function chooseServer(
  values: EndpointValues,
  missing = "No server or service is configured.",
): Promise<Ugoku> {
  const { ugoku, isPreview, fallback } = await chooseClient(values);
  if (fallback)
    throw usageError(missing, "Name it with --base-url or UGOKU_BASE_URL, or with --service or UGOKU_SERVICE.");
  if (isPreview)
    throw new RequestError("unsupported", "The preview engine keeps no jobs: each job ends with its command.", {
      hint: "ugoku serve keeps its jobs while it runs. Name it with --base-url http://127.0.0.1:8787/v1",
    });
  return ugoku;
}

/** The rate of `--rate`, for every model. */
function readRates(values: RateValues, ids: readonly string[]): Pick<UgokuOptions, "rates"> {
  const usdPerSecond = readNumber(values, "rate", dollars);
  if (usdPerSecond === undefined) return {};
  const own = { rates: [{ usdPerSecond }], source: "--rate" };
  return { rates: Object.fromEntries(ids.map((id) => [id, own])) };
}

/** The name of `--service`, else of the environment if no other option chooses the endpoint. */
export function serviceName(values: EndpointValues): string | undefined {
  const isOther = (values["base-url"] ?? values.dialect ?? values.preview) !== undefined;
  return values.service ?? (isOther ? undefined : environment().UGOKU_SERVICE || undefined);
}

async function chooseService(values: EndpointValues): Promise<NamedService | undefined> {
  const name = serviceName(values);
  if (name === undefined) return undefined;
  const service = await findService(name);
  if (service === undefined) {
    const from = values.service === undefined ? "UGOKU_SERVICE" : "--service";
    const meant = closestMatch(name, serviceNames);
    throw usageError(
      `${from} is ${describeValue(name)}, which is not a known service.`,
      meant ? `Did you mean ${meant}?` : `Use one of ${serviceNames.join(", ")}.`,
    );
  }
  const excluded = values.preview ? "--preview" : values.dialect === undefined ? undefined : "--dialect";
  if (excluded !== undefined)
    throw usageError(`Use --service or ${excluded}, not both.`, "Both choose where the request goes.");
  return service;
}

/** Whether the environment names a server. An invalid one is an error, not a reason to use the preview. */
function isConfigured(): boolean {
  try {
    findAddress({});
    return true;
  } catch (error) {
    if (isUgokuError(error) && error.code === "endpoint_missing") return false;
    throw error;
  }
}
