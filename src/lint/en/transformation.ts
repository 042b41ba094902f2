import type { PatternMatch } from "../core/language.js";
import type { Range } from "../core/types.js";

export const transformation = (): RegExp =>
  /\b(?:(?:(?:morph|transform|shape-?shift|mutat)(?:e?s|ed|ing|e)?(?: \w+ly)? (?:in)?to|(?:turn|chang|evolv)(?:e?s|ed|ing|e)?(?: \w+ly)? into (?=an? )|becom(?:es|ing|e) (?=an? ))(?: ?(?:an? |the )?[a-z'-]+)?|(?:clothes|outfit|dress|costume|hairstyle|uniform)(?: \w+ly)? (?:chang|turn|transform|morph)(?:e?s|ing|e)\b)/g;

/** Changes that are not transformations: mood, light, weather, pace, turning into a road. */
const same =
  /\b(?:smile|grin|laugh|frown|look|gaze|expression|tears?|mood|blur|silhouette|shadow|night|day|dusk|dawn|evening|morning|sun(?:set|rise)|sk(?:y|ies)|light|glow|golden|blue|red|colou?r|streets?|alley|road|corner|lane|driveway|path|wind|breeze|run|sprint|jog|walk|stroll|gallop|jump|spin|dance|rain|drizzle|snow|storm|mist|fog|puddle|drop|stream|wave|close-?up|shot|kiss|roar|flower|bloom|flame|fire|wide)/;

/** Reads a match of `transformation()`. */
export function readTransformation({ words, range, before, after }: PatternMatch): Range | undefined {
  const wears = /^[codhu]\S+ /.test(words);
  return wears || !same.test(before.slice(-30) + words + after.slice(0, 24)) ? range : undefined;
}
