/** What services refuse in every context, by kind. Words with an innocent reading are not here. */
export const unsafe = {
  sexual:
    /\b(?:porn\w*|hentai|nsfw|erotica?|sex (?:scene|act|tape)|sexual (?:intercourse|acts?)|(?:having|have|has) sex|oral sex|blow ?job|masturbat\w*|orgasm\w*|ejaculat\w*|genitals?|penis|vagina|(?:fully |completely )?(?:naked|nude) (?:woman|women|man|men|girls?|boys?|body|bodies|couple|model|people|person|lady)|(?:she|he|they|woman|man|girl|boy|couple) (?:is|are|gets?|strips?|stands?|poses?|dances?) (?:fully |completely )?(?:naked|nude)|(?:takes?|taking|stripping) off all (?:her|his|their) clothes|strips naked|bare breasts|topless (?:woman|girl))\b/,
  gore: /\b(?:gory|blood and gore|extreme gore|gore-filled|decapitat\w+|behead\w*|dismember\w*|disembowel\w*|eviscerat\w*|mutilated (?:body|bodies|corpse\w*)|(?:intestines|guts|entrails|brains) (?:spill|hang|pour|splatter)\w*|severed (?:head|limb|arm|leg|hand|finger)s?|blood (?:sprays|spurts|gushes|spurting|gushing) (?:from|out)|torturing (?:a|an|the|him|her) \w+|stab(?:s|bing) (?:him|her|them|a (?:man|woman|person|girl|boy|child)|the (?:man|woman|person|girl|boy|child|victim)))\b/,
  selfHarm:
    /\b(?:commit(?:s|ting)? suicide|suicidal|kill(?:s|ing)? (?:herself|himself|themselves|myself)|(?:cut(?:s|ting)?|slit(?:s|ting)?|slash(?:es|ing)?) (?:her|his|their|my) (?:own )?wrists?|hang(?:s|ing)? (?:herself|himself|themselves) (?!upside|from (?:the|a) (?:bar|branch|cliff|ledge|rope))|self-harm\w*|overdos(?:es|ing) on)\b/,
  dangerous:
    /\b(?:heroin|cocaine|methamphetamine|crystal meth|fentanyl|cook(?:s|ing)? meth|school shooting|mass shooting|suicide bomb\w*|terrorist attack|(?:build|mak|assembl|construct)(?:e|s|es|ing)? (?:a |an |the )?(?:home-?made |pipe |nail |time )?(?:bombs?|explosives?|ied|molotov cocktails?|ghost gun|nerve gas))\b/,
};
/** Someone under eighteen; "girl" and "boy" alone are also said of adults. */
export const minor =
  /\b(?:child|children|kids?|minors?|underage|preteens?|toddlers?|bab(?:y|ies)|teen(?:age)?(?:rs?)?|school(?:girl|boy)s?|(?:little|young|small) (?:girl|boy)s?|(?:1[0-7]|[1-9])[- ]years?[- ]old)\b/;
export const sexualised =
  /\b(?:sexy|sexual\w*|sexuali[sz]ed|erotic\w*|seductive\w*|seduc(?:es|ing)|lingerie|sensual\w*|porn\w*|nude(?![- ](?:colou?r|tone|lip|dress|gown|shade|pink|palette|heel))|naked(?! (?:eye|mole|flame|tree|branch))|topless|lewd|arous\w+|provocative pose)\b/g;
