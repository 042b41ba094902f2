import type { Endpoint } from "../http/endpoint.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { frozenCopy } from "../utils/freeze.js";
import * as rule from "../utils/option-rules.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";
import { ServiceHandler, serviceDialect, toModelSpec, toModelTable } from "./endpoint.js";
import type { ServiceOptions } from "./requests.js";
import { validateShape } from "./spec-schema.js";
import { unknownPlaceholders } from "./template.js";
import type { ServiceModels, ServiceSpec } from "./types.js";

const optionRules: OptionRules<ServiceOptions> = {
  apiKey: { ...rule.text, expected: "the API key as a text", secret: true },
  model: rule.text,
  imageField: rule.text,
  baseURL: {
    accepts: (value) => URL.canParse(String(value)) && /^https?:$/.test(new URL(String(value)).protocol),
    expected: "an http or https address",
  },
  fetch: rule.function,
  headers: rule.record,
};

/** Makes the endpoint of a service. The default model is that of the options, else the service's own. */
export interface Service<Models extends ServiceModels, DefaultModel extends keyof Models & string> {
  (options?: ServiceOptions<never>): ServiceEndpoint<Models, DefaultModel>;
  <const Model extends (keyof Models & string) | (string & {})>(
    options: ServiceOptions<Model>,
  ): ServiceEndpoint<Models, Model>;
  /** The description of the service. */
  readonly spec: ServiceSpec<Models>;
}

/** The endpoint of a service, for `createUgoku({ endpoint })` and `.endpoint()`. */
export type ServiceEndpoint<Models extends ServiceModels = ServiceModels, Model extends string = string> = Endpoint<
  Models,
  Model
>;

/**
 * Defines a service with its own API, as data.
 *
 * @throws RequestError (`option_invalid`) for a missing part or an unknown placeholder, at once
 */
export function defineService<const Models extends ServiceModels, const Default extends keyof Models & string>(
  spec: ServiceSpec<Models> & { readonly defaultModel: Default },
): Service<Models, Default> {
  checkSpec(spec as unknown as ServiceSpec);
  return createService(frozenCopy(spec));
}

/** {@link defineService} for the descriptions of this package, which tests have checked. */
/* @__NO_SIDE_EFFECTS__ */ export function createService<
  const Models extends ServiceModels,
  const Default extends keyof Models & string,
>(description: ServiceSpec<Models> & { readonly defaultModel: Default }): Service<Models, Default> {
  // Frozen on first use: a program that names one service loads all of them.
  let frozen: typeof description | undefined;
  const read = () => {
    frozen ??= frozenCopy(description);
    return frozen;
  };
  const create = (options: ServiceOptions = {}) => {
    const spec = read();
    validateOptions(`${spec.name}()`, options, optionRules);
    const handler = new ServiceHandler(spec, options);
    return Object.freeze({
      name: spec.name,
      baseURL: handler.baseURL,
      dialect: serviceDialect(spec),
      models: toModelTable(spec),
      otherModels: toModelSpec(spec, spec.otherModels),
      defaultModel: options.model ?? spec.defaultModel,
      keyVariables: spec.auth.variables,
      checkModel: handler.checkModel,
      createURL: handler.createURL,
      fetch: handler.fetch,
    });
  };
  return Object.defineProperty(create, "spec", { get: read, enumerable: true }) as unknown as Service<Models, Default>;
}

function checkSpec(spec: ServiceSpec): void {
  validateShape(spec);
  const { models, otherModels, create, defaultModel, name } = spec;
  if (!Object.hasOwn(models, defaultModel))
    throw new RequestError(
      "option_invalid",
      `The default model ${describeValue(defaultModel)} of ${name} has no row.`,
      {
        hint: `Add it to models, or choose one of ${Object.keys(models).join(", ")}.`,
      },
    );
  const templates = [
    create.body,
    create.fields,
    ...[...Object.values(models), otherModels].flatMap((row) => [row.body, row.fields]),
  ];
  const [unknown] = templates.flatMap(unknownPlaceholders);
  if (unknown !== undefined)
    throw new RequestError("option_invalid", `A template of ${name} has the unknown placeholder ${unknown}.`, {
      hint: "See the placeholders of defineService() in the documentation.",
    });
}
