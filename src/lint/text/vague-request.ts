/**
 * Detects prompts that only ask for a video.
 *
 * @module
 */

import { WordList } from "../core/word-list.js";
import * as en from "../lexicon/en/vague.js";
import type { Features } from "./features.js";
import { isVagueJapanese } from "./vague-request-ja.js";

const requestVerbs = new WordList(en.requestVerbs);
const moveWords = new WordList(en.moveWords);
const pictures = new WordList(en.pictures);
const videoNouns = new WordList(en.videoNouns);
/** Whether a prompt asks for a video and nothing but "the picture" moves. */
export function isVagueRequest(text: string, language: string, features: Features): boolean {
  // Requests are short, and this bounds the cost.
  if (language === "und" || text.length > 300) return false;
  if (language === "ja") return isVagueJapanese(text, features);
  const moves = features.motions.some(
    ({ verb, by }) => by === "camera" || !(requestVerbs.has(verb) || picture.has(verb)),
  );
  if (moves || features.camera.length > 0) return false;
  const names = features.actors.map((range) => text.slice(...range));
  const words: string[] = text.match(/[a-z0-9]+/g) ?? [];
  const asks = words.some((word) => requestVerbs.has(word));
  const ofPicture = names.every((name) => pictures.has(name) || moveWords.has(name) || requestVerbs.has(name));
  if (words.some((word) => word.startsWith("animat")) || words.some((word) => videoNouns.has(word)))
    return asks || (words.length < 5 && ofPicture);
  return asks && ofPicture && words.length < 24 && words.some((word) => moveWords.has(word));
}
const picture = new Set(["move", "reel", "come"]);
