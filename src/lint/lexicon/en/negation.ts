/** What stays how when it is not done, by the stem of the verb: "don't blur the face" is "the face stays sharp". */
const staysWhenNot: readonly (readonly [stem: RegExp, state: string])[] = [
  [/^(?:mov|shift|shak|drift|pan|tilt|zoom|rotat|spin|sway)/, "still"],
  [/^(?:chang|alter|modif|distort|deform|warp|morph|swap|replac|edit)/, "the same"],
  [/^blur/, "sharp"],
  [/^(?:flicker|jitter)/, "steady"],
];

/** What is seen when a thing is absent: "no clouds" is "a clear sky". */
const seenInstead: readonly (readonly [thing: RegExp, seen: string])[] = [
  [/\bcamera|\bshak/, "a steady camera"],
  [/\bblur/, "sharp focus"],
  [/\bclouds?$/, "a clear sky"],
  [/\b(?:people|persons?|humans?|crowds?|pedestrians)$/, "empty surroundings"],
  [/\b(?:distort|deform|warp|morph|artifact)/, "stable shapes"],
  [/\bflicker/, "steady light"],
  [/\b(?:text|letters|watermarks?|logos?|subtitles|captions|noise)$/, "a clean picture"],
  [/\b(?:jerky|sudden) /, "smooth motion"],
  [/\bwind$/, "calm air"],
  [/\bmo(?:tion|vements?)$/, "a still scene"],
];

/** After "no": turns of speech, signs, and what is heard or cut, none of which the picture could show by mistake. */
export const idiomAfterNo =
  /^(?:longer|sooner|matter|doubt|one|more|less|fewer|time|way|wonder|problem|idea|hurry|rush|haste|pause|hesitation|signs?|end|other|stranger|match|man's|small|smoking|entry|parking|trespassing|vacancy|exit|effort|two|sense|need|use)\b|\b(?:cuts?|edits?|editing|transitions?|music|score|soundtrack|dialogue?|sounds?|audio|voices?|voice-?over|narration|foley|speech|talking)$/;

/** After "without": how something is done, not what is missing from the picture. */
export const mannerAfterWithout =
  /^(?:(?:any|a|an|the|much|so much as a|a single) )?(?:sounds?|words?|noise|hurry|haste|rush|hurrying|rushing|pauses?|break|effort|hesitation|warning|doubt|fear|end|interruptions?|delay|care|emotion|purpose|reason|aim|exception|fail|limits?|notice|help|difficulty|trace|cuts?|edits?|regret|mercy|worry|concern|ceremony|music|dialogue|him|her|them|it|me|us|ever|even|urgency|tension)\b/;

export function stateWhenNot(verb: string): string | undefined {
  return staysWhenNot.find(([stem]) => stem.test(verb))?.[1];
}

export function opposite(thing: string): string | undefined {
  return seenInstead.find(([name]) => name.test(thing))?.[1];
}

/** "the face" and "sharp": "the face stays sharp". Not for more than a short phrase, nor for a pronoun. */
export function stays(object: string, state: string): string | undefined {
  if (/ \S+ \S+ |^(?:it|him|her|me|them|anything|any)$/.test(object)) return;
  const several = /(?:[^s']s|people|children|feet|hair and .*)$/.test(object) && !/^(?:a|this|that) /.test(object);
  return `${object} ${several ? "stay" : "stays"} ${state}`;
}

/** Where a phrase ends. */
export const stop =
  /(?:^| )(?:and|or|but|nor|while|as|so|then|when|if|in|on|at|of|during|with|to|for|from|by|into|over|under|is|are|too|much|anywhere|just|only|behind|around|near)(?= |$)/;

/** Of a picture one says that these do not happen; what someone does not notice or say is a story. */
export const pictured =
  /^(?:mov|shift|shak|distort|deform|warp|morph|blur|flicker|jitter|zoom|pan|tilt|rotat|chang|alter|show|appear|disappear|add)/;
