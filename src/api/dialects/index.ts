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
  if (typeof dialect === "object" && dialect !== null) return dialect;
  const found = Object.hasOwn(known, dialect) ? known[dialect] : undefined;
  if (found) return found;
  if ((dialectNames as readonly string[]).includes(dialect)) throw notImplemented(`The dialect ${show(dialect)}`);
  throw new RequestError("option_invalid", `dialect is ${show(dialect)}, which ugoku does not know.`, {
    hint: `Use one of ${dialectNames.join(", ")}; "openai" is right for most servers.`,
  });
}
