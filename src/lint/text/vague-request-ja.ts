/**
 * Detects Japanese prompts that only ask for a video.
 *
 * @module
 */

import { alternatives, lazy, WordList } from "../core/word-list.js";
import * as lexicon from "../lexicon/ja/vague.js";
import type { Features } from "./features.js";

const pictures = lazy(() => new RegExp(alternatives(lexicon.pictures)));
const genericMoves = new WordList(lexicon.genericMoves);
const request = lazy(
  () => new RegExp(`(?:${alternatives(lexicon.videoNouns)})[^。\\n]{0,20}?(?:${alternatives(lexicon.requestEndings)})`),
);
/** 「動いて」, 「写真が動き出す」. */
const pictureMoves = lazy(
  () =>
    new RegExp(
      `^[^。\\n]{0,12}(?:${alternatives(lexicon.pictures)})?[^。\\n]{0,8}?(?:${alternatives(lexicon.pictureMoves)})[^\\n]{0,20}$`,
    ),
);
/** A still picture as the one that moves; 「動きを加えて」. */
const still = /(?:静止画|写真|画像|イラスト|一枚)[がを][^、。]{0,8}(?:動|うご)|(?:感|雰囲気|動き)を(?:足|加|つけ|付け)/;
const empty = lazy(() => new RegExp(alternatives(lexicon.emptyManners)));
const asks =
  /[てで](?:ね|よ|ください|下さい|ほしい|欲しい|くれ.{0,4}|ちょうだい|頂戴|もらえ.{0,5}|お願い.{0,4})?(?:です)?[!?。…〜ー\s]*$/;

/** 「バズる動画」, 「伸びるやつ」: a verb without a subject or an object, before what is asked for. */
const ofVideo = lazy(() => new RegExp(`^.{0,2}(?:${alternatives(lexicon.videoNouns)})(?!の)`));

/** Whether a prompt asks for a video, and says no more of the motion than that there is some. */
export function isVagueJapanese(text: string, { motions, camera, actors }: Features): boolean {
  const own = motions.filter(
    ({ by, verb, range: [start, end] }) =>
      by !== "camera" &&
      !genericMoves.has(verb) &&
      (!ofVideo().test(text.slice(end, end + 14)) || /[をがはも][^。、\n]*$/.test(text.slice(0, start))),
  );
  // 「商品をかっこよく回して」.
  if (text.length < 30 && own.length === 1 && camera.length === 0 && motions.length === 1 && asks.test(text))
    return empty().test(text);
  if (own.length > 0) return false;
  if (text.length < 60 && still.test(text)) return true;
  // 「とにかくエモくして」.
  if (
    text.length < 30 &&
    motions.length + camera.length + actors.length === 0 &&
    asks.test(text) &&
    /^[^を]*て.{0,8}$/.test(text)
  )
    return true;
  if (camera.length > 0) return false;
  if (motions.length > 0 && actors.some((range) => !pictures().test(text.slice(...range)))) return false;
  return request().test(text) || (text.length < 40 && pictureMoves().test(text));
}
