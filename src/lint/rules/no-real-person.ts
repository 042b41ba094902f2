import { fold } from "../fold.js";
import { people as inEnglish } from "../lexicon/en/people.js";
import { people as inJapanese } from "../lexicon/ja/people.js";
import type { LintRule } from "../rule.js";

const known = new RegExp(
  `\\b(?:${inEnglish.join("|")})(?![a-z])|${inJapanese.join("|").replaceAll("・", "[・= ]?").toLowerCase()}`,
  "g",
);
const likeness =
  /\bin the likeness of (?!an? (?!famous|celebrity|real|well-known))|\b(?:looks?|looking|dressed) (?:exactly |just |a lot )?like (?:the |a )?(?:famous |real )?(?:actor|actress|singer|president|celebrity|pop star|prime minister|movie star)\b|\b(?:celebrity|president) (?:lookalike|look-alike|impersonator)\b|\bdeepfakes?\b|(?:芸能人|俳優|女優|有名人|歌手|アイドル|首相|総理|大統領|タレント|選手|(?<!お.{1,2})さん|氏)(?:に|と)?(?:そっくり|似の|瓜二つ|激似)|ディープフェイク/g;

/** Finds public figures, and wishes for someone's likeness. */
export const noRealPerson: LintRule<{ names: readonly string[] }> = {
  id: "no-real-person",
  family: "content",
  severity: "warning",
  defaults: { names: [] },
  messages: {
    en: {
      person: "“{{text}}” is a real person, and video services refuse real people.",
      likeness: "“{{text}}” asks for a real person's likeness, and video services refuse real people.",
      fictional: "Describe someone made up, by age, clothes and bearing.",
    },
    ja: {
      person: "「{{text}}」は実在の人物です。動画サービスは実在の人物を受け付けません。",
      likeness: "「{{text}}」は実在の人物に似せる指示です。動画サービスは実在の人物を受け付けません。",
      fictional: "年齢・服装・雰囲気で、架空の人物を描いてください。",
    },
  },
  *check({ text }, { options: { names } }) {
    const report = (messageId: string, start: number, found: string) => ({
      messageId,
      range: [start, start + found.trimEnd().length] as const,
      data: { text: found.trimEnd() },
      suggestions: [{ messageId: "fictional" }],
    });
    for (const match of text.matchAll(known)) yield report("person", match.index, match[0]);
    for (const match of text.matchAll(likeness)) yield report("likeness", match.index, match[0]);
    for (const [start, name] of placesOf(text, names)) yield report("person", start, name);
  },
};

/** Where names stand as words of their own, whatever their case and width. */
export function* placesOf(text: string, names: readonly string[]): Iterable<readonly [start: number, name: string]> {
  for (const given of names) {
    const name = fold(String(given)).text.trim();
    if (name === "") continue;
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      const joined = /[a-z0-9]/;
      if (joined.test(name.charAt(0)) && joined.test(text.charAt(at - 1))) continue;
      if (joined.test(name.charAt(name.length - 1)) && joined.test(text.charAt(at + name.length))) continue;
      yield [at, name];
    }
  }
}
