/** Content that services reject in every context, without words that have a harmless meaning: a word of each, and its pattern. */
export const unsafe = (): readonly (readonly [hint: string, pattern: string])[] =>
  [
    // Sexual acts and nudity.
    [
      "porn|hentai|nsfw|erotic|masturb|orgasm|ejacul|genital|penis|vagina",
      "porn\\w*|hentai|nsfw|erotica?|masturbat\\w*|orgasm\\w*|ejaculat\\w*|genitals?|penis|vagina",
    ],
    ["sex", "sex (?:scene|act|tape)|sexual (?:intercourse|acts?)|(?:having|have|has|oral) sex"],
    [
      "naked|nude|topless|bare breasts|clothes",
      "(?:naked|nude) (?:wom[ae]n|m[ae]n|girls?|boys?|body|bodies|couple|models?|people|person|lady)|(?:s?he|they|woman|man|girl|boy|couple) (?:is|are|gets?|strips?|stands?|poses?|dances?) (?:fully |completely )?(?:naked|nude)|off all (?:her|his|their) clothes|strips naked|bare breasts|topless (?:woman|girl)",
    ],
    // Gore.
    [
      "gor[ey]|decap|behead|dismember|disembowel|eviscer|mutilated|severed|tortur",
      "gory|blood and gore|extreme gore|(?:decapitat|behead|dismember|disembowel|eviscerat)\\w*|mutilated (?:body|bodies|corpse)|severed (?:head|limb|arm|leg|hand|finger)s?|torturing (?:an?|the|him|her)",
    ],
    [
      "intestines|guts|entrails|brains|blood|stab",
      "(?:intestines|guts|entrails|brains) (?:spill|hang|pour|splatter)\\w*|blood (?:spray|spurt|gush)(?:s|es|ing) (?:from|out)|stab(?:s|bing) (?:him|her|them|(?:a|the) (?:man|woman|person|girl|boy|child|victim))",
    ],
    // Self-harm.
    [
      "suicid|kill|sel(?:f|ves)|wrist|overdos",
      "commit(?:s|ting)? suicide|suicidal|kill(?:s|ing)? (?:herself|himself|themselves|myself)|(?:cut|slit|slash)(?:e?s|ting|ing)? (?:her|his|their|my) (?:own )?wrists?|hang(?:s|ing)? (?:herself|himself|themselves)(?! (?:upside|from the (?:bar|branch|cliff)))|self-harm\\w*|overdos(?:es|ing) on",
    ],
    // Hard drugs, weapons and attacks.
    [
      "heroin|cocain|meth|fentanyl|shooting|suicide|terrorist",
      "heroin|cocaine|(?:crystal )?meth(?:amphetamine)?|fentanyl|(?:school|mass) shooting|suicide bomb\\w*|terrorist attack",
    ],
    [
      "bomb|explosive|\\bied|molotov|nerve gas",
      "(?:build|mak|assembl|construct)(?:e|s|es|ing)? (?:an? |the )?(?:home-?made |pipe |nail |time )?(?:bombs?|explosives?|ied|molotov cocktails?|nerve gas)",
    ],
  ].map(([hint = "", pattern = ""]) => [hint, `\\b(?:${pattern})\\b`] as const);
/** Someone under eighteen; "girl" and "boy" alone are also said of adults. */
export const minor = (): RegExp =>
  /\b(?:child|children|kids?|minors?|underage|preteens?|toddlers?|bab(?:y|ies)|teen(?:age)?(?:rs?)?|school(?:girl|boy)s?|(?:little|young|small) (?:girl|boy)s?|(?:1[0-7]|[1-9])[- ]years?[- ]old)\b/;
export const sexualised = (): RegExp =>
  /\b(?:sexy|sexual\w*|sexuali[sz]ed|erotic\w*|seductive\w*|seduc(?:es|ing)|lingerie|sensual\w*|porn\w*|nude(?![- ](?:colou?r|tone|lip|dress|gown|shade|palette|heel))|naked(?! (?:eye|mole|flame|tree|branch))|topless|lewd|arous\w+)\b/g;
