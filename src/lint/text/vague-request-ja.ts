/**
 * Detects Japanese prompts that only ask for a video.
 *
 * @module
 */

import { alternatives, lazy, WordList } from "../core/word-list.js";
import * as lexicon from "../lexicon/ja/vague.js";
import type { Features } from "./features.js";

const genericMoves = new WordList("move reel 動く 動かす 動き出す うごかす 作る come");
const pictures = lazy(() => new RegExp(alternatives(lexicon.pictures)));
const request = lazy(
  () => new RegExp(`(?:${alternatives(lexicon.videoNouns)})[^。\\n]{0,20}?(?:${alternatives(lexicon.requestEndings)})`),
);
const pictureMoves = lazy(
  () =>
    new RegExp(
      `^[^。\\n]{0,8}(?:${alternatives(lexicon.pictures)})?[^。\\n]{0,4}?(?:${alternatives(lexicon.pictureMoves)})[^\\n]{0,20}$`,
    ),
);

/** Whether a prompt asks for a video and nothing but "the picture" moves. */
export function isVagueJapanese(text: string, { motions, camera, actors }: Features): boolean {
  const moves = motions.some(({ verb, by }) => by === "camera" || !genericMoves.has(verb));
  if (moves || camera.length > 0) return false;
  if (motions.length > 0 && actors.some((range) => !pictures().test(text.slice(...range)))) return false;
  return request().test(text) || (text.length < 40 && pictureMoves().test(text));
}
