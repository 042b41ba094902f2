import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { characters, makers } from "../lexicon/en/names.js";
import { characters as charactersInJapanese, makers as makersInJapanese } from "../lexicon/ja/names.js";
import { findMatches, findNames, toNamePattern } from "../text/pattern-matches.js";

const english = new RegExp(
  String.raw`\b(?:(${toNamePattern(characters)})(?![a-z])|in (?:the |an? )?(?:style|manner|look|aesthetic) of (?:an? |the )?(?:${toNamePattern(makers)})(?![a-z])|(?:${toNamePattern(makers)})(?:'s)?[- ](?:style|like|esque|inspired|look|aesthetic|vibes?|animation|movie|film|characters?|princess)\b)`,
  "g",
);
const japanese = new RegExp(
  `(${toNamePattern(charactersInJapanese)})|(?:${toNamePattern(makersInJapanese)})(?:作品|アニメ|映画|監督|さん)?の?(?:風|っぽ[いくさ]|調|ような|みたいな|タッチ|スタイル|テイスト|画風|作風|世界観|絵柄)`,
  "g",
);
/** Descriptions of the studios' styles without names. */
const looks: readonly (readonly [maker: RegExp, look: string])[] = [
  [/ghibli|miyazaki/, "in a hand-painted animation style"],
  [/pixar/, "in a rounded 3D animation style"],
  [/ジブリ|宮/, "手描きアニメ風"],
  [/ピクサー/, "丸みのある3Dアニメ風"],
];

/** Finds protected characters, and styles by their maker's name. */
export const noProtectedCharacter = rule<{ names: readonly string[] }>("no-protected-character", "content", "warning", {
  defaults: { names: [] },
  en: {
    character: "“{{text}}” is a protected character; video services reject it.",
    style: "“{{text}}” asks for a style by its maker's name; video services may reject it.",
    traits: "Describe a character of your own by shape, colors and posture.",
    look: "Describe the style itself: line, color, light.",
  },
  ja: {
    character: "「{{text}}」には権利者がいて、動画サービスに受け付けられません。",
    style: "「{{text}}」は作り手の名前による作風の指定で、受け付けられないことがあります。",
    traits: "形・色・しぐさで、自分のキャラクターを描いてください。",
    look: "線・色・光など、見た目の特徴で書いてください。",
  },
  *check(prompt, { options: { names } }) {
    for (const { range, match, words } of findMatches(prompt.text, english, japanese)) {
      // A fix only for complete phrases: "in the style of …", …風.
      const look = /^in |風$/.test(words) ? looks.find(([maker]) => maker.test(words))?.[1] : undefined;
      const fix = look && { range, text: range[0] === 0 ? look.replace("in", "In") : look };
      if (match[1]) yield createReport(prompt, "character", range, "traits");
      else yield createReport(prompt, "style", range, "look", fix || undefined);
    }
    for (const range of findNames(prompt.text, names)) yield createReport(prompt, "character", range, "traits");
  },
});
