import { rule } from "../core/rule.js";
import { createReport, getSourceText } from "../core/rule-helpers.js";
import type { Range } from "../core/types.js";
import { first, toRange } from "../text/pattern-matches.js";

/** Patterns of leftovers by message id. Repetitions are bounded. */
const leftovers: readonly (readonly [
  id: "wrapper" | "flag" | "weight" | "negative" | "role" | "reference",
  pattern: RegExp,
])[] = [
  [
    "wrapper",
    /^\s{0,9}(?:(?:(?:sure|certainly|absolutely|of course|okay)[!,.]\s{0,3})?(?:here(?:'s| is| are)|below is|this is) (?:an? |the |your |my )?(?:[a-z-]{1,15} ){0,4}prompts?\b[^:\n]{0,60}:\**|(?:sure|certainly|absolutely|of course)!|(?:はい、?|(?:もちろん(?:です)?|承知(?:しました|いたしました))[!。、])?(?:(?:以下|こちら|次)[はがに][^:。\n]{0,40}プロンプト[^:。\n]{0,20}|プロンプトは(?:以下|こちら)[^:。\n]{0,9})[:。]|(?:もちろんです|承知(?:しました|いたしました)|かしこまりました)[!。、]|\*{0,2}(?:(?:video|final|positive|full)[ _-])?(?:prompt|(?:動画)?プロンプト)\*{0,2}\s?:\s?\*{0,2})\s{0,4}|(?:^|\n)```[a-z]{0,12} *(?:\n|$)|```|^\s{0,9}["“](?=[^"“”]+["”]\s*$)|["”](?=\s*$)(?<=^\s{0,9}["“][^"“”]+["”])/g,
  ],
  [
    "flag",
    /(?<=^|\s)--(?!no\b|neg)[a-z][a-z-]{0,15}(?: {1,2}(?:-?\d[\w.:/-]{0,20}|true|false|raw)(?![\w.:/]))?(?=$|[\s,])[ ,]?|<lora:[^<>\n]{1,60}> ?/g,
  ],
  ["weight", /\(([^()[\]:\n]{1,60})(?::\d(?:\.\d{1,2})?|: \d\.\d{1,2})\)/g],
  [
    "negative",
    /(?:\bnegative[ _-]?prompts?|ネガティブ・?プロンプト) ?[:=][^\n]{0,600}|(?<=^|\s)--(?:no|neg|negative) [^\n-]{1,80}(?=$|\n| --)/g,
  ],
  [
    "role",
    /(?<=^|\n) {0,3}(?:system|assistant|user|human) ?:(?! {0,2}["'“「]) ?|<\|[a-z_]{1,20}\|>(?:system|user|assistant)?\n?|\[\/?inst\] ?|\b(?:ignore|disregard|forget) (?:all )?(?:of )?(?:the |your )?(?:previous|above|prior) (?:instructions?|prompts?)[.,;]? ?|(?:以前|上記|これまで|前)の(?:指示|命令)を?(?:すべて|全て)?(?:無視|忘れ)(?:して|て)?(?:ください)?[。、]?/g,
  ],
  ["reference", /(?<![\w@.])@ ?(?:image|img|video|photo|画像|動画) ?\d{1,2}(?!\w)|\[(?:image|img)[ _]?\d\]/g],
];

/** Finds leftovers of other tools, chats and models: wrappers, flags, weights, role tags. */
export const noPromptLeftover = rule("no-prompt-leftover", "hygiene", "warning", {
  en: {
    wrapper: "“{{text}}” surrounds the prompt and is not part of it.",
    flag: "“{{text}}” is an option of another tool; video models read it as text.",
    weight: "“{{text}}” is the weight syntax of another tool; video models read it as text.",
    negative: "Negative prompts are not supported: the model may show what is named here.",
    role: "“{{text}}” addresses a chat model and does not describe the clip.",
    reference: "“{{text}}” refers to nothing: the image has no name.",
    remove: "Remove it.",
    name: "Name what the image shows, such as “the woman”.",
  },
  ja: {
    wrapper: "「{{text}}」はプロンプトの一部ではありません。",
    flag: "「{{text}}」は別のツールの指定で、ただの文字として読まれます。",
    weight: "「{{text}}」は別のツールの重み付けで、ただの文字として読まれます。",
    negative: "ネガティブプロンプトは使えません。書いたものがかえって映ることがあります。",
    role: "「{{text}}」はチャットへの指示で、動画の内容ではありません。",
    reference: "「{{text}}」は何も指していません。画像に名前はありません。",
    remove: "削除してください。",
    name: "「女性」のように、画像に写っているものを書いてください。",
  },
  *check(prompt) {
    const { text } = prompt;
    if (
      !/prompt|プロンプト|[`:@[<]|--|ignore|disregard|forget|無視|忘れ|^\s*(?:["“]|sure|certainly|absolutely|of course|もちろん|承知|かしこ)/.test(
        text,
      )
    )
      return;
    for (const [id, pattern] of leftovers) {
      for (const match of first(pattern, text)) {
        const [from, to] = toRange(match);
        const words = match[0];
        const range: Range = [from + words.length - words.trimStart().length, from + words.trimEnd().length];
        const kept = match[1] ? getSourceText(prompt, [from + 1, from + 1 + match[1].length]) : "";
        // At the end, the fix also removes the space before.
        const blank = to === text.length ? /[ ,\n]{0,9}$/ : text.charAt(to) === "\n" ? /[ ,]{0,9}$/ : /$/;
        const start = from - (blank.exec(text.slice(Math.max(0, from - 9), from))?.[0].length ?? 0);
        const fix = { range: kept ? range : ([start, to] as const), text: kept };
        if (id === "reference") yield createReport(prompt, id, range, "name");
        else
          yield {
            ...createReport(prompt, id, range, "remove", fix),
            ...(!(id === "negative" || /無視|忘れ|ignore|disregard|forget/.test(words)) && { fix }),
          };
      }
    }
  },
});
