import * as en from "../lexicon/en/vague.js";
import * as ja from "../lexicon/ja/vague.js";
import type { Prompt } from "../prompt.js";
import { wholeOf } from "../ranges.js";
import type { LintRule } from "../rule.js";

const list = (table: string) => table.trim().split(/\s+/);
const longestFirst = (table: string) =>
  list(table)
    .sort((a, b) => b.length - a.length)
    .join("|");
const vagueEnglish = new Set(list(en.vagueWords));
const requestVerbs = new Set(list(en.requestVerbs));
const videoNouns = new Set(list(en.videoNouns));
const vagueJapanese = new RegExp(longestFirst(ja.vagueWords), "g");
const core = new RegExp(longestFirst(ja.requestCore));
const japaneseRequest = new RegExp(
  `(?:${longestFirst(ja.videoNouns)})[^。\\n]{0,20}?(?:${longestFirst(ja.requestEndings)})`,
);
const pictureMoves = new RegExp(
  `^[^。、\\n]{0,6}(?:${longestFirst(ja.pictures)})?[^。、\\n]{0,3}?(?:${longestFirst(ja.pictureMoves)})[^。\\n]{0,14}[。!?w\\s]*$`,
);

// A prompt is vague when nothing is left of it once the words that only ask for "a video" are taken away …
function onlyAsks(text: string): boolean {
  const hasJapanese = /[ぁ-んァ-ヶ一-龠]/.test(text);
  if (hasJapanese && !core.test(text)) return false;
  const rest = hasJapanese ? text.replace(vagueJapanese, " ") : text;
  const words = rest.match(/[a-zà-ɏ]+(?:['-][a-z]+)*/g) ?? [];
  const others = rest.replace(/[a-zà-ɏ'\d]+/g, " ");
  return (
    words.every((word) => vagueEnglish.has(word) || word.split("-").every((part) => vagueEnglish.has(part))) &&
    !/\p{L}/u.test(others)
  );
}

// … or when it asks for a video of something, and nothing moves in it but "the picture".
function asksForVideoOf({ text, language, features }: Prompt): boolean {
  const moves = features.motions.some(
    ({ verb, by }) => by === "camera" || !(requestVerbs.has(verb) || picture.has(verb)),
  );
  if (moves || features.camera.length > 0) return false;
  if (language === "ja") return japaneseRequest.test(text) || (text.length < 40 && pictureMoves.test(text));
  const words = text.match(/[a-z0-9]+/g) ?? [];
  const asked = words.findIndex((word) => requestVerbs.has(word));
  return words.some((word) => word === "animate") || (asked >= 0 && words.slice(asked).some((word) => videoNouns.has(word)));
}
const picture = new Set(["move", "動く", "動かす", "動き出す", "うごかす", "作る", "come"]);

/** Finds a prompt that only asks for "a video" and says nothing that a camera could see. */
export const noVagueRequest: LintRule = {
  id: "no-vague-request",
  family: "completeness",
  severity: "error",
  weight: 80,
  messages: {
    en: {
      vague: "This only asks for a video; it does not say who moves or how.",
      write: 'Say who moves and how, such as "The woman slowly turns to the right and smiles."',
    },
    ja: {
      vague: "動画にしてほしいとしか書かれておらず、誰がどう動くのかが分かりません。",
      write: "誰がどう動くかを書いてください。例:「女性がゆっくりと右を向き、優しく微笑む。」",
    },
  },
  *check(prompt) {
    // No request is long; and what is long is not read twice.
    if (prompt.language === "und" || prompt.text.length > 300) return;
    if (!onlyAsks(prompt.text) && !asksForVideoOf(prompt)) return;
    yield { messageId: "vague", range: wholeOf(prompt), suggestions: [{ messageId: "write" }], final: true };
  },
};
