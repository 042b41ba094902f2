import { flags } from "../lexicon/en/flags.js";
import type { Prompt } from "../prompt.js";
import { wholeOf } from "../ranges.js";
import type { LintRule, Report } from "../rule.js";
import type { Range } from "../types.js";
import { written } from "../written.js";

/** One kind of leftover. `keep` is the group whose words stay. */
interface Leftover {
  readonly id: "wrapper" | "flag" | "weight" | "negative" | "order" | "role" | "reference";
  readonly pattern: RegExp;
  readonly keep?: true;
  /** Whether to take it out is a person's choice. */
  readonly choice?: true;
}

const value = "(?: {1,2}(?:\\d[\\w.:/-]{0,20}|true|false|raw|-\\d{1,3})(?![\\w.:/]))?";
const leftovers: readonly Leftover[] = [
  {
    id: "wrapper",
    pattern:
      /^\s{0,20}(?:(?:sure|certainly|absolutely|of course|okay|ok|got it)[!,.]\s{0,3}(?=here|i |this|below))?(?:here(?:'s| is| are)|below is|this is) (?:a |an |the |your |my )?(?:[a-z-]{1,15} ){0,4}prompts?\b[^:\n]{0,60}:\**\s{0,4}/g,
  },
  { id: "wrapper", pattern: /^\s{0,20}(?:sure|certainly|absolutely|of course)!\s{1,4}/g },
  {
    id: "wrapper",
    pattern:
      /^\s{0,20}(?:はい、?|もちろん(?:です)?[!。、]|承知(?:しました|いたしました)[!。、])?(?:以下|こちら|次)(?:は|が|に)[^:。\n]{0,40}プロンプト[^:。\n]{0,20}[:。]\s{0,4}/g,
  },
  { id: "wrapper", pattern: /^\s{0,20}(?:もちろんです|承知(?:しました|いたしました)|かしこまりました)[!。、]\s{0,4}/g },
  {
    id: "wrapper",
    pattern:
      /^\s{0,20}\*{0,2}(?:(?:video|image-to-video|i2v|final|positive|full)[ _-])?(?:prompt|プロンプト|動画プロンプト)\*{0,2}\s?:\s?\*{0,2}\s{0,3}/g,
  },
  { id: "wrapper", pattern: /(?:^|\n)```[a-z]{0,12} *(?:\n|$)|```/g },
  { id: "flag", pattern: new RegExp(`(?<=^|\\s)--(?:${flags.join("|")})\\b${value}[ ,]?`, "g") },
  { id: "flag", pattern: /(?<=^|\s)--(?:no|neg|negative) [^\n-]{1,80}(?=$|\n| --)/g, choice: true },
  { id: "flag", pattern: /<(?:lora|lyco|hypernet):[^<>\n]{1,60}> ?/g },
  { id: "weight", pattern: /\(([^()[\]:\n]{1,60}): ?\d(?:\.\d{1,2})?\)/g, keep: true },
  { id: "negative", pattern: /(?:\bnegative[ _-]?prompts?|ネガティブ・?プロンプト) ?[:=][^\n]{0,600}/g, choice: true },
  {
    id: "order",
    pattern:
      /\b(?:ignore|disregard|forget) (?:all |any )?(?:of )?(?:the |your |my )?(?:previous|above|prior|earlier) (?:instructions?|prompts?|messages?|text)\b[^.\n]{0,40}[.]?|(?:以前|上記|これまで|前)の(?:指示|命令|プロンプト)を?(?:すべて|全て)?(?:無視|忘れ)[^。\n]{0,12}。?|\bas an ai(?: language)? model\b[^.\n]{0,120}[.]?/g,
    choice: true,
  },
  {
    id: "role",
    pattern:
      /(?<=^|\n) {0,3}(?:\*\*)?(?:system|assistant|user|human)(?:\*\*)? ?:(?:\*\*)?(?! {0,2}["'“「]) ?|<\|[a-z_]{1,20}\|>(?:system|user|assistant)?\n?|\[\/?inst\] ?|<<\/?sys>> ?/g,
  },
  {
    id: "reference",
    pattern:
      /(?<![\w@.])@ ?(?:(?:image|img|video|audio|photo|ref|character|画像|動画|音声) ?\d{1,2})(?!\w)|\[(?:image|img)[ _]?\d\]/g,
    choice: true,
  },
];

/** Finds what another tool, a chat or another model left behind: wrappers, flags, weights, role tags. */
export const noPromptLeftover: LintRule = {
  id: "no-prompt-leftover",
  family: "hygiene",
  severity: "warning",
  messages: {
    en: {
      wrapper: "“{{text}}” stands around the prompt and is not part of it.",
      flag: "“{{text}}” is an option of another tool; here it is read as words.",
      weight: "“{{text}}” weighs words for another tool; here it is read as text.",
      negative: "There is no negative prompt: what it names may well be shown.",
      order: "“{{text}}” speaks to a chat model, not of the clip.",
      role: "“{{text}}” is a role of a chat, not part of the prompt.",
      reference: "“{{text}}” refers to nothing: one image is sent along, and it has no name.",
      remove: "Leave it out.",
      plain: "Write the words without the weight.",
      name: "Name what the image shows, such as “the woman”.",
    },
    ja: {
      wrapper: "「{{text}}」は前置きで、プロンプトの一部ではありません。",
      flag: "「{{text}}」は別のツールの指定です。ここではただの文字として読まれます。",
      weight: "「{{text}}」は別のツールの重み付けです。ここではただの文字として読まれます。",
      negative: "ネガティブプロンプトは使えません。書いたものがかえって映ることがあります。",
      order: "「{{text}}」はチャットへの指示で、動画の内容ではありません。",
      role: "「{{text}}」はチャットの役割名で、プロンプトの一部ではありません。",
      reference: "「{{text}}」は何も指していません。送る画像は1枚で、名前はありません。",
      remove: "削除してください。",
      plain: "重みを外して、言葉だけを書いてください。",
      name: "「女性」のように、画像に写っているものを言葉で書いてください。",
    },
  },
  *check(prompt) {
    const { text } = prompt;
    if (
      !/prompt|プロンプト|[`:@[<]|--|ignore|disregard|forget|無視|忘れ|as an ai|sure|certainly|absolutely|of course|もちろん|承知|かしこ|^\s*["“]/.test(
        text,
      )
    )
      return;
    for (const { id, pattern, keep, choice } of leftovers) {
      let count = 0;
      for (const match of text.matchAll(pattern)) {
        const whole = [match.index, match.index + match[0].length] as const;
        const range = trimmed(text, whole);
        const kept = keep ? (match[1] ?? "") : "";
        const fix = {
          range: keep ? range : removed(text, whole),
          text: keep ? written(prompt, wordsAt(whole, kept)) : "",
        };
        const messageId = id === "reference" ? "name" : keep ? "plain" : "remove";
        yield {
          messageId: id,
          range,
          data: { text: written(prompt, range) },
          ...(!choice && { fix }),
          suggestions: [id === "reference" ? { messageId } : { messageId, fix }],
        };
        if (++count === 30) break;
      }
    }
    const marks = wrapped(prompt);
    if (marks) yield marks;
  },
};

const wordsAt = ([start]: Range, words: string): Range => [start + 1, start + 1 + words.length];

/** The prompt without the marks around the whole of it, which a chat or a table left. */
function wrapped(prompt: Prompt): Report | undefined {
  const [start, end] = wholeOf(prompt);
  const { text, source } = prompt;
  if (!/^["“]$/.test(text.charAt(start)) || !/^["”]$/.test(text.charAt(end - 1)) || end - start < 3) return undefined;
  if (/["“”]/.test(text.slice(start + 1, end - 1))) return undefined;
  const range = [start, end] as const;
  const fix = { range, text: source.slice(prompt.toSource(start + 1), prompt.toSource(end - 1)) };
  return { messageId: "wrapper", range, data: { text: '"…"' }, fix, suggestions: [{ messageId: "remove", fix }] };
}

function trimmed(text: string, [start, end]: Range): Range {
  const words = text.slice(start, end);
  const from = start + words.length - words.trimStart().length;
  return [from, Math.max(from, start + words.trimEnd().length)];
}

/** The blank before it goes too, where nothing follows. */
function removed(text: string, [start, end]: Range): Range {
  let from = start;
  if (end === text.length || text.charAt(end) === "\n")
    while (from > 0 && /[ ,]/.test(text.charAt(from - 1))) from -= 1;
  return [from, end];
}
