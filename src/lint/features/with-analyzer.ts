import type { Analyzer } from "../analyzer.js";
import type { Motion, Reading } from "./features.js";

/** Verbs of state and of speech about the picture, in both languages, that an analyser calls verbs. */
const notMotion =
  /^(?:be|have|sit|stand|lie|hold|wear|park|place|look|see|show|feature|surround|stay|remain|keep|make|create|generate|ある|いる|おる|する|なる|できる|見える|立つ|座る|置く|着る|並ぶ|止まる|停まる|持つ|思う|言う|せる|させる|れる|られる|くださる|いただく|作る|保つ)$/;

/** What a morphological analyser finds where the built-in reading found no motion. */
export function withAnalyzer(
  reading: Reading,
  prose: string,
  language: "en" | "ja",
  analyzer: Analyzer | undefined,
): Reading {
  if (analyzer === undefined || !analyzer.languages.includes(language) || reading.motions.length > 0) return reading;
  const tokens = analyzer.analyze(prose, language);
  const actors = tokens.filter(({ pos }) => pos === "NOUN" || pos === "PROPN" || pos === "PRON");
  const motions = tokens
    .filter(({ pos, base }) => pos === "VERB" && !notMotion.test(base))
    .map(
      ({ base, range }): Motion => ({
        range,
        verb: base,
        by: "subject",
        generic: false,
        sentence: Math.max(
          0,
          reading.sentences.findIndex(([start, end]) => range[0] >= start && range[0] < end),
        ),
        hasActor: actors.some((actor) => actor.range[0] < range[0]),
        main: true,
        denied: false,
      }),
    );
  return { ...reading, motions };
}
