import { holes as holesEn } from "../lexicon/en/holes.js";
import { holes as holesJa } from "../lexicon/ja/holes.js";
import type { LintRule } from "../rule.js";
import { written } from "../written.js";

const names = [...holesEn, ...holesJa].join("|");
const placeholders = new RegExp(
  [
    "[$#]?\\{\\{? {0,2}[\\p{L}_][\\p{L}\\p{N}_ .-]{0,40}\\}?\\}",
    `<(?:[a-z][a-z _-]{1,30}|${names})>`,
    `[[【](?:the |your |insert |enter )?(?:(?:main |first |second |メイン)?(?:${names})(?: ?[a-z1-9])?|(?:insert|enter|your) [^\\][\\n【】]{1,40}|[^\\][\\n【】]{0,20}(?:を入力|を入れる|を記入)[^\\][\\n【】]{0,8})[\\]】]`,
    "(?<![a-z])(?:todo|fixme|tbd|lorem ipsum|x{3,8})(?![a-z])",
    "(?<![〇一二三四五六七八九])(?:[〇○◯]{2,6}|●{2,6}|△{2,6})(?![一二三四五六七八九年])",
    "_{3,20}",
  ].join("|"),
  "gu",
);
/** Tags that a markup of speech has, not a template. */
const markup = /^<(?:br|hr|break|pause)>$/;

/** Finds what a template left open: `{name}`, `${subject}`, `<subject>`, `[被写体]`, `TODO`, `〇〇`. */
export const noPlaceholder: LintRule = {
  id: "no-placeholder",
  family: "hygiene",
  severity: "error",
  messages: {
    en: { placeholder: "“{{text}}” was left open by a template.", fill: "Put the real words there." },
    ja: { placeholder: "「{{text}}」はテンプレートの穴埋めのままです。", fill: "実際の言葉に置き換えてください。" },
  },
  *check(prompt) {
    const { prose } = prompt.features;
    let count = 0;
    for (const match of prose.matchAll(placeholders)) {
      const range = [match.index, match.index + match[0].length] as const;
      const text = written(prompt, range);
      // "todo" is a word of other languages.
      if (/^(?:todo|tbd|fixme)$/i.test(text) && text !== text.toUpperCase()) continue;
      if (markup.test(match[0]) || (match[0].startsWith("<") && prose.includes(`</${match[0].slice(1)}`, range[1])))
        continue;
      if (/^[[【]/.test(match[0]) && isHeading(prompt.source, prompt.toSource(range[0]), prompt.toSource(range[1])))
        continue;
      yield { messageId: "placeholder", range, data: { text }, suggestions: [{ messageId: "fill" }] };
      if (++count === 50) return;
    }
  },
};

/** Who or what acts: in brackets before a verb, these wait to be filled in, and the other names are headings. */
const actors = /^.(?:the |your |main )?(?:subject|character|person|name|object|product|brand|animal)/i;
const headed = /^(?: {0,2}[\n:\p{Lu}\d"「『]| {0,2}(?![がをはにのでとへもや])[\u3041-\u9fff])/u;

/** "[Scene] A street at night." heads what follows it; "[Subject] turns" and 「[被写体]が」 stand in its place. */
function isHeading(source: string, start: number, end: number): boolean {
  const bracket = source.charAt(start);
  const starts = bracket === "【" ? /(?:^|\s)$/ : /(?:^|[\n.。!?]) {0,3}$/;
  const after = source.slice(end, end + 4);
  if (!starts.test(source.slice(Math.max(0, start - 4), start))) return false;
  return headed.test(after) || (/^ [a-z]/.test(after) && !actors.test(source.slice(start, end)));
}
