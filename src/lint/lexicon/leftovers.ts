import { flags } from "./en/flags.js";

/** One kind of leftover. `keep` is the group whose words stay. */
export interface Leftover {
  readonly id: "wrapper" | "flag" | "weight" | "negative" | "order" | "role" | "reference";
  readonly pattern: RegExp;
  readonly keep?: true;
  /** Whether to take it out is a person's choice. */
  readonly choice?: true;
}

const value = "(?: {1,2}(?:\\d[\\w.:/-]{0,20}|true|false|raw|-\\d{1,3})(?![\\w.:/]))?";
/** What is left in a prompt by accident. Each pattern is linear: what repeats is bounded. */
export const leftovers: readonly Leftover[] = [
  {
    id: "wrapper",
    pattern:
      /^\s{0,20}(?:(?:sure|certainly|absolutely|of course|okay|ok|got it)[!,.]\s{0,3}(?=here|i |this|below))?(?:here(?:'s| is| are)|below is|this is) (?:a |an |the |your |my )?(?:[a-z-]{1,15} ){0,4}prompts?\b[^:\n]{0,60}:\**\s{0,4}/g,
  },
  { id: "wrapper", pattern: /^\s{0,20}(?:sure|certainly|absolutely|of course)!\s{1,4}(?!here|this|below|i )/g },
  {
    id: "wrapper",
    pattern:
      /^\s{0,20}(?:はい、?|もちろん(?:です)?[!。、]|承知(?:しました|いたしました)[!。、])?(?:以下|こちら|次)(?:は|が|に)[^:。\n]{0,40}プロンプト[^:。\n]{0,20}[:。]\s{0,4}/g,
  },
  {
    id: "wrapper",
    pattern:
      /^\s{0,20}(?:もちろんです|承知(?:しました|いたしました)|かしこまりました)[!。、]\s{0,4}(?!以下|こちら|次)/g,
  },
  {
    id: "wrapper",
    pattern:
      /^\s{0,20}\*{0,2}(?:(?:video|image-to-video|i2v|final|positive|full)[ _-])?(?:prompt|プロンプト|動画プロンプト)\*{0,2}\s?:\s?\*{0,2}\s{0,3}/g,
  },
  { id: "wrapper", pattern: /(?:^|\n)```[a-z]{0,12} *(?:\n|$)|```/g },
  { id: "flag", pattern: new RegExp(`(?<=^|\\s)--(?:${flags.join("|")})\\b${value}[ ,]?`, "g") },
  { id: "flag", pattern: /(?<=^|\s)--(?:no|neg|negative) [^\n-]{1,80}(?=$|\n| --)/g, choice: true },
  { id: "flag", pattern: /<(?:lora|lyco|hypernet):[^<>\n]{1,60}> ?/g },
  { id: "weight", pattern: /\(([^()[\]:\n]{1,60})(?::\d(?:\.\d{1,2})?|: \d\.\d{1,2})\)/g, keep: true },
  { id: "negative", pattern: /(?:\bnegative[ _-]?prompts?|ネガティブ・?プロンプト) ?[:=][^\n]{0,600}/g, choice: true },
  {
    id: "order",
    pattern:
      /\b(?:ignore|disregard|forget) (?:all |any )?(?:of )?(?:the |your |my )?(?:previous|above|prior|earlier) (?:instructions?|prompts?|messages?|text)\b(?: and\b)?[.,;]? ?|(?:以前|上記|これまで|前)の(?:指示|命令|プロンプト)を?(?:すべて|全て)?(?:無視|忘れ)(?:して|て)?(?:ください|下さい)?[。、]?|\bas an ai(?: language)? model\b[^.\n]{0,120}[.]?/g,
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
