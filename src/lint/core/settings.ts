import { createError } from "../../utils/base-error.js";
import { describeValue } from "../../utils/message.js";
import { closestMatch } from "../../utils/suggest.js";
import { imageRuleIds } from "../image/result.js";
import type { Languages } from "./language.js";
import { presets } from "./presets.js";
import type { LintOptions, LintRule } from "./rule.js";
import type { Severity } from "./types.js";

/** An enabled rule. */
export interface ActiveRule {
  readonly rule: LintRule;
  readonly severity: Severity;
  readonly options: object;
}

const severities = ["error", "warning", "info", "off"] as const;
const known = ["locale", "preset", "rules", "context", "plugins"] as const;
const contextNames = ["seconds", "size", "model", "hasImage", "models"] as const;

/** Creates the function that says which of the rules the options enable, in their order. */
export function createSettings(
  catalogue: readonly LintRule[],
  languages: Languages,
): (options: LintOptions) => readonly ActiveRule[] {
  /** Resolved presets without overrides. */
  const presetCache = new Map<string, readonly ActiveRule[]>();
  return (options) => {
    const { preset = "recommended", locale, rules: chosen, plugins = [], context } = options;
    for (const name of Object.keys(options)) assertOneOf("option", name, known);
    assertOneOf("preset", preset, Object.keys(presets));
    if (locale !== undefined) assertLocale(locale, languages);
    for (const name of Object.keys(context ?? {})) assertOneOf("context field", name, contextNames);
    const usual = chosen === undefined && plugins.length === 0;
    const cached = usual ? presetCache.get(preset) : undefined;
    if (cached) return cached;
    const all = [...catalogue, ...plugins];
    const fromPreset = presets[preset];
    for (const id of Object.keys(chosen ?? {}))
      assertOneOf("rule", id, [...all.map((rule) => rule.id), ...imageRuleIds]);
    const active: ActiveRule[] = [];
    for (const rule of all) {
      const usualSetting = plugins.includes(rule) ? rule.severity : undefined;
      const setting = chosen?.[rule.id] ?? (Object.hasOwn(fromPreset, rule.id) ? fromPreset[rule.id] : usualSetting);
      if (setting === undefined) continue;
      const [severity, given] = typeof setting === "string" ? [setting, undefined] : parseSetting(rule.id, setting);
      assertOneOf(`severity of ${rule.id}`, severity, severities);
      if (severity === "off") continue;
      active.push({ rule, severity, options: mergeOptions(rule, given) });
    }
    if (usual) presetCache.set(preset, active);
    return active;
  };
}

function parseSetting(id: string, setting: unknown): readonly [Severity | "off", object | undefined] {
  if (
    Array.isArray(setting) &&
    setting.length <= 2 &&
    (setting[1] === undefined || (typeof setting[1] === "object" && setting[1] !== null))
  )
    return [setting[0] as Severity, setting[1] as object | undefined];
  throw settingError(
    `The linter's setting of ${id} is ${describeValue(setting)}.`,
    'Use a severity, such as "warning", or a severity and options, such as ["warning", { max: 1 }].',
  );
}

function mergeOptions(rule: LintRule, given: object | undefined): object {
  const defaults = rule.defaults ?? {};
  if (given === undefined) return defaults;
  for (const [name, value] of Object.entries(given)) {
    assertOneOf(`option of ${rule.id}`, name, Object.keys(defaults));
    const usual: unknown = (defaults as Record<string, unknown>)[name];
    if (typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual)) continue;
    throw settingError(
      `The option ${name} of ${rule.id} is ${describeValue(value)}.`,
      `It is ${JSON.stringify(usual)} if it is left out; pass a value of the same kind.`,
    );
  }
  return { ...defaults, ...given };
}

/** Messages are in the linter's languages only. */
function assertLocale(locale: string, languages: Languages): void {
  assertOneOf("locale", locale, ["en", "ja"]);
  if (languages.some((language) => language.locale === locale)) return;
  throw settingError(
    `The messages of "ugoku/lint/${languages[0].locale}" are not in "${locale}".`,
    `Import from "ugoku/lint/${locale}", or from "ugoku/lint" for both languages.`,
  );
}

/**
 * The error for an invalid setting. Names and values of the linter are short: a long run with a digit, "@" or "?" may be a key or an
 * address with a password. The rules of `redact()` would take more space than they are worth here.
 */
export const settingError = (message: string, hint: string): Error =>
  createError(
    (text) => text.replace(/[^\s"]{15,}/g, (run) => (/[\d@?]/.test(run) ? "[redacted]" : run)),
    "RequestError",
    "option_invalid",
    message,
    { hint },
  );

/** Throws for a value that is not allowed, with the closest match as a hint. */
export function assertOneOf(what: string, value: unknown, allowed: readonly string[]): void {
  const hint = findHint(value, allowed);
  if (hint === undefined) return;
  throw settingError(`${describeValue(value)} is not a known linter ${what}.`, hint);
}

/** Names what to use in place of a value; `undefined` if it is allowed. */
export function findHint(value: unknown, allowed: readonly string[]): string | undefined {
  if (typeof value === "string" && allowed.includes(value)) return undefined;
  const meant = typeof value === "string" ? closestMatch(value, allowed) : undefined;
  if (meant === undefined) return `Use one of ${allowed.join(", ")}.`;
  return `Did you mean "${meant}"?${allowed.length > 8 ? "" : ` There are ${allowed.join(", ")}.`}`;
}
