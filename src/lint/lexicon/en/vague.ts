/** Words that ask for "a video" or praise it, and say nothing that a camera could see. */
export const vagueWords = `
  a an the this that these those it its of from for to into in on with by as at and or up so just some any is be are out off via
  like i we you me us my our your he her his want wants wanted need needs would could can will shall let let's lets please pls plz kindly now here
  thanks thank hi hello hey asap quick quickly fast easily help give get have has see try use using based do does doing work
  make makes making made create creates creating generate generates generating generation produce produces turn turns turning convert converts
  converting conversion change render rendering transform transforms build add apply put set
  animate animates animated animating animation animations bring brings bringing come comes life alive living move moves moving motion
  motions movement movements dynamic dynamics video videos vid vids clip clips movie movies film films gif gifs reel reels short shorts story stories
  footage mp4 loop loops looping looped animatic cinemagraph slideshow promo ad ads advert advertisement commercial trailer teaser intro tiktok tiktoks instagram insta
  youtube facebook twitter snapchat whatsapp linkedin social media post posts feed platform website banner
  image images picture pictures pic pics photo photos photograph photographs photography still stills frame frames scene shot artwork art drawing
  illustration painting portrait graphic selfie screenshot upload uploaded attached attachment file provided given below above following
  nice nicely good great better best cool awesome amazing epic stunning beautiful beautifully pretty fun funny interesting engaging creative unique wow
  viral trendy catchy eye-catching professional pro simple short long high low quality hd uhd 4k 8k ai magic magical realistic realism
  natural naturally naturalistic lifelike cinematic cinematically smooth smoothly subtle soft gentle fluid seamless seamlessly coherent consistent
  physics visual visuals visually aesthetic style styled stylish effect effects vibe vibes mood look looks feel feels feeling subject camera
  character version something anything stuff thing things one two really very more much bit little only also too super extra full whole entire
  possible way how what seconds second sec secs s minute minutes video-ready
`;

/** Asks for something: with a word for a video and no motion, that is all that a prompt says. */
export const requestVerbs = `make making made turn turned convert converted create created generate generated produce transform render animate give gimme need want bring do use
  surprise mind edit cook whip build craft design give`;
export const videoNouns = `video videos vid vids clip clips gif gifs movie movies film reel reels animation motion life alive footage mp4 animatic cinemagraph tiktok`;
