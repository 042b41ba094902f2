import { rule } from "../core/rule.js";
import { createReport, getSourceText } from "../core/rule-helpers.js";
import { first, toRange } from "../text/pattern-matches.js";

/** Placeholder names in brackets: actors, and names that may also be headings. */
const actors = "subject|character|person|name|object|product|brand|animal|被写体|人物|主語|主人公|名前|動物|商品";
const names = `(?:main |メイン)?(?:${actors}|キャラ(?:クター)?|action|motion|movement|camera|scene|setting|location|place|background|style|mood|emotion|colou?r|description|weather|動き|動作|場所|背景|シーン|スタイル|感情|天気|セリフ|色)(?: name| movement|名)?`;
const placeholders = new RegExp(
  `[$#]?\\{\\{? {0,2}[a-z_ぁ-鿿][a-z_ぁ-鿿\\d .-]{0,40}\\}?\\}|<(?:(?:the |your |insert |enter )?(?:[a-z]+[ _-]){0,2}${names})>|[[【](?:the |your )?(?:${names}|(?:insert|enter|your) [^\\][\\n【】]{1,40}|[^\\][\\n【】]{0,20}を(?:入力|入れる|記入)[^\\][\\n【】]{0,8})[\\]】]|(?<![a-z])(?:todo|fixme|tbd|lorem ipsum|xxx)(?![a-z])|(?<![〇一二三四五六七八九])(?:[〇○◯]{2,6}|●{2,6})(?![一二三四五六七八九年])|_{3,20}`,
  "g",
);
const actor = new RegExp(`^.(?:the |your |main )?(?:${actors})`);

/** Finds unfilled template placeholders: `{name}`, `${"${subject}"}`, `<subject>`, `[被写体]`, `TODO`, `〇〇`. */
export const noPlaceholder = rule("no-placeholder", "hygiene", "error", {
  en: { placeholder: "“{{text}}” is an unfilled template placeholder.", fill: "Replace it with the actual words." },
  ja: { placeholder: "「{{text}}」はテンプレートの穴埋めのままです。", fill: "実際の言葉に置き換えてください。" },
  *check(prompt) {
    const { prose } = prompt.features;
    if (!/[{<[【_〇○◯●]|todo|fixme|tbd|lorem|xxx/.test(prose)) return;
    for (const match of first(placeholders, prose)) {
      const [start, end] = toRange(match);
      const [words] = match;
      const report = createReport(prompt, "placeholder", [start, end], "fill");
      const source = getSourceText(prompt, [start, end]);
      // "todo" is a word in other languages, and <b>…</b> is markup.
      if (/^(?:todo|tbd|fixme)$/.test(words) && source !== source.toUpperCase()) continue;
      if (words.startsWith("<") && prose.includes(`</${words.slice(1)}`, end)) continue;
      // "[Scene] A street at night." is a heading; "[Subject] turns" and 「[被写体]が」 are placeholders.
      const after = prompt.source.slice(prompt.toSource(end), prompt.toSource(end) + 4);
      const heads = (words.startsWith("【") ? /(?:^|\s)$/ : /(?:^|[\n.。!?]) {0,3}$/).test(
        prose.slice(Math.max(0, start - 4), start),
      );
      const headed =
        /^ {0,2}(?:[\n:A-Z\d"「『]|(?![がをはにのでとへもや])[ぁ-鿿])/.test(after) ||
        (/^ [a-z]/.test(after) && !actor.test(words));
      if (!(/^[[【]/.test(words) && heads && headed)) yield report;
    }
  },
});
