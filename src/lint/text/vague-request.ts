/**
 * Detects prompts that only ask for a video.
 *
 * @module
 */

import { alternatives, lazy, WordList } from "../core/word-list.js";
import * as en from "../lexicon/en/vague.js";
import * as ja from "../lexicon/ja/vague.js";
import type { Features } from "./features.js";

const requestVerbs = new WordList(en.requestVerbs);
const moveWords = new WordList(en.moveWords);
const pictures = new WordList(en.pictures);
const japanesePicture = lazy(() => new RegExp(alternatives(ja.pictures)));
const videoNouns = new WordList(en.videoNouns);
const japaneseRequest = lazy(
  () => new RegExp(`(?:${alternatives(ja.videoNouns)})[^。\\n]{0,20}?(?:${alternatives(ja.requestEndings)})`),
);
const pictureMoves = lazy(
  () =>
    new RegExp(
      `^[^。\\n]{0,8}(?:${alternatives(ja.pictures)})?[^。\\n]{0,4}?(?:${alternatives(ja.pictureMoves)})[^\\n]{0,20}$`,
    ),
);

/** Whether a prompt asks for a video and nothing but "the picture" moves. */
export function isVagueRequest(text: string, language: string, features: Features): boolean {
  // Requests are short, and this bounds the cost.
  if (language === "und" || text.length > 300) return false;
  const moves = features.motions.some(
    ({ verb, by }) => by === "camera" || !(requestVerbs.has(verb) || picture.has(verb)),
  );
  if (moves || features.camera.length > 0) return false;
  const names = features.actors.map((range) => text.slice(...range));
  if (language === "ja") {
    if (features.motions.length > 0 && names.some((name) => !japanesePicture().test(name))) return false;
    return japaneseRequest().test(text) || (text.length < 40 && pictureMoves().test(text));
  }
  const words: string[] = text.match(/[a-z0-9]+/g) ?? [];
  const asks = words.some((word) => requestVerbs.has(word));
  const ofPicture = names.every((name) => pictures.has(name) || moveWords.has(name) || requestVerbs.has(name));
  if (words.some((word) => word.startsWith("animat")) || words.some((word) => videoNouns.has(word)))
    return asks || (words.length < 5 && ofPicture);
  return asks && ofPicture && words.length < 24 && words.some((word) => moveWords.has(word));
}
const picture = new Set(["move", "reel", "動く", "動かす", "動き出す", "うごかす", "作る", "come"]);
