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
const requestVerbs = new Set(list(en.requestVerbs));
const moveWords = new Set(list(en.moveWords));
const pictures = new Set(list(en.pictures));
const japanesePicture = new RegExp(longestFirst(ja.pictures));
const videoNouns = new Set(list(en.videoNouns));
const japaneseRequest = new RegExp(
  `(?:${longestFirst(ja.videoNouns)})[^。\\n]{0,20}?(?:${longestFirst(ja.requestEndings)})`,
);
const pictureMoves = new RegExp(
  `^[^。\\n]{0,8}(?:${longestFirst(ja.pictures)})?[^。\\n]{0,4}?(?:${longestFirst(ja.pictureMoves)})[^\\n]{0,20}$`,
);

// A prompt is vague when it asks for a video, of whatever it may be, and nothing moves in it but "the picture".
export function onlyAsks({ text, language, features }: Prompt): boolean {
  // No request is long; and what is long is not read twice.
  if (language === "und" || text.length > 300) return false;
  const moves = features.motions.some(
    ({ verb, by }) => by === "camera" || !(requestVerbs.has(verb) || picture.has(verb)),
  );
  if (moves || features.camera.length > 0) return false;
  const names = features.actors.map((range) => text.slice(...range));
  if (language === "ja") {
    if (features.motions.length > 0 && names.some((name) => !japanesePicture.test(name))) return false;
    return japaneseRequest.test(text) || (text.length < 40 && pictureMoves.test(text));
  }
  const words: string[] = text.match(/[a-z0-9]+/g) ?? [];
  const asks = words.some((word) => requestVerbs.has(word));
  const ofPicture = names.every((name) => pictures.has(name) || moveWords.has(name) || requestVerbs.has(name));
  if (words.some((word) => word.startsWith("animat")) || words.some((word) => videoNouns.has(word)))
    return asks || (words.length < 5 && ofPicture);
  return asks && ofPicture && words.length < 24 && words.some((word) => moveWords.has(word));
}
const picture = new Set(["move", "reel", "動く", "動かす", "動き出す", "うごかす", "作る", "come"]);

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
    if (!onlyAsks(prompt)) return;
    yield { messageId: "vague", range: wholeOf(prompt), suggestions: [{ messageId: "write" }], final: true };
  },
};
