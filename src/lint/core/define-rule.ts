import { describeValue, RequestError } from "../../utils/errors.js";
import { closestMatch } from "../../utils/suggest.js";
import { rules as catalogue } from "../rules/index.js";
import type { LintRule, RuleFamily } from "./rule.js";
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
  if (typeof rule !== "object" || rule === null || Array.isArray(rule))
    throw invalid(`is ${describeValue(rule)}`, "It is an object.");
  const { id, family = "wording", severity = "warning", weight, messages, defaults, counts } = rule;
  const name: unknown = id;
  if (typeof name !== "string" || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw invalid(`has the id ${describeValue(name)}`, 'An id is kebab-case, such as "no-slang".');
  if (catalogue.some((known) => known.id === id))
    throw invalid(`has the id ${describeValue(id)}, which is a built-in rule`, `Name it such as "my-${id}".`);
  for (const field of Object.keys(rule)) assertOneOf(id, "field", field, fields);
  assertOneOf(id, "family", family, families);
  assertOneOf(id, "severity", severity, ["error", "warning", "info"]);
  if (counts !== undefined) assertOneOf(id, "counts", counts, ["source"]);
  if (weight !== undefined && !(typeof weight === "number" && weight >= 0 && weight <= 100))
    throw invalid(`${id} has the weight ${describeValue(weight)}`, "A weight is a number of points from 0 to 100.");
  if (typeof rule.check !== "function")
    throw invalid(
      `${id} has ${describeValue(rule.check)} as check`,
      "check(prompt, context) is a function that yields reports.",
    );
  if (defaults !== undefined && !isRecord(defaults))
    throw invalid(`${id} has ${describeValue(defaults)} as defaults`, "Pass an object of options.");
  checkMessages(id, messages);
  return Object.freeze<LintRule<Options>>({
    ...rule,
    family,
    severity,
    messages: Object.freeze({ en: Object.freeze({ ...messages.en }), ja: Object.freeze({ ...messages.ja }) }),
    ...(defaults && { defaults: Object.freeze({ ...defaults }) }),
    check: (prompt, context) => rule.check(prompt, context),
  });
}

function checkMessages(id: string, messages: unknown): void {
  const both = isRecord(messages) ? messages : {};
  const { en, ja } = both;
  if (!isRecord(en) || !isRecord(ja))
    throw invalid(
      `${id} has ${isRecord(messages) ? `messages in ${Object.keys(both).join(", ") || "no language"}` : `${describeValue(messages)} as messages`}`,
      'Write them in both languages: messages: { en: { found: "…" }, ja: { found: "…" } }.',
    );
  if (Object.keys(en).length === 0) throw invalid(`${id} has no messages`, "It needs at least one.");
  for (const messageId of new Set([...Object.keys(en), ...Object.keys(ja)])) {
    const [english, japanese] = [en[messageId], ja[messageId]];
    if (typeof english !== "string" || typeof japanese !== "string")
      throw invalid(
        `${id} has no text for the message ${describeValue(messageId)} in ${typeof english === "string" ? "ja" : "en"}`,
        "Write every message in English and Japanese.",
      );
    if (findPlaceholders(english) !== findPlaceholders(japanese))
      throw invalid(
        `${id} fills in ${findPlaceholders(english) || "nothing"} in the English message ${describeValue(messageId)} and ${findPlaceholders(japanese) || "nothing"} in the Japanese one`,
        "Use the same {{names}} in both.",
      );
  }
}

/** The placeholders of a template, sorted. */
function findPlaceholders(template: string): string {
  const names = Array.from(template.matchAll(/\{\{(\w+)\}\}/g), ([, name = ""]) => name);
  return [...new Set(names)].sort().join(", ");
}

function assertOneOf(id: string, what: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value === "string" && allowed.includes(value)) return;
  const meant = typeof value === "string" ? closestMatch(value, allowed) : undefined;
  throw invalid(
    `${id} has the ${what} ${describeValue(value)}`,
    meant === undefined ? `Use one of ${allowed.join(", ")}.` : `Did you mean "${meant}"?`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(what: string, hint: string): RequestError {
  return new RequestError("option_invalid", `The rule ${what}.`, { hint });
}
