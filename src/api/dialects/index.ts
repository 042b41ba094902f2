import { notImplemented, RequestError, show } from "../../errors.js";
import type { Dialect } from "../dialect.js";
import { openai } from "./openai.js";

/** The servers that ugoku knows by name. */
export const dialectNames = [
  "openai",
  "azure",
  "vllm-omni",
  "sglang",
  "dynamo",
  "litellm",
  "new-api",
  "openrouter",
] as const;

/** A server that ugoku knows by name. */
export type DialectName = (typeof dialectNames)[number];

const known: Partial<Record<string, Dialect>> = { openai };

/** The dialect of that name, or the given one itself. */
export function findDialect(dialect: DialectName | Dialect): Dialect {
  if (typeof dialect === "object" && dialect !== null) return checkDialect(dialect);
  const found = Object.hasOwn(known, dialect) ? known[dialect] : undefined;
  if (found) return found;
  if ((dialectNames as readonly string[]).includes(dialect)) throw notImplemented(`The dialect ${show(dialect)}`);
  throw new RequestError("option_invalid", `dialect is ${show(dialect)}, which ugoku does not know.`, {
    hint: `Use one of ${dialectNames.join(", ")}; "openai" is right for most servers.`,
  });
}

/** A dialect of the user's own, if it has what every request needs. */
function checkDialect(dialect: Dialect): Dialect {
  const given: Partial<Record<keyof Dialect, unknown>> = dialect;
  const parts = ["paths", "auth", "create", "statuses", "can"] as const;
  const missing = parts.find((part) => typeof given[part] !== "object" || given[part] === null);
  if (missing === undefined && typeof given.name === "string") return dialect;
  throw new RequestError("option_invalid", `The dialect's ${missing ?? "name"} is ${show(given[missing ?? "name"])}.`, {
    hint: `Pass one of ${dialectNames.join(", ")}, or an object of the type Dialect.`,
  });
}
