/**
 * Detects Japanese prompts that only ask for a video.
 *
 * @module
 */

import { alternatives, lazy } from "../core/word-list.js";
import * as lexicon from "../lexicon/ja/vague.js";
import type { Features, PromptMotion } from "./features.js";

const pictures = lazy(() => new RegExp(alternatives(lexicon.pictures)));
const request = lazy(
  () => new RegExp(`(?:${alternatives(lexicon.videoNouns)})[^。\\n]{0,20}?(?:${alternatives(lexicon.requestEndings)})`),
);
/** 「動いて」, 「写真が動き出す」. */
const pictureMoves = lazy(() => new RegExp(`^[^。\\n]{0,20}(?:${alternatives(lexicon.pictureMoves)})[^\\n]{0,20}$`));
/** A still picture as the one that moves; 「動きを加えて」. */
const still = /(?:静止画|写真|画像|イラスト|一枚)[がを][^、。]{0,8}(?:動|うご)|(?:感|雰囲気|動き)を(?:足|加|つけ|付け)/;
const empty = lazy(() => new RegExp(alternatives(lexicon.emptyManners)));
const asks =
  /[てで](?:ね|よ|ください|下さい|ほしい|欲しい|くれ.{0,4}|ちょうだい|頂戴|もらえ.{0,5}|お願い.{0,4})?(?:です)?[!?。…〜ー\s]*$/;

const ofVideo = lazy(() => new RegExp(`^[^の]{0,2}(?:${alternatives(lexicon.videoNouns)})(?!の)`));
/** 「花が揺れる感じのアニメ」, 「ベンチに座る人の動画」: what is seen is named. */
const named = /[をにでが][^。、をにでが]{1,6}[るたうくすつぶむぐぬ][^。、をにでが]{1,8}の[動映アビム]/;
/** What a video does, or can: 「伸びる」, 「泣ける」. */
const effect = /(?:[いえけげせてねびべめれ]|上が|あが)る$/;

/** Whether a verb before a word for the video says what the video is for: 「バズる動画」, 「商品を見せる動画」. */
function isPurpose(text: string, { verb, range: [start, end] }: PromptMotion): boolean {
  const subject = verb === "見せる" ? /[がは][^。、\n]*$/ : /[をがはも][^。、\n]*$/;
  return effect.test(verb) && ofVideo().test(text.slice(end, end + 14)) && !subject.test(text.slice(0, start));
}

/** Whether a prompt asks for a video, and says no more of the motion than that there is some. */
export function isVagueJapanese(text: string, { motions, camera, actors }: Features): boolean {
  const own = motions.filter(
    (motion) =>
      motion.by !== "camera" &&
      !(motion.generic ? /^[動う]/ : /^(?:変[わえ化]|作|つ[くけ]る|付け|動き.け)/).test(motion.verb) &&
      !isPurpose(text, motion),
  );
  const [first] = own;
  // 「商品をかっこよく回して」.
  if (text.length < 30 && first && camera.length === 0 && motions.length === 1)
    return /^.?.?[てで]/.test(text.slice(first.range[1])) && asks.test(text) && empty().test(text);
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
  // 「犬を動かして」.
  const object = /([^のをにで、。\s]{1,9})を[^、。を]{0,12}動[かき]/.exec(text)?.[1] ?? "これ";
  const movers = [object, ...actors.map((range) => text.slice(...range))];
  if (motions.length > 0 && movers.some((mover) => !pictures().test(mover))) return false;
  if (named.test(text)) return false;
  return request().test(text) || (text.length < 40 && pictureMoves().test(text));
}
