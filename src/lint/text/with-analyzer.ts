/**
 * What a morphological analyser adds to the built-in reading. It knows what is a verb, not what is a motion: so what
 * it calls a verb counts only where somebody does it, and not where it describes, is denied, or asks for a video.
 *
 * @module
 */

import { describeValue, RequestError } from "../../utils/errors.js";
import type { Analyzer, Token } from "../core/analyzer.js";
import { alternatives, lazy, type Words } from "../core/word-list.js";
import * as englishVague from "../lexicon/en/vague.js";
import * as englishVerbs from "../lexicon/en/verbs.js";
import * as japaneseVague from "../lexicon/ja/vague.js";
import * as japaneseVerbs from "../lexicon/ja/verbs.js";
import * as japanese from "../lexicon/ja/words.js";
import { state, words } from "./english-inflection.js";
import * as english from "./english-tokenizer.js";
import type { Reading } from "./features.js";

interface Language {
  /** Whether the verb at `index` moves something. */
  moves(tokens: readonly Token[], index: number, prose: string): boolean;
  /** The noun that a verb is about. */
  actor(tokens: readonly Token[], index: number): Token | undefined;
  readonly scene: Pick<Words, "has">;
  /** The camera, and words for the picture: nobody who acts. */
  readonly nobody: Pick<Words, "has">;
  readonly generic: Pick<Words, "has">;
  /** Goes along with another action: "smiling", 笑いながら. */
  readonly aside: RegExp;
  /** A sentence that asks for a video: its verbs are of the asking. */
  readonly asks?: RegExp;
}

/** Words that an actor is looked for in, so that no text takes longer than its length. */
const farthest = 50;

const isNominal = ({ pos }: Token) => pos === "NOUN" || pos === "PROPN" || pos === "PRON";

const requests = words(englishVague.requestVerbs);
/** State verbs that the built-in reading need not know, because it does not take them for motion. */
const states =
  words(`agree await believe belong bisect border concern connect cost deserve differ equal expect hate hope
  imply intersect join matter mind nestle overlook owe prefer realise realize recall recognise recognize regret seem
  signify sound symbolize trust value`);
const denials = words("not n't never without no");

const en = lazy(
  (): Language => ({
    scene: english.sceneNouns,
    nobody: new Set([...english.cameraNouns, ...words("image picture photo scene animation")]),
    generic: words(englishVerbs.genericVerbs),
    aside: /^\w+ing\b/,
    moves(tokens, index) {
      const { surface, base } = tokens[index] as Token;
      if (state.has(base) || states.has(base) || requests.has(base)) return false;
      const before = tokens.slice(Math.max(0, index - 3), index);
      if (before.some((token) => denials.has(token.surface))) return false;
      const previous = skipBack(tokens, index - 1, "ADV");
      const follower = tokens[index + 1];
      const led = previous === undefined || /^(?:DET|ADJ|ADP|NUM|PUNCT)$/.test(previous.pos);
      // "A rusting gate", "winding roads".
      if (surface.endsWith("ing") && surface !== base) return !(led && (follower === undefined || isNominal(follower)));
      if (surface === base || surface.endsWith("s")) return !led || previous?.pos === "PUNCT";
      // A past form: "she yodelled", not "a wall painted blue".
      return previous?.pos === "PRON" || (previous?.pos !== "AUX" && /^(?:DET|PRON)$/.test(follower?.pos ?? ""));
    },
    actor(tokens, index) {
      for (let at = index - 1; at >= Math.max(0, index - farthest); at--) {
        const token = tokens[at];
        if (token === undefined || /^[.!?;\n]/.test(token.surface)) return undefined;
        if (!isNominal(token)) continue;
        // "Monks kneeling", "with smoke billowing": right before it, whatever leads it.
        if (skipBack(tokens, index - 1, "ADV", "AUX") === token) return token;
        let lead = at;
        while (lead > 0 && /^(?:NOUN|PROPN|PRON|ADJ|DET|NUM)$/.test(tokens[lead - 1]?.pos ?? "")) lead -= 1;
        if (tokens[lead - 1]?.pos !== "ADP") return token;
        at = lead - 1;
      }
      return undefined;
    },
  }),
);

const stateHead = lazy(() => {
  const heads = [...words(japaneseVerbs.stateHeads)].filter((head) => !/^[ぁ-ん]$/.test(head));
  return new RegExp(`^(?:${heads.join("|")})`);
});
const stateVerb =
  /^(?:ある|いる|おる|おく|いう|する|なる|できる|やる|よる|かかる|せる|させる|れる|られる|くれる|みる|しまう)$/;
/** 「めがねをかけている」. */
const worn = /^(?:かける|かぶる|はく|しめる|まとう|はめる)$/;
const stateNoun = lazy(() => new RegExp(`(?:${alternatives(japaneseVerbs.stateSuru)})する$`));

const ja = lazy(
  (): Language => ({
    scene: words(japanese.sceneNouns),
    nobody: new Set([
      ...words(japanese.cameraNouns),
      ...words(`${japaneseVague.videoNouns} ${japaneseVague.pictures}`),
    ]),
    generic: words(japaneseVerbs.genericVerbs),
    aside: /^[^、。\s]{0,3}(?:ながら|つつ)/,
    asks: new RegExp(alternatives(japaneseVague.videoNouns)),
    moves(tokens, index, prose) {
      const { base, range } = tokens[index] as Token;
      if (stateVerb.test(base) || stateNoun().test(base) || stateHead().test(prose.slice(range[0], range[0] + 8)))
        return false;
      // 「翔び|去る」, and 「停|まる」 that the analyser does not know: the first is the verb.
      const before = tokens[index - 1];
      if (before?.pos === "VERB" && before.range[1] === range[0]) return false;
      let end = index + 1;
      while (tokens[end]?.pos === "VERB" && tokens[end]?.range[0] === tokens[end - 1]?.range[1]) end += 1;
      const rest = prose.slice(tokens[end - 1]?.range[1], (tokens[end - 1]?.range[1] ?? 0) + 8);
      if (/^(?:さ?ら?れ|[てで]あ[るり]|[^てでばと、。]{0,2}(?:ない|ません)|なく(?!な)|なかった|ず(?!つ)|ぬ)/.test(rest))
        return false;
      if (worn.test(base) && /^[てで]い/.test(rest)) return false;
      // 「着飾った女性」, 「色褪せている壁」: how the noun looks.
      while (/^(?:AUX|SCONJ)$/.test(tokens[end]?.pos ?? "")) end += 1;
      const follower = tokens[end];
      return follower === undefined || !isNominal(follower);
    },
    actor(tokens, index) {
      for (let at = index - 1; at > Math.max(0, index - farthest); at--) {
        const [noun, particle] = [tokens[at - 1], tokens[at]];
        if (particle?.pos === "ADP" && /^[がはも]$/.test(particle.surface) && noun && isNominal(noun)) return noun;
      }
      return undefined;
    },
  }),
);

/** The token at `at`, or before it where those of some kinds stand in between. */
function skipBack(tokens: readonly Token[], at: number, ...kinds: string[]): Token | undefined {
  let place = at;
  while (kinds.includes(tokens[place]?.pos ?? "")) place -= 1;
  return tokens[place];
}

/**
 * Asks the analyser where the built-in reading found nothing that moves, or nobody who moves. What was found stays.
 *
 * @throws RequestError `option_invalid` if the analyser throws, or is none.
 */
export function withAnalyzer(
  reading: Reading,
  prose: string,
  language: "en" | "ja",
  analyzer: Analyzer | undefined,
): Reading {
  if (analyzer === undefined) return reading;
  const moving = reading.motions.filter(({ by, denied }) => by !== "camera" && !denied);
  const isKnown = moving.some(({ hasActor }) => hasActor);
  if (!speaks(analyzer, language) || isKnown) return reading;
  const tokens = ask(analyzer, prose, language);
  const { moves, actor, scene, nobody, generic, aside, asks } = language === "ja" ? ja() : en();
  const actorOf = (index: number) => {
    const who = actor(tokens, index);
    return who && !nobody.has(who.base) && !nobody.has(who.surface) ? who : undefined;
  };
  if (moving.length > 0) {
    let index = 0;
    const motions = reading.motions.map((motion) => {
      while ((tokens[index]?.range[1] ?? prose.length + 1) <= motion.range[0]) index += 1;
      return motion.by !== "camera" && !motion.denied && actorOf(index) ? { ...motion, hasActor: true } : motion;
    });
    return { ...reading, motions };
  }
  const taken = [...reading.motions, ...reading.camera].map(({ range }) => range);
  const asking = reading.sentences.map((range) => asks?.test(prose.slice(...range)) === true);
  const motions = [...reading.motions];
  for (const [index, { pos, base, range }] of tokens.entries()) {
    const [start, end] = range;
    if (pos !== "VERB" || taken.some((other) => other[0] < end && start < other[1])) continue;
    const sentence = Math.max(
      0,
      reading.sentences.findIndex(([, close]) => start < close),
    );
    const who = asking[sentence] || !moves(tokens, index, prose) ? undefined : actorOf(index);
    if (who === undefined) continue;
    const by = scene.has(who.base) || scene.has(who.surface) ? "scene" : "subject";
    const main = !aside.test(prose.slice(language === "ja" ? end : start, end + 8));
    motions.push({ range, verb: base, by, generic: generic.has(base), sentence, hasActor: true, main, denied: false });
  }
  return { ...reading, motions: motions.sort((a, b) => a.range[0] - b.range[0]) };
}

function speaks(analyzer: Analyzer, language: "en" | "ja"): boolean {
  const { languages, analyze }: Partial<Analyzer> = analyzer ?? {};
  if (typeof analyze === "function" && Array.isArray(languages)) return languages.includes(language);
  throw new RequestError(
    "option_invalid",
    `The linter's analyzer is ${describeValue(analyzer)} without languages or analyze().`,
    {
      hint: 'It is such as { languages: ["ja"], analyze(text, language) { … } }.',
    },
  );
}

function ask(analyzer: Analyzer, prose: string, language: "en" | "ja"): readonly Token[] {
  const name = `The linter's analyzer of "${language}"`;
  let tokens: unknown;
  try {
    tokens = analyzer.analyze(prose, language);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : describeValue(cause);
    throw new RequestError("option_invalid", `${name} threw: ${why}`, {
      hint: "Try its analyze() on the same text, or lint without an analyzer: none is needed.",
      cause,
    });
  }
  if (!Array.isArray(tokens))
    throw new RequestError("option_invalid", `${name} returned ${describeValue(tokens)}, not an array of tokens.`, {
      hint: "analyze() is synchronous: load what it needs before you lint.",
    });
  const wrong = tokens.findIndex((token) => !isToken(token, prose.length));
  if (wrong >= 0)
    throw new RequestError("option_invalid", `${name} returned a token that is none, at index ${wrong}.`, {
      hint: "A token is { surface, base, pos, range }: strings, and UTF-16 offsets into the text that was analysed.",
    });
  return tokens;
}

function isToken(value: unknown, length: number): value is Token {
  const { surface, base, pos, range }: Partial<Token> = value ?? {};
  if (typeof surface !== "string" || typeof base !== "string" || typeof pos !== "string") return false;
  if (!Array.isArray(range) || !range.every(Number.isInteger)) return false;
  const [start = -1, end = -1] = range as number[];
  return 0 <= start && start <= end && end <= length;
}
