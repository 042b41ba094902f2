/**
 * The client of `--service`, `--base-url`, `--dialect`, `--preview` and the environment.
 *
 * @module
 */
import { createUgoku, type Ugoku } from "../client/create-client.js";
import { findAddress } from "../client/endpoint-address.js";
import type { UgokuOptions } from "../client/options.js";
import type { DialectName } from "../dialects/dialect-names.js";
import { dialects } from "../dialects/find-dialect.js";
import { models, openModels } from "../models/models.js";
import type { ServiceKey } from "../services/missing-key.js";
import { baseURLOfEnvironment, environment } from "../utils/env.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { commandName } from "./command-name.js";
import { type EndpointValues, serviceNames } from "./commands.js";
import { dollars, omitUndefined, readNumber, usageError } from "./parse-args.js";

/** The service of a name, as on the command line and in tickets; `undefined` if there is none. */
export async function findService(name: string) {
  const known = serviceNames.find((one) => one === name);
  return known && (await import("../services.js"))[known];
}

/** Whether the server or service of a dialect has a list of jobs. */
export async function canList(dialect: string): Promise<boolean> {
  const service = await findService(dialect);
  if (service) return service.spec.list !== undefined;
  return !Object.hasOwn(dialects, dialect) || dialects[dialect as keyof typeof dialects].can.list;
}

type NamedService = NonNullable<Awaited<ReturnType<typeof findService>>>;

/** The variable that holds the API key of a service, if one is set. */
export const keyVariable = ({ spec }: NamedService): string | undefined =>
  spec.auth.variables.find((name) => environment()[name]);

/** Where the commands send requests, and the option or variable that says so. */
export type EndpointChoice =
  | {
      readonly kind: "service";
      readonly name: string;
      readonly service: NamedService;
      readonly from: "--service" | "UGOKU_SERVICE";
    }
  | { readonly kind: "server"; readonly from: "--base-url" | "UGOKU_BASE_URL" | "OPENAI_BASE_URL" }
  /** `from` is `undefined` if no server or service is configured. */
  | { readonly kind: "preview"; readonly from: "--preview" | undefined };

/** The one place that chooses: options go before variables, and UGOKU_SERVICE before UGOKU_BASE_URL. */
export async function chooseEndpoint(values: EndpointValues): Promise<EndpointChoice> {
  const { "base-url": baseURL, dialect, preview } = values;
  const chosen = await chooseService(values);
  if (chosen) return chosen;
  if (preview) {
    if ((baseURL ?? dialect) === undefined) return { kind: "preview", from: "--preview" };
    throw usageError(
      `Use --preview or --${baseURL === undefined ? "dialect" : "base-url"}, not both.`,
      "The preview engine replaces a server.",
    );
  }
  const from = baseURL === undefined ? baseURLOfEnvironment(environment())?.from : "--base-url";
  if (from !== undefined) return { kind: "server", from };
  if (dialect !== undefined)
    throw usageError("--dialect needs a server.", "Name it with --base-url or UGOKU_BASE_URL.");
  return { kind: "preview", from: undefined };
}

export interface ChosenClient {
  readonly ugoku: Ugoku;
  readonly isPreview: boolean;
  /** It is the preview engine because no server is configured. */
  readonly fallback: boolean;
  /** The service, if its API key is not set. */
  readonly withoutKey: ServiceKey | undefined;
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
  const choice = await chooseEndpoint(values);
  const server = omitUndefined({
    baseURL: values["base-url"],
    dialect: values.dialect as DialectName | undefined,
  });
  // An invalid address is an error before anything is read.
  if (choice.kind === "server") findAddress(server);
  const endpoint =
    choice.kind === "service"
      ? choice.service(omitUndefined({ baseURL: values["base-url"] }))
      : choice.kind === "preview"
        ? (await import("../preview.js")).preview()
        : undefined;
  const rates = readRates(values, [...Object.keys(endpoint?.models ?? { ...models, ...openModels }), ...otherModels]);
  const target = endpoint ? { endpoint } : server;
  // Wide types: arguments are validated at run time.
  const ugoku = createUgoku({ logger: false, ...rates, ...target }) as unknown as Ugoku;
  const isPreview = choice.kind === "preview";
  const service = choice.kind === "service" ? choice.service : undefined;
  return {
    ugoku,
    isPreview,
    fallback: isPreview && choice.from === undefined,
    withoutKey: service && keyVariable(service) === undefined ? service.spec : undefined,
  };
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
      hint: `${commandName()} serve keeps its jobs while it runs. Name it with --base-url http://127.0.0.1:8787/v1`,
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

async function chooseService(
  values: EndpointValues,
): Promise<Extract<EndpointChoice, { kind: "service" }> | undefined> {
  const name = serviceName(values);
  if (name === undefined) return undefined;
  const from = values.service === undefined ? "UGOKU_SERVICE" : "--service";
  const service = await findService(name);
  if (service === undefined) {
    const meant = closestMatch(name, serviceNames);
    throw usageError(
      `${from} is ${describeValue(name)}, which is not a known service.`,
      meant ? `Did you mean ${meant}?` : `Use one of ${serviceNames.join(", ")}.`,
    );
  }
  const excluded = values.preview ? "--preview" : values.dialect === undefined ? undefined : "--dialect";
  if (excluded !== undefined)
    throw usageError(`Use --service or ${excluded}, not both.`, "Both choose where the request goes.");
  return { kind: "service", name, service, from };
}
