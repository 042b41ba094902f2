/** The configuration of an endpoint, with the source of each setting. */
import { type DialectName, findDialect } from "../dialects/define-dialect.js";
import type { Dialect } from "../dialects/types.js";
import { type Environment, environment, keyOfEnvironment } from "../utils/env.js";
import { RequestError } from "../utils/errors.js";
import { finding, findingFromError } from "./findings.js";
import type { ConfigSource, Finding } from "./report.js";

/** Options that take precedence over the environment. */
export interface ConfigOptions {
  readonly baseURL?: string | URL | undefined;
  readonly apiKey?: string | undefined;
  readonly dialect?: DialectName | Dialect | undefined;
}

type Setting<T> = { readonly value: T; readonly from: ConfigSource };

export interface Config {
  readonly baseURL: Setting<string | URL> | undefined;
  readonly apiKey: Setting<string> | undefined;
  readonly dialect: Setting<Dialect> | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Reads options and environment.
 *
 * @throws RequestError (`option_invalid`) for an unknown dialect in the options. In the environment, it is a finding.
 */
export function readConfig(options: ConfigOptions, env: Environment = environment()): Config {
  const findings: Finding[] = [];
  const baseURL = firstSet<string | URL>(
    ["options", options.baseURL],
    ["UGOKU_BASE_URL", env.UGOKU_BASE_URL],
    ["OPENAI_BASE_URL", env.OPENAI_BASE_URL],
  );
  const key = keyOfEnvironment(env, baseURL?.value);
  if (options.apiKey === undefined && key?.from === "UGOKU_API_KEY" && !key.isForHere)
    findings.push(finding("key_withheld"));
  // An empty option means "no key", also if the environment has one.
  const apiKey = options.apiKey ?? (key?.isForHere ? key.value : undefined);
  let dialect: Setting<Dialect> | undefined;
  try {
    const name = firstSet<DialectName | Dialect>(
      ["options", options.dialect],
      ["UGOKU_DIALECT", env.UGOKU_DIALECT as DialectName | undefined],
    );
    if (name) dialect = { from: name.from, value: findDialect(name.value) };
  } catch (error) {
    if (!(error instanceof RequestError) || options.dialect !== undefined) throw error;
    findings.push(findingFromError(error));
  }
  return {
    baseURL,
    apiKey: apiKey ? { from: options.apiKey ? "options" : (key?.from ?? "options"), value: apiKey } : undefined,
    dialect,
    findings,
  };
}

/** An empty environment variable counts as missing. */
function firstSet<T>(...settings: readonly (readonly [ConfigSource, T | undefined])[]): Setting<T> | undefined {
  for (const [from, value] of settings) if (value !== undefined && value !== "") return { from, value };
  return undefined;
}
