/** What is seen when a thing is added: "add snow" is "snow begins to fall". */
export const seenWhenAdded: readonly (readonly [thing: RegExp, event: string])[] = [
  [/^(?:some |a little |light |heavy |falling )?(snow|rain|leaves|petals|snowflakes|confetti)$/, "begin to fall"],
  [/^(?:some |a little |light |thick )?(fog|mist|smoke|steam|clouds|haze)$/, "drift in"],
  [/^(?:some |a little |a gentle |a light |light )?(wind|breeze)$/, "pick up"],
  [/^(?:some |a little )?(fire|flames|lightning|candlelight|neon lights)$/, "flicker"],
  [/^(?:some |warm |a ray of )?(sunlight|sunshine|moonlight)$/, "spread"],
  [/^(?:some |small |ocean )?(waves)$/, "roll in"],
];
