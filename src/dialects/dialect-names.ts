import { describeValue, RequestError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { closestMatch } from "../utils/suggest.js";
import type { Dialect } from "./types.js";

/** The names of the built-in dialects. */
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

/** The name of a built-in dialect. */
export type DialectName = (typeof dialectNames)[number];

/** Refuses a name that no built-in dialect has. */
export function checkDialectName(name: unknown): asserts name is DialectName {
  if (dialectNames.some((known) => known === name)) return;
  const meant = typeof name === "string" ? closestMatch(name, dialectNames) : undefined;
  throw new RequestError("option_invalid", `${describeValue(name)} is not a known dialect.`, {
    hint: text`${meant ? `Did you mean "${meant}"? ` : ""}Use one of ${dialectNames.join(", ")}; "openai" is right for most servers. ${codeOnly('For another server, use defineDialect({ extends: "openai", … }).')}`,
  });
}

/** The name of a dialect that may not have been validated yet. */
export const nameOf = (dialect: DialectName | Dialect): string =>
  typeof dialect === "string" ? dialect : dialect.name;
