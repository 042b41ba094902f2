import { characters, looks, makers } from "../lexicon/en/characters.js";
import {
  characters as charactersInJapanese,
  looks as looksInJapanese,
  makers as makersInJapanese,
} from "../lexicon/ja/characters.js";
import type { LintRule } from "../rule.js";
import { placesOf } from "./no-real-person.js";

const dotless = (names: readonly string[]) => names.join("|").replaceAll("・", "[・= ]?").toLowerCase();
const character = new RegExp(`\\b(?:${characters.join("|")})(?![a-z])|${dotless(charactersInJapanese)}`, "g");
const style = new RegExp(
  `\\bin (?:the |an? )?(?:\\w{1,12} )?(?:style|manner|look|aesthetic) of (?:an? |the )?(?:${makers.join("|")})(?![a-z])(?:(?:'s)? (?:movies?|films?|animation|anime|cartoon))?|\\b(?:${makers.join("|")})(?:'s)?[- ](?:style|like|esque|inspired|look|aesthetic|vibes?|animation|movie|film|cartoon|characters?|princess)\\b(?: (?:style|animation|look))?`,
  "g",
);
const styleInJapanese = new RegExp(
  `(?:${dotless(makersInJapanese)})(?:作品|アニメ|映画|監督|さん)?(?:の)?(?:風|っぽ[いくさ]|調|のような|みたいな|タッチ|スタイル|テイスト|画風|作風|世界観|絵柄|らしい)`,
  "g",
);

/** Finds characters that belong to someone, and styles that are asked for by their maker's name. */
export const noProtectedCharacter: LintRule<{ names: readonly string[] }> = {
  id: "no-protected-character",
  family: "content",
  severity: "warning",
  defaults: { names: [] },
  messages: {
    en: {
      character: "“{{text}}” belongs to someone, and video services refuse protected characters.",
      style: "“{{text}}” asks for a style by its maker's name, and video services may refuse it.",
      traits: "Make up a character of your own, by shape, colors and bearing.",
      look: "Say what the style looks like: line, color, light.",
      looks: "Say what the style looks like, such as “{{look}}”.",
    },
    ja: {
      character: "「{{text}}」には権利者がいます。動画サービスは既存のキャラクターを受け付けません。",
      style: "「{{text}}」は作り手の名前で作風を指定しており、受け付けられないことがあります。",
      traits: "形・色・しぐさで、自分のキャラクターを描いてください。",
      look: "線・色・光など、見た目の特徴で書いてください。",
      looks: "見た目の特徴で書いてください。例:「{{look}}」。",
    },
  },
  *check({ text }, { options: { names } }) {
    for (const [start, name] of charactersIn(text, names)) {
      const range = [start, start + name.length] as const;
      yield { messageId: "character", range, data: { text: name }, suggestions: [{ messageId: "traits" }] };
    }
    for (const [pattern, table] of [
      [style, looks],
      [styleInJapanese, looksInJapanese],
    ] as const) {
      for (const { index, 0: found } of text.matchAll(pattern)) {
        const range = [index, index + found.length] as const;
        const look = table.find(([maker]) => maker.test(found))?.[1];
        // Only where the words can be replaced as they stand: "in the style of …", …風.
        const fits = /^in |風$/.test(found);
        const replaced = found.startsWith("in ") ? `${index === 0 ? "In" : "in"} a ${look}` : look;
        yield {
          messageId: "style",
          range,
          data: { text: found },
          suggestions: [
            look === undefined
              ? { messageId: "look" }
              : { messageId: "looks", data: { look }, ...(fits && replaced && { fix: { range, text: replaced } }) },
          ],
        };
      }
    }
  },
};

function* charactersIn(text: string, names: readonly string[]): Iterable<readonly [number, string]> {
  for (const match of text.matchAll(character)) yield [match.index, match[0]];
  yield* placesOf(text, names);
}
