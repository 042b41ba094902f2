/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment; empty in browsers. */
export function environment(): Environment {
  return (globalThis as { process?: { env?: Environment } }).process?.env ?? {};
}

/** The variable that names an HTTP proxy, if any does. */
export const proxyVariable = (env: Environment): string | undefined =>
  ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].find((name) => env[name]);

/** The origin of a URL; `undefined` if it is not valid. */
export function getOrigin(url: string | URL | undefined): string | undefined {
  return url !== undefined && URL.canParse(String(url)) ? new URL(String(url)).origin : undefined;
}

/** The base URL of the environment, and its variable. An empty variable counts as none. */
export function baseURLOfEnvironment(env: Environment) {
  for (const from of ["UGOKU_BASE_URL", "OPENAI_BASE_URL"] as const) {
    const value = env[from];
    if (value) return { value, from };
  }
  return undefined;
}

/** A key of the environment. `isForHere`: it may be sent to the base URL. */
export interface EnvironmentKey {
  readonly value: string;
  readonly from: "UGOKU_API_KEY" | "OPENAI_API_KEY";
  readonly isForHere: boolean;
}

/** Reads the key for `baseURL`. A key is sent only to the base URL that is configured with it. */
export function keyOfEnvironment(env: Environment, baseURL: string | URL | undefined): EnvironmentKey | undefined {
  const here = getOrigin(baseURL);
  const isHere = (url: string | undefined) => [undefined, here].includes(getOrigin(url));
  if (env.UGOKU_API_KEY)
    return { value: env.UGOKU_API_KEY, from: "UGOKU_API_KEY", isForHere: isHere(env.UGOKU_BASE_URL) };
  // OpenAI's own host no longer serves the Videos API, so the key needs a base URL.
  if (!env.OPENAI_API_KEY || !env.OPENAI_BASE_URL) return undefined;
  return { value: env.OPENAI_API_KEY, from: "OPENAI_API_KEY", isForHere: isHere(env.OPENAI_BASE_URL) };
}
