/** Request verbs. With a word for a video and without motion, the prompt is vague. */
export const requestVerbs = `make making made turn turned convert converted converting create created creating generate generated generating produce transform
  render animate give gimme need want bring do use love see surprise mind edit cook whip build craft design like please pls plz wanna get have add can let put apply`;
export const videoNouns = `video videos vid vids clip clips gif gifs movie movies film reel reels animation animations animated footage mp4 animatic cinemagraph tiktok short shorts`;
/** Requests that the picture move: vague if short and without another noun. */
export const moveWords = `motion life alive move moves moving movement dynamic loop`;
/** Nouns for the picture, and pronouns of the user. */
export const pictures = `it this that them me us i we you image picture photo pic photograph drawing illustration painting artwork art portrait still scene shot
  frame motion life movement video clip gif animation reel everything something thing lots way quality detail style vibe please thanks pls plz version yo u lol website banner page story post instagram youtube tiktok reels feed bit little`;
