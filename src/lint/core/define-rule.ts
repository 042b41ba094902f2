import { isRecord } from "../../utils/guards.js";
import { describeValue } from "../../utils/message.js";
import { rules as catalogue } from "../rules/index.js";
import type { LintRule, RuleFamily } from "./rule.js";
import { findHint, settingError } from "./settings.js";
import type { Severity } from "./types.js";

/** The definition of a custom rule. */
export interface RuleDefinition<Options extends object = object>
  extends Omit<LintRule<Options>, "family" | "severity"> {
  /** Default: `"wording"`. */
  readonly family?: RuleFamily;
  /** Default: `"warning"`. */
  readonly severity?: Severity;
}

const families: readonly string[] = [
  "completeness",
  "focus",
  "wording",
  "parameters",
  "dialogue",
  "content",
  "hygiene",
] satisfies RuleFamily[];
const fields = ["id", "family", "severity", "weight", "messages", "defaults", "counts", "check"];

/**
 * Creates a custom rule for `plugins`. The definition is validated here, not while a prompt is linted.
 *
 * `check` yields reports. Ranges are offsets into `prompt.text`, which is lower case with full-width letters converted.
 *
 * @throws RequestError `option_invalid`: the id is not kebab-case or belongs to a built-in rule, a message is missing in
 * one language or has other placeholders there, a field is missing or unknown.
 *
 * @example
 * ```ts
 * import { defineRule, lintPrompt } from "ugoku/lint";
 *
 * const noSlang = defineRule({
 *   id: "no-slang",
 *   messages: {
 *     en: { slang: "“{{word}}” is slang." },
 *     ja: { slang: "「{{word}}」は俗語です。" },
 *   },
 *   defaults: { words: ["gonna", "wanna"] },
 *   *check({ text }, { options }) {
 *     for (const word of options.words) {
 *       const start = text.indexOf(word);
 *       if (start >= 0) yield { messageId: "slang", range: [start, start + word.length], data: { word } };
 *     }
 *   },
 * });
 *
 * lintPrompt("He is gonna jump.", { plugins: [noSlang], rules: { "no-slang": ["error", { words: ["gonna"] }] } });
 * ```
 */
export function defineRule<Options extends object = object>(rule: RuleDefinition<Options>): LintRule<Options> {
  if (!isRecord(rule)) throw invalid(`is ${describeValue(rule)}`, "It is an object.");
  const { id, family = "wording", severity = "warning", weight, messages, defaults, counts } = rule;
  const name: unknown = id;
  if (typeof name !== "string" || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw invalid(`has the id ${describeValue(name)}`, 'An id is kebab-case, such as "no-slang".');
  const wrong = (what: string, hint: string) => invalid(`${id} has ${what}`, hint);
  if (catalogue.some((known) => known.id === id))
    throw invalid(`has the id ${describeValue(id)}, which is a built-in rule`, `Name it such as "my-${id}".`);
  const assertOneOf = (what: string, value: unknown, allowed: readonly string[]) => {
    const hint = findHint(value, allowed);
    if (hint !== undefined) throw wrong(`the ${what} ${describeValue(value)}`, hint);
  };
  for (const field of Object.keys(rule)) assertOneOf("field", field, fields);
  assertOneOf("family", family, families);
  assertOneOf("severity", severity, ["error", "warning", "info"]);
  if (counts !== undefined) assertOneOf("counts", counts, ["source"]);
  if (weight !== undefined && !(typeof weight === "number" && weight >= 0 && weight <= 100))
    throw wrong(`the weight ${describeValue(weight)}`, "A weight is a number of points from 0 to 100.");
  if (typeof rule.check !== "function")
    throw wrong(`${describeValue(rule.check)} as check`, "check(prompt, context) is a function that yields reports.");
  if (defaults !== undefined && !isRecord(defaults))
    throw wrong(`${describeValue(defaults)} as defaults`, "Pass an object of options.");
  checkMessages(messages, wrong);
  return Object.freeze<LintRule<Options>>({
    ...rule,
    family,
    severity,
    messages: Object.freeze({ en: Object.freeze({ ...messages.en }), ja: Object.freeze({ ...messages.ja }) }),
    ...(defaults && { defaults: Object.freeze({ ...defaults }) }),
    check: (prompt, context) => rule.check(prompt, context),
  });
}

function checkMessages(messages: unknown, wrong: (what: string, hint: string) => Error): void {
  const given = isRecord(messages)
    ? `messages in ${Object.keys(messages).join(", ") || "no language"}`
    : `${describeValue(messages)} as messages`;
  const { en, ja }: { readonly en?: unknown; readonly ja?: unknown } = isRecord(messages) ? messages : {};
  if (!isRecord(en) || !isRecord(ja))
    throw wrong(given, 'Write them in both languages: messages: { en: { found: "…" }, ja: { found: "…" } }.');
  if (Object.keys(en).length === 0) throw wrong("no messages", "It needs at least one.");
  for (const messageId of new Set([...Object.keys(en), ...Object.keys(ja)])) {
    const [english, japanese] = [en[messageId], ja[messageId]];
    const message = `message ${describeValue(messageId)}`;
    if (typeof english !== "string" || typeof japanese !== "string")
      throw wrong(
        `no text for the ${message} in ${typeof english === "string" ? "ja" : "en"}`,
        "Write every message in English and Japanese.",
      );
    const [inEnglish, inJapanese] = [findPlaceholders(english), findPlaceholders(japanese)];
    if (inEnglish !== inJapanese)
      throw wrong(
        `${inEnglish} in the English ${message} and ${inJapanese} in the Japanese one`,
        "Use the same {{names}} in both.",
      );
  }
}

/** The placeholders of a template, sorted, or "no placeholder". */
function findPlaceholders(template: string): string {
  const names = Array.from(template.matchAll(/\{\{(\w+)\}\}/g), ([, name = ""]) => name);
  return [...new Set(names)].sort().join(", ") || "no placeholder";
}

const invalid = (what: string, hint: string) => settingError(`The rule ${what}.`, hint);
