/**
 * What is configured, and from where: the rules of `endpoint.ts`, with the place that each thing came from.
 *
 * @module
 */

import { type DialectName, dialectNames, dialects, findDialect } from "../dialects/define-dialect.js";
import type { Dialect } from "../dialects/types.js";
import { type Environment, environment, keyOfEnvironment, originOf } from "../utils/env.js";
import { describeValue } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import type { ConfiguredFrom, Finding } from "./report.js";

/** What a probe may be told in place of the environment. */
export interface Given {
  readonly baseURL?: string | URL | undefined;
  readonly apiKey?: string | undefined;
  readonly dialect?: DialectName | Dialect | undefined;
}

/** Something with the place that it came from. */
export interface Found<T> {
  readonly value: T;
  readonly from: ConfiguredFrom;
}

/** What is configured. */
export interface Configured {
  readonly baseURL: Found<string | URL> | undefined;
  readonly apiKey: Found<string> | undefined;
  readonly dialect: Found<Dialect> | undefined;
  /** What is wrong with it, as far as that needs no request. */
  readonly findings: readonly Finding[];
}

/**
 * Reads options and environment.
 *
 * @throws RequestError (`option_invalid`) for a dialect in the options that does not exist.
 */
export function readConfigured(given: Given, env: Environment = environment()): Configured {
  const baseURL = first<string | URL>(
    ["options", given.baseURL],
    ["UGOKU_BASE_URL", env.UGOKU_BASE_URL],
    ["OPENAI_BASE_URL", env.OPENAI_BASE_URL],
  );
  const key = readKey(given.apiKey, baseURL?.value, env);
  const dialect = readDialect(given.dialect, env.UGOKU_DIALECT);
  return {
    baseURL,
    apiKey: key.found,
    dialect: dialect.found,
    findings: [...dialect.findings, ...key.findings],
  };
}

/** The first that is there. An empty variable counts as none. */
function first<T>(...rows: readonly (readonly [ConfiguredFrom, T | undefined])[]): Found<T> | undefined {
  for (const [from, value] of rows) if (value !== undefined && value !== "") return { from, value };
  return undefined;
}

/** The key; one of the environment, only if it is for that place. */
function readKey(
  given: string | undefined,
  baseURL: string | URL | undefined,
  env: Environment,
): { readonly found?: Found<string>; readonly findings: readonly Finding[] } {
  if (given !== undefined)
    return { ...(given === "" ? {} : { found: { from: "options", value: given } }), findings: [] };
  const key = keyOfEnvironment(env, baseURL);
  if (key?.isForHere) return { found: { from: key.from, value: key.value }, findings: [] };
  // OpenAI's key is in many environments, and of no interest to another place.
  if (key?.from !== "UGOKU_API_KEY") return { findings: [] };
  return { findings: [withheld("UGOKU_API_KEY", "UGOKU_BASE_URL", originOf(baseURL))] };
}

function withheld(key: string, variable: string, place: string | undefined): Finding {
  return {
    level: "warning",
    code: "key_withheld",
    message: `${key} is set, but it is for the place that ${variable} names, and was not sent to ${place ?? "this one"}.`,
    hint: `If the key is for this server, set ${variable} to it.`,
  };
}

/** A wrong name in the options is refused; one in the environment is a finding. */
function readDialect(
  given: DialectName | Dialect | undefined,
  variable: string | undefined,
): { readonly found?: Found<Dialect>; readonly findings: readonly Finding[] } {
  if (given !== undefined) return { found: { from: "options", value: findDialect(given) }, findings: [] };
  if (!variable) return { findings: [] };
  if (Object.hasOwn(dialects, variable))
    return { found: { from: "UGOKU_DIALECT", value: dialects[variable as DialectName] }, findings: [] };
  const meant = closestMatch(variable, dialectNames);
  return {
    findings: [
      {
        level: "error",
        code: "option_invalid",
        message: `UGOKU_DIALECT is ${describeValue(variable)}, which ugoku does not know.`,
        hint: `${meant ? `Did you mean "${meant}"? ` : ""}Use one of ${dialectNames.join(", ")}.`,
      },
    ],
  };
}
