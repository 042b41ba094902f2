/**
 * Where an API may be, if it is not at the base URL: what people leave out, or write once too often.
 *
 * @module
 */
import { isAnswer, type Reader } from "./reads.js";
import { dataOf, isFields, isRefusal } from "./seen.js";

/** Paths that may be meant by a path, the likeliest first. */
function candidates(path: string): string[] {
  const bare = path.replace(/\/+$/, "");
  const cut = bare
    .replace(
      /\/(videos|models|chat\/completions|responses|images\/generations|openapi\.json|docs|redoc|health)(\/.*)?$/,
      "",
    )
    .replace(/(\/v\d+)(?:\/v\d+)+$/, "$1");
  const root = cut.replace(/\/v\d+$/, "");
  const tried = [cut, `${cut}/v1`, `${root}/v1`, `${root}/api/v1`, `${root}/openai/v1`, "/v1"];
  const doubled = (one: string) => /\/v\d+\/v\d+$/.test(one);
  return [...new Set(tried)].filter((one) => one !== bare && !doubled(one)).slice(0, 5);
}

/** The base URL that was likely meant: one under which models are listed, or a key is asked for where here none is. */
export async function findNearby(reader: Reader, baseURL: string): Promise<string | undefined> {
  const { origin, pathname } = new URL(baseURL);
  for (const path of candidates(pathname)) {
    const read = await reader.read(`${origin}${path}/models`);
    const refuses = isAnswer(read) && isRefusal(read) && isFields(read.json);
    if (dataOf(read) !== undefined || refuses) return origin + path;
  }
  return undefined;
}
