import { rules } from "../rules/index.js";
import type { RuleLogic } from "./rule.js";
import type { PresetName, RuleSettings, Severity } from "./types.js";

const where = (fits: (rule: RuleLogic) => boolean): Record<string, Severity> =>
  Object.fromEntries(rules.filter(fits).map((rule) => [rule.id, rule.severity]));

/**
 * The sets of rules, each as settings by rule id: choose one by its name, or spread one into `rules`.
 *
 * - `recommended`: what is wrong or very likely weak (errors and warnings), and two infos that good prompts rarely
 *   have: only the camera moves, and a command instead of an event.
 * - `strict`: every rule; a prompt without motion is an error, and one camera move is the limit.
 * - `minimal`: only prompts that cannot work.
 * - `article`: the four questions of image-to-video: is more asked for than "a video", does something move, who and
 *   how, and what happens around it.
 *
 * @example
 * ```ts
 * import { lintPrompt, presets } from "ugoku/lint";
 *
 * lintPrompt("A man walks.", { rules: { ...presets.strict, "no-command": "off" } });
 * ```
 */
export const presets: Readonly<Record<PresetName, RuleSettings>> = Object.freeze<Record<PresetName, RuleSettings>>({
  recommended: Object.freeze<RuleSettings>({
    ...where(({ severity }) => severity !== "info"),
    "supported-language": "info",
    "require-subject": "info",
    "no-params-in-prose": "info",
    "no-command": "info",
  }),
  strict: Object.freeze<RuleSettings>({
    ...where(() => true),
    "require-motion": "error",
    "max-camera-moves": ["warning", { max: 1 }],
  }),
  minimal: Object.freeze(where(({ severity }) => severity === "error")),
  article: Object.freeze<RuleSettings>({
    "no-empty": "error",
    "no-vague-request": "error",
    "require-motion": "error",
    "require-subject": "warning",
    "require-manner": "warning",
    "require-ambient-motion": "warning",
  }),
});
