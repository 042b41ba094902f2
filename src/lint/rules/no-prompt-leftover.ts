import type { Phrases } from "../core/language.js";
import { rule } from "../core/rule.js";
import { createReport, getSourceText } from "../core/rule-helpers.js";
import type { Range } from "../core/types.js";
import { firstMatches, joinAlternatives, onceForLanguages, toRange } from "../text/pattern-matches.js";

/** Patterns of leftovers by message id. Repetitions are bounded. */
const patterns = onceForLanguages((languages) => {
  const join = (name: keyof Phrases["leftovers"]) =>
    `(?:${joinAlternatives(languages, ({ leftovers }) => leftovers[name])})`;
  const leftovers: readonly (readonly [messageId: string, pattern: RegExp])[] = [
    [
      "wrapper",
      new RegExp(
        String.raw`^\s{0,9}(?:${join("wrapper")}|\*{0,2}${join("prompt")}\*{0,2}\s?:\s?\*{0,2})\s{0,4}|(?:^|\n)\x60{3}[a-z]{0,12} *(?:\n|$)|\x60{3}|^\s{0,9}["“](?=[^"“”]+["”]\s*$)|["”](?=\s*$)(?<=^\s{0,9}["“][^"“”]+["”])`,
        "g",
      ),
    ],
    [
      "flag",
      /(?<=^|\s)--(?!no\b|neg)[a-z][a-z-]{0,15}(?: {1,2}(?:-?\d[\w.:/-]{0,20}|true|false|raw)(?![\w.:/]))?(?=$|[\s,])[ ,]?|<lora:[^<>\n]{1,60}> ?/g,
    ],
    ["weight", /\(([^()[\]:\n]{1,60})(?::\d(?:\.\d{1,2})?|: \d\.\d{1,2})\)/g],
    [
      "negative",
      new RegExp(
        `${join("negative")} ?[:=][^\\n]{0,600}|(?<=^|\\s)--(?:no|neg|negative) [^\\n-]{1,80}(?=$|\\n| --)`,
        "g",
      ),
    ],
    [
      "role",
      /(?<=^|\n) {0,3}(?:system|assistant|user|human) ?:(?! {0,2}["'“「]) ?|<\|[a-z_]{1,20}\|>(?:system|user|assistant)?\n?|\[\/?inst\] ?/g,
    ],
    ["role", new RegExp(join("order"), "g")],
    ["reference", /(?<![\w@.])@ ?(?:image|img|video|photo|画像|動画) ?\d{1,2}(?!\w)|\[(?:image|img)[ _]?\d\]/g],
  ];
  return {
    leftovers,
    hint: new RegExp(`[\`:@[<]|--|^\\s*["“]|${join("hint")}`),
    order: new RegExp(`^${join("order")}`),
  };
});

/** Finds leftovers of other tools, chats and models: wrappers, flags, weights, role tags. */
export const noPromptLeftover = rule("no-prompt-leftover", "hygiene", "warning", {
  *check(prompt, _, languages) {
    const { text } = prompt;
    const { leftovers, hint, order } = patterns(languages);
    if (!hint.test(text)) return;
    for (const [id, pattern] of leftovers) {
      for (const match of firstMatches(pattern, text)) {
        const [from, to] = toRange(match);
        const words = match[0];
        const range: Range = [from + words.length - words.trimStart().length, from + words.trimEnd().length];
        const kept = match[1] ? getSourceText(prompt, [from + 1, from + 1 + match[1].length]) : "";
        // At the end, the fix also removes the space before.
        const blank = to === text.length ? /[ ,\n]{0,9}$/ : text.charAt(to) === "\n" ? /[ ,]{0,9}$/ : /$/;
        const start = from - (blank.exec(text.slice(Math.max(0, from - 9), from))?.[0].length ?? 0);
        const fix = { range: kept ? range : ([start, to] as const), text: kept };
        // Models of other tools expect it, and no model fails because of it.
        if (id === "reference") yield { ...createReport(prompt, id, range, "name"), minor: true };
        else
          yield {
            ...createReport(prompt, id, range, "remove", fix),
            ...(!(id === "negative" || order.test(words)) && { fix }),
            // Quotation marks around the entire prompt do little harm.
            minor: /^\s*["“”]\s*$/.test(words),
          };
      }
    }
  },
});
