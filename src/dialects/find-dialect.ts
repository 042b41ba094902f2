import { frozenCopy } from "../utils/freeze.js";
import { azure } from "./azure.js";
import { checkDialectName, type DialectName } from "./dialect-names.js";
import { dynamo } from "./dynamo.js";
import { litellm } from "./litellm.js";
import { newApi } from "./new-api.js";
import { openai } from "./openai.js";
import { openrouter } from "./openrouter.js";
import { sglang } from "./sglang.js";
import type { Dialect } from "./types.js";
import { validateDialect } from "./validate-dialect.js";
import { vllmOmni } from "./vllm-omni.js";

/** The built-in dialects. */
export const dialects: Readonly<Record<DialectName, Dialect>> = frozenCopy({
  openai,
  azure,
  "vllm-omni": vllmOmni,
  sglang,
  dynamo,
  litellm,
  "new-api": newApi,
  openrouter,
});

/** The built-in dialect of that name, or the given dialect, which is checked: a job that cannot be followed must not be paid for. */
export function findDialect(dialect: DialectName | Dialect): Dialect {
  if (typeof dialect === "object" && dialect !== null) return validateDialect(dialect);
  checkDialectName(dialect);
  return dialects[dialect];
}
