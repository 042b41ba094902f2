import * as rule from "../utils/option-rules.js";
import type { OptionRules } from "../utils/validate-options.js";
import type { WaitOptions } from "./types.js";

/** The options of waiting for one job or for many. */
export const waitRules: OptionRules<WaitOptions> = {
  signal: rule.signal,
  timeout: rule.from(0, "a number of milliseconds"),
  onUpdate: rule.function,
};
