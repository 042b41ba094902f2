/** Content that services reject in every context, without words that have a harmless meaning. */
export const unsafe = (): string =>
  [
    // Sexual acts and nudity.
    "porn\\w*|hentai|nsfw|erotica?|sex (?:scene|act|tape)|sexual (?:intercourse|acts?)|(?:having|have|has|oral) sex|masturbat\\w*|orgasm\\w*|genitals?|penis|vagina|(?:naked|nude) (?:wom[ae]n|m[ae]n|girls?|boys?|body|couple|models?|people|person)|(?:s?he|they|woman|man|girl|boy|couple) (?:is|are|gets?|strips?|stands?|poses?|dances?) (?:fully |completely )?(?:naked|nude)|off all (?:her|his|their) clothes|bare breasts|topless (?:woman|girl)",
    // Gore.
    "gory|(?:blood and|extreme) gore|(?:decapitat|behead|dismember|disembowel)\\w*|(?:intestines|guts|brains) (?:spill|hang|pour|splatter)\\w*|severed (?:head|limb|arm|leg|hand|finger)s?|blood (?:spray|spurt|gush)(?:s|es|ing) (?:from|out)|torturing (?:an?|the|him|her)|stab(?:s|bing) (?:him|her|them|(?:a|the) (?:man|woman|person|girl|boy|child))",
    // Self-harm.
    "commit(?:s|ting)? suicide|suicidal|kill(?:s|ing)? (?:herself|himself|themselves|myself)|(?:cut|slit|slash)(?:e?s|ting|ing)? (?:her|his|their|my) (?:own )?wrists?|hang(?:s|ing)? (?:herself|himself|themselves)(?! (?:upside|from the (?:bar|branch|cliff)))|self-harm\\w*|overdos(?:es|ing) on",
    // Hard drugs, weapons and attacks.
    "heroin|cocaine|(?:crystal )?meth(?:amphetamine)?|fentanyl|(?:school|mass) shooting|suicide bomb\\w*|terrorist attack|(?:build|mak|assembl|construct)(?:e|s|es|ing)? (?:an? |the )?(?:home-?made |pipe |nail |time )?(?:bombs?|explosives?|ied|molotov cocktails?|nerve gas)",
  ].join("|");
/** Someone under eighteen; "girl" and "boy" alone are also said of adults. */
export const minor = (): RegExp =>
  /\b(?:child|children|kids?|minors?|underage|preteens?|toddlers?|bab(?:y|ies)|teen(?:age)?(?:rs?)?|school(?:girl|boy)s?|(?:little|young|small) (?:girl|boy)s?|(?:1[0-7]|[1-9])[- ]years?[- ]old)\b/;
export const sexualised = (): RegExp =>
  /\b(?:sexy|sexual\w*|sexuali[sz]ed|erotic\w*|seductive\w*|seduc(?:es|ing)|lingerie|sensual\w*|porn\w*|nude(?![- ](?:colou?r|tone|lip|dress|gown|shade|palette|heel))|naked(?! (?:eye|mole|flame|tree|branch))|topless|lewd|arous\w+)\b/g;
