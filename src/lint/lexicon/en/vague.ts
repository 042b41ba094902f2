/** Request verbs. With a word for a video and without motion, the prompt is vague. */
export const requestVerbs = `make making made turn turned convert converted converting create created creating generate generated generating produce transform
  render animate give gimme need want bring do use love see surprise mind edit cook whip build craft design like please pls plz wanna get have add can let put apply prepare provide deliver take`;
export const videoNouns = `video+ vidoe vedio vid+ clip+ gif+ movie+ film reel+ animation+ animated footage mp4 animatic cinemagraph tiktok short+ commercial+ trailer+ teaser+ ad+ advert+ promo+`;
/** Requests that the picture move: vague if short and without another noun. */
export const moveWords = `motion life alive move+ moving movement dynamic flow loop`;
/** Nouns for the picture, and pronouns of the user. */
export const pictures = `it this that them me us i we you image+ picture+ photo+ foto+ pic+ photograph+ drawing+ illustration painting artwork art
  portrait still scene shot frame video clip gif animation reel+ everything something nothing anything thing lots way quality
  detail style vibe thanks version wow yo u lol website banner page story post instagram youtube tiktok feed bit
  little effect+ energy dynamics physics hard`;
