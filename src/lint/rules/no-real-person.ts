import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { people } from "../lexicon/en/names.js";
import { people as inJapanese } from "../lexicon/ja/names.js";
import { findMatches, findNames, toNamePattern } from "../text/pattern-matches.js";

const english = new RegExp(
  String.raw`\b(?:(${toNamePattern(people)})(?![a-z])|in the likeness of (?!an? (?!famous|celebrity|real))|(?:looks?|looking|dressed) (?:exactly |just )?like (?:the |a )?(?:famous |real )?(?:actor|actress|singer|president|celebrity|pop star)\b|deepfakes?\b)`,
  "g",
);
const japanese = new RegExp(
  `(${toNamePattern(inJapanese)})|(?:芸能人|俳優|女優|有名人|歌手|アイドル|首相|大統領|選手|(?<!お.{1,2})さん|氏)[にと]?(?:そっくり|似の|激似)|ディープフェイク`,
  "g",
);

/** Finds public figures, and requests for someone's likeness. */
export const noRealPerson = rule<{ names: readonly string[] }>("no-real-person", "content", "warning", {
  defaults: { names: [] },
  en: {
    person: "“{{text}}” is a real person; video services reject likenesses of real people.",
    likeness: "“{{text}}” asks for the likeness of a real person; video services reject it.",
    fictional: "Describe a fictional person by age, clothes and posture.",
  },
  ja: {
    person: "「{{text}}」は実在の人物で、動画サービスに受け付けられません。",
    likeness: "「{{text}}」は実在の人物に似せる指示で、動画サービスに受け付けられません。",
    fictional: "年齢・服装・雰囲気で、架空の人物を描いてください。",
  },
  *check(prompt, { options: { names } }) {
    for (const { range, match } of findMatches(prompt.text, english, japanese))
      yield createReport(prompt, match[1] ? "person" : "likeness", range, "fictional");
    for (const range of findNames(prompt.text, names)) yield createReport(prompt, "person", range, "fictional");
  },
});
