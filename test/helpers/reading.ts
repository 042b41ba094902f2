import { ParsedPrompt } from "../../src/lint/core/prompt.js";
import type { Range } from "../../src/lint/core/types.js";
import { english } from "../../src/lint/en/language.js";
import { japanese } from "../../src/lint/ja/language.js";
import type { PromptMotion } from "../../src/lint/text/features.js";

/** Test functions for reading prompts. `name` formats a motion, given its text. */
export function readingTests(name: (motion: PromptMotion, words: string) => string) {
  return {
    /** The features of a prompt, with ranges replaced by their text. */
    read(text: string) {
      const prompt = new ParsedPrompt(text, [english, japanese]);
      const said = (range: Range) => prompt.text.slice(...range);
      const { motions, camera, actors, manners, stillness, appearance, sentences } = prompt.features;
      return {
        language: prompt.language,
        /** The motions, by name. */
        motions: motions.filter(({ negated }) => !negated).map((motion) => name(motion, said(motion.range))),
        all: motions,
        camera,
        moves: camera.map(({ kind, direction }) => (direction === undefined ? kind : `${kind} ${direction}`)),
        actors: actors.map(said),
        manners: manners.map(said),
        stillness: stillness.map(said),
        appearance: appearance.map(said),
        sentences: sentences.map(said),
      };
    },
    first: (text: string): PromptMotion | undefined => new ParsedPrompt(text, [english, japanese]).features.motions[0],
  };
}
