/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment, where there is one: browsers have none. */
export function environment(): Environment {
  return (globalThis as { process?: { env?: Environment } }).process?.env ?? {};
}

/** The origin of an address, if it is one. */
export function originOf(place: string | URL | undefined): string | undefined {
  if (place === undefined || place === "") return undefined;
  return URL.canParse(String(place)) ? new URL(String(place)).origin : undefined;
}

/** A key of the environment, and whether it may be sent to where requests go. */
export interface EnvironmentKey {
  readonly value: string;
  readonly from: "UGOKU_API_KEY" | "OPENAI_API_KEY";
  readonly isForHere: boolean;
}

/** The environment's key for `baseURL`: a key goes to where the variable beside it points, and nowhere else. */
export function keyOfEnvironment(env: Environment, baseURL: string | URL | undefined): EnvironmentKey | undefined {
  const here = originOf(baseURL);
  const isHere = (place: string | undefined) => [undefined, here].includes(originOf(place));
  if (env.UGOKU_API_KEY)
    return { value: env.UGOKU_API_KEY, from: "UGOKU_API_KEY", isForHere: isHere(env.UGOKU_BASE_URL) };
  // OpenAI's own host is no place for it any more: without an address beside it, it is for nobody here.
  if (!env.OPENAI_API_KEY || !env.OPENAI_BASE_URL) return undefined;
  return { value: env.OPENAI_API_KEY, from: "OPENAI_API_KEY", isForHere: isHere(env.OPENAI_BASE_URL) };
}
