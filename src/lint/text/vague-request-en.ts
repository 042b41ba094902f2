/**
 * Detects English prompts that only ask for a video.
 *
 * @module
 */

import { WordList } from "../core/word-list.js";
import * as lexicon from "../lexicon/en/vague.js";
import type { Features } from "./features.js";

const requestVerbs = new WordList(lexicon.requestVerbs);
const moveWords = new WordList(lexicon.moveWords);
const pictures = new WordList(lexicon.pictures);
const videoNouns = new WordList(lexicon.videoNouns);
/** Verbs that a request may contain. */
const genericMoves = new WordList("move flow reel come");

/** Whether a prompt asks for a video and nothing but "the picture" moves. */
export function isVagueEnglish(text: string, { motions, camera, actors }: Features): boolean {
  const moves = motions.some(({ verb, by }) => by === "camera" || !(requestVerbs.has(verb) || genericMoves.has(verb)));
  if (moves || camera.length > 0) return false;
  const words: string[] = text.match(/[a-z0-9]+/g) ?? [];
  const asks = words.some((word) => requestVerbs.has(word));
  const ofPicture = actors
    .map((range) => text.slice(...range))
    .every((name) => pictures.has(name) || moveWords.has(name) || requestVerbs.has(name));
  if (words.some((word) => word.startsWith("animat") || videoNouns.has(word)))
    return asks || (ofPicture && (words.length < 5 || motions.length > 0));
  return (asks || motions.length > 0) && ofPicture && words.length < 24 && words.some((word) => moveWords.has(word));
}
