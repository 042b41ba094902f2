import { describeValue, RequestError } from "../utils/errors.js";
import { frozenCopy } from "../utils/freeze.js";
import { closestMatch } from "../utils/suggest.js";
import type { DialectName } from "./dialect-names.js";
import { findDialect } from "./find-dialect.js";
import type { Dialect } from "./types.js";
import { checkPartNames, parts, validateDialect } from "./validate-dialect.js";

/** Options of {@link defineDialect}: everything that differs from the extended dialect. */
export interface DialectParts {
  readonly name: string;
  /** The dialect to extend. Default `"openai"`. */
  readonly extends?: DialectName | Dialect | undefined;
  readonly paths?: Partial<Dialect["paths"]> | undefined;
  readonly auth?: Partial<Dialect["auth"]> | undefined;
  /** `image` replaces that of the extended dialect: a kind that is left out is refused. */
  readonly create?: Partial<Dialect["create"]> | undefined;
  /** Additional status words, case-insensitive. */
  readonly statuses?: Dialect["statuses"] | undefined;
  /** Additional error codes and types, case-insensitive. */
  readonly errors?: Dialect["errors"] | undefined;
  /** Names of fields in responses, such as `{ id: ["ref"] }`. They precede the known ones. */
  readonly answer?: Dialect["answer"] | undefined;
  readonly result?: Partial<Dialect["result"]> | undefined;
  readonly can?: Partial<Dialect["can"]> | undefined;
}

/**
 * Defines a dialect for a server that has none built in, by its differences from an existing dialect.
 *
 * @throws RequestError (`option_invalid`) for an unknown part or an invalid value
 *
 * @example
 * ```ts
 * import { createUgoku, defineDialect } from "ugoku";
 *
 * const dialect = defineDialect({
 *   name: "my-server",
 *   extends: "vllm-omni",
 *   paths: { videos: "/generate/videos" },
 *   statuses: { cooking: "in_progress" },
 *   can: { list: false },
 * });
 * const ugoku = createUgoku({ baseURL: "http://localhost:9000/v1", dialect });
 * ```
 */
export function defineDialect(given: DialectParts): Dialect {
  if (typeof given !== "object" || given === null)
    throw new RequestError("option_invalid", `defineDialect() got ${describeValue(given)}, not an object.`);
  const { extends: base = "openai", name, ...own } = given;
  const extended = findDialect(base);
  if (typeof name !== "string" || name === "")
    throw new RequestError("option_invalid", `defineDialect() got ${describeValue(name)} as the dialect's name.`, {
      hint: 'Pass a name for messages and tickets, such as { name: "my-server", … }.',
    });
  const merged: Record<string, unknown> = { ...extended, name, subject: undefined };
  for (const [key, value] of Object.entries(own)) {
    if (value === undefined) continue;
    const part = parts.find((known) => known === key);
    if (part === undefined) {
      const meant = closestMatch(key, ["name", "extends", ...parts]);
      throw new RequestError("option_invalid", `defineDialect() has no part ${describeValue(key)}.`, {
        hint: meant ? `Did you mean ${meant}?` : `Its parts are name, extends, ${parts.join(", ")}.`,
      });
    }
    checkPartNames(part, value);
    merged[part] = {
      ...extended[part],
      ...(part === "statuses" || part === "errors" ? lowerCased(value) : present(value)),
    };
  }
  return validateDialect(frozenCopy(merged) as unknown as Dialect);
}

/** Without the properties that are `undefined`. */
const present = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, detail]) => detail !== undefined));

const lowerCased = (words: object): object =>
  Object.fromEntries(Object.entries(words).map(([word, status]) => [word.toLowerCase(), status]));
