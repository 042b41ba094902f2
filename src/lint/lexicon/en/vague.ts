/** Asks for something: with a word for a video after it and no motion, that is all that a prompt says. */
export const requestVerbs = `make making made turn turned convert converted converting create created creating generate generated generating produce transform render animate give gimme need want bring do use
  surprise mind edit cook whip build craft design like please pls plz wanna get have add can let put apply something`;
export const videoNouns = `video videos vid vids clip clips gif gifs movie movies film reel reels animation animations animated motion life alive footage mp4 animatic cinemagraph
  tiktok move moves moving movement dynamic loop something nice cool magic short shorts`;
