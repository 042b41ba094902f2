/**
 * Detects English prompts that only ask for a video.
 *
 * @module
 */

import type { Range } from "../core/types.js";
import { WordList } from "../core/word-list.js";
import * as lexicon from "../lexicon/en/vague.js";
import type { Features } from "./features.js";

const requestVerbs = new WordList(lexicon.requestVerbs);
const moveWords = new WordList(lexicon.moveWords);
const pictures = new WordList(lexicon.pictures);
const videoNouns = new WordList(lexicon.videoNouns);
export const movingPicture = /\b(?:moving|live|living) (?:photo|pic|picture|image|painting|portrait|wallpaper)s?\b/;
const stillPicture = /\b(?:image|photo|pic|picture|drawing|painting)s?\b/;
/** Verbs that a request may contain. */
const genericMoves = new WordList("move flow reel come");

/** Whether a prompt asks for a video and nothing but "the picture" moves. */
export function isVagueEnglish(text: string, { motions, camera, actors }: Features): boolean {
  // "Animate it, waves moving": the prompt names what moves; but "a moving picture".
  const hasNamedMover = ([start, end]: Range) => {
    const name = text.slice(...(actors.findLast((range) => range[1] <= start) ?? [0, 0]));
    const [next = ""] = /(?<=^ )[a-z]+/.exec(text.slice(end, end + 20)) ?? [];
    return (
      ![name, next].some((word) => pictures.has(word) || moveWords.has(word) || requestVerbs.has(word)) && name !== ""
    );
  };
  const moves = motions.some(
    ({ verb, by, range }) =>
      // "So I can post it": outside the picture.
      !/\b(?:i|we|you|u)(?: \w+)? $/.test(text.slice(Math.max(0, range[0] - 20), range[0])) &&
      (by === "camera" || !(requestVerbs.has(verb) || (genericMoves.has(verb) && !hasNamedMover(range)))),
  );
  if (moves || camera.length > 0) return false;
  const words: string[] = text.match(/[a-z0-9]+/g) ?? [];
  const asks = words.some((word) => requestVerbs.has(word));
  const ofPicture = actors
    .map((range) => text.slice(...range))
    .every((name) => pictures.has(name) || moveWords.has(name) || requestVerbs.has(name));
  if (words.some((word) => word.startsWith("animat") || videoNouns.has(word)) || movingPicture.test(text))
    return asks || (ofPicture && (words.length < 5 || motions.length > 0));
  // "Convert my still images".
  if (asks && ofPicture && words.length < 6 && stillPicture.test(text)) return true;
  return (asks || motions.length > 0) && ofPicture && words.length < 24 && words.some((word) => moveWords.has(word));
}
