/**
 * Reads Japanese prompts: verbs by their endings, agents by the particles before them.
 *
 * @module
 */

import type { Range } from "../core/types.js";
import { alternatives, lazy, WordList } from "../core/word-list.js";
import { japaneseCamera } from "../lexicon/camera-ja.js";
import * as verbs from "../lexicon/ja/verbs.js";
import * as lexicon from "../lexicon/ja/words.js";
import { cameraTerms, toPromptCameraMoves } from "./camera.js";
import type { CameraReader } from "./camera-term.js";
import type { PromptMotion, Reading } from "./features.js";
import { moved } from "./japanese-nouns.js";
import { japaneseVerbs, verbAt } from "./japanese-verbs.js";
import { eachMatch, findLastIndexUpTo, findRanges, toRange } from "./pattern-matches.js";

type AgentKind = PromptMotion["by"];

const scene = lazy(() => new RegExp(`(?:${alternatives(lexicon.sceneNouns)})(?:たち|々)?$`));
const camera = lazy(() => new RegExp(`(?:${japaneseCamera})$`));
const manner = lazy(
  () =>
    new RegExp(
      `${alternatives(lexicon.manner)}|([ぁ-んァ-ヶ]{2})\\1|(?<=[をがはにで、。])[ぁ-ん]{1,3}り(?=と)|(?![ずもやきょ])[ぁ-ん](?:[らろる]り|[っん][ぁ-ん]り|[っー]{1,2}と)|[しさ]そう(?=[にな])|[しな]げに?|[ぁ-ん一-龠][やらず]か|(?:[0-9一二三四五六七八九十数何]{1,3})(?:歩|回|拍|度|周|秒|口|粒|回転)|[一-龠]か(?:に|な(?![いくか]))`,
      "g",
    ),
);
const appearance = lazy(() => new RegExp(alternatives(lexicon.appearance), "g"));
const generic = new WordList(verbs.genericVerbs);
const minor = lazy(() => new RegExp(`^(?:${alternatives(verbs.minorVerbs)})`));
/** A noun and a subject or topic particle. */
const topic = lazy(
  () =>
    new RegExp(
      `((?:${alternatives(lexicon.sceneNouns)})(?:たち)?|[一-龠々ァ-ヶーa-z0-9]{1,16}(?:たち|さん|ちゃん|くん|ら)?|(?<=^|[、。\nのがはと])[ぁ-ん]{2,6})(?:(?:同士|だけ)?[がはも](?!ら)|だけ(?![でをにのとな]))`,
      "g",
    ),
);

/** Words of stillness. */
const stays =
  /静止|固定|動かない|動かさない|動かず|動かさず|揺れない|変わらない|変わらず|そのまま|止まったまま|じっと|保(?:つ|ち|って|たれ)|維持|キープ/g;

const cameraAlso = /^(?:揺|回|巡|上昇|下降|旋回|移動|前進|後退|寄る|引く|近づ|離れ|追|迫|進む|周回)/;
const actorNamed = lazy(
  () => new RegExp(`${alternatives(lexicon.actorNouns)}|[てで](?:ください|下さい|ほしい|欲しい)`),
);

interface Topic {
  readonly range: Range;
  /** The end of its particle. */
  readonly at: number;
  readonly who: AgentKind;
}

/** Headings of sections: 【背景】, 「被写体:」. */
const heading =
  /(?:【([^】\n]{1,16})】|(?<=^|[\n。、/])[ \t・*■●◆#>\-0-9.]{0,6}([一-龠ァ-ヶーぁ-ん]{1,8})(?:\([^)\n]{0,20}\))?[ \t]{0,4}:(?!\d))/g;

/** The heading of what must not be seen. */
export const forbids = "(?:禁止|(?<![a-z])ng|ネガティブ|除外|不要|避け)[^\\n:】、。]{0,8}[:】]";
const forbidden = lazy(() => new RegExp(`${forbids}[^【。\\n]*(?:\\n *[-・*][^\\n]*)*`, "g"));

export function readJapanese(text: string, cameras: readonly CameraReader[]): Reading {
  // A heading is not prose, but it may name the camera.
  const headings: Topic[] = [];
  const prose = text
    .replace(forbidden(), (words) => words.replace(/[^\n]/g, " "))
    .replace(heading, (whole, inBrackets: string | undefined, label: string | undefined, at: number) => {
      const name = inBrackets ?? label ?? "";
      const who = classifyAgent(name.replace(/(?:の?(?:動き|説明|描写)|ワーク|位置)$/, ""));
      headings.push({ range: [at, at + whole.length], at: at + whole.length, who });
      return who === "camera" ? whole.replace(/^[^一-龠ァ-ヶ]/, "\n") : "\n".padEnd(whole.length);
    });
  const sentences = splitSentences(prose);
  const topics = [...findTopics(prose), ...headings].sort((a, b) => a.at - b.at);
  const motions: PromptMotion[] = [];
  const findSentence = (at: number) =>
    Math.max(
      0,
      findLastIndexUpTo(sentences, at, ([start]) => start),
    );
  const terms = cameraTerms(prose, cameras);
  const moves = toPromptCameraMoves(terms, prose, sentences, cameras).map((move) => {
    const words = completeVerb(prose, move.range);
    return words === undefined ? move : { ...move, words };
  });
  const covered = new Uint8Array(prose.length + 1);
  for (const { range, kind, negated } of terms) {
    covered.fill(1, ...range);
    if (kind === "static") continue;
    motions.push({
      range,
      verb: completeVerb(prose, range) ?? prose.slice(...range),
      by: "camera",
      generic: false,
      sentence: findSentence(range[0]),
      hasActor: true,
      main: true,
      negated,
    });
  }
  // 「…する女性の姿」, 「…してください」: the actor is named elsewhere or is the image's subject.
  const isActorNamed = actorNamed().test(prose);
  for (const found of japaneseVerbs(prose)) {
    const range: Range = [found.start, found.end];
    if (covered.subarray(found.start, found.end).includes(1)) continue;
    const sentence = findSentence(found.start);
    const before = findSubject(prose, found.start, topics, sentences[sentence]?.[0] ?? 0);
    const after = found.attributive ? nounAfter(prose, found.end) : undefined;
    const who = after ?? before;
    // 「右にパンしながら回り込む」: without another subject, the camera stays the agent.
    const goesOn =
      who === undefined &&
      cameraAlso.test(found.verb) &&
      moves.some((move) => move.sentence === sentence && move.kind !== "static");
    motions.push({
      range,
      verb: found.verb,
      by: goesOn ? "camera" : (who?.who ?? "subject"),
      // 「髪だけ動かして」: what moves is named.
      generic: generic.has(found.verb) && !moved().test(prose.slice(Math.max(0, found.start - 20), found.start)),
      sentence,
      hasActor: isActorNamed || who !== undefined,
      main: !found.attributive && !found.along && !minor().test(found.verb),
      negated: found.negated,
    });
  }
  motions.sort((a, b) => a.range[0] - b.range[0]);
  return {
    sentences,
    motions,
    camera: moves,
    actors: topics.filter((topic) => topic.who !== "camera" && !headings.includes(topic)).map(({ range }) => range),
    manners: findRanges(prose, manner()),
    stillness: findRanges(prose, stays),
    appearance: findRanges(prose, appearance()),
  };
}

/** The words of a range with its verb in the dictionary form; `undefined` if the range does not end in a verb. */
function completeVerb(text: string, [start, end]: Range): string | undefined {
  for (let at = start; at < end; at++) {
    const found = verbAt(text, at);
    if (found && found.end >= end - 1) return text.slice(start, at) + found.verb;
  }
  return undefined;
}

function splitSentences(text: string): Range[] {
  const sentences: Range[] = [];
  let start = 0;
  for (const match of text.matchAll(/[。!?\n;]+|\.(?!\d)|$/g)) {
    const end = match.index + match[0].length;
    if (text.slice(start, end).trim() !== "") sentences.push([start, end]);
    start = end;
  }
  return sentences;
}

function classifyAgent(noun: string): AgentKind {
  return camera().test(noun) ? "camera" : scene().test(noun) ? "scene" : "subject";
}

function findTopics(prose: string): Topic[] {
  const found: Topic[] = [];
  for (const match of eachMatch(prose, topic())) {
    const noun = match[1] ?? "";
    if (
      /^(?:上|下|中|前|後|横|時|間|先|最後|最初|途中|冒頭|次|あと|それ|これ|ため|もの|こと|よう|とき|まま|ところ|さら|なんで|何で|誰で|とて)$/.test(
        noun,
      )
    )
      continue;
    found.push({
      range: [match.index, match.index + noun.length],
      at: match.index + match[0].length,
      who: classifyAgent(noun),
    });
  }
  // 「カメラをゆっくり右へ」: the camera is the object.
  for (const match of prose.matchAll(/(?:カメラ|視点|レンズ|ドローン)(?:を|で)/g))
    found.push({
      range: toRange(match),
      at: match.index + match[0].length,
      who: "camera",
    });
  return found;
}

/** The last topic before a verb: in its sentence, else the one before that was not a camera. */
function findSubject(prose: string, at: number, topics: readonly Topic[], sentenceStart: number): Topic | undefined {
  let index = findLastIndexUpTo(topics, at, (topic) => topic.at);
  let own: Topic | undefined;
  // Further topics are too far away.
  for (let steps = 0; index >= 0 && steps < 12; index--, steps++) {
    const candidate = topics[index];
    if (candidate === undefined) break;
    const isCamera = candidate.who === "camera";
    if (isCamera && prose[candidate.at - 1] === "を" && prose.slice(candidate.at, at).includes("、")) continue;
    if (candidate.range[0] >= sentenceStart) own ??= candidate;
    // 「カメラは固定。」: a static camera is not the agent of later verbs.
    const usable = own && (own.who !== "camera" || !/固定|静止|動か/.test(prose.slice(own.at, at)));
    if (usable) return own;
    if (candidate.range[0] < sentenceStart && !isCamera) return candidate;
  }
  return undefined;
}

/** The noun that a verb stands before: 「走る車」. */
function nounAfter(prose: string, at: number): { who: AgentKind } | undefined {
  const noun = /^[ただ]?([一-龠々ァ-ヶー]{1,10})/.exec(prose.slice(at, at + 12));
  return noun?.[1] === undefined ? undefined : { who: classifyAgent(noun[1]) };
}
