/** Characters and worlds that belong to someone, by names that mean nothing else. */
export const characters = [
  ..."mickey mouse|minnie mouse|donald duck|winnie the pooh|buzz lightyear|elsa from frozen|lightning mcqueen|shrek".split(
    "|",
  ),
  ..."pikachu|charizard|pok[eé]mon|super mario|princess peach|sonic the hedgehog|legend of zelda|lara croft|minecraft|fortnite".split(
    "|",
  ),
  ..."spider-?man|batman|superman(?! (?:pose|punch))|wonder woman|captain america|incredible hulk|deadpool|harley quinn|darth vader|luke skywalker|baby yoda|star wars".split(
    "|",
  ),
  ..."harry potter|hermione granger|gandalf|frodo baggins|james bond|indiana jones|godzilla|homer simpson|bart simpson|spongebob|bugs bunny|tom and jerry|snoopy|barbie doll|ronald mcdonald".split(
    "|",
  ),
  ..."hello kitty|doraemon|totoro|naruto uzumaki|monkey d\\.? luffy|son goku|sailor moon|tanjiro kamado|gojo satoru|hatsune miku|astro boy|evangelion|gundam|ultraman|kamen rider".split(
    "|",
  ),
];

/** Studios, and living artists and directors, whose style is asked for by name. */
export const makers = [
  ..."studio ghibli|ghibli|pixar|disney|dreamworks|marvel|dc comics|nintendo|illumination studios?|laika|aardman".split(
    "|",
  ),
  ..."hayao miyazaki|miyazaki|makoto shinkai|mamoru hosoda|hideaki anno|wes anderson|tim burton|christopher nolan|quentin tarantino|denis villeneuve".split(
    "|",
  ),
  ..."steven spielberg|martin scorsese|guillermo del toro|zack snyder|michael bay|greg rutkowski|banksy|yayoi kusama|takashi murakami|yoshitomo nara|beeple".split(
    "|",
  ),
];

/** What a studio's style looks like, in words that are nobody's. */
export const looks: readonly (readonly [maker: RegExp, look: string])[] = [
  [/ghibli|miyazaki/, "hand-painted animation style with soft watercolor backgrounds"],
  [/pixar/, "rounded 3D animation style with warm light"],
  [/disney/, "hand-drawn fairy-tale animation style"],
];
