/** Public figures with an unambiguous full name. The option `names` adds more. */
export const people = `
donald trump|joe biden|barack obama|vladimir putin|xi jinping|zelensky|emmanuel macron|kim jong[- ]un|pope francis
elon musk|mark zuckerberg|bill gates|steve jobs|taylor swift|beyonc[eé]|ariana grande|michael jackson|elvis presley
marilyn monroe|tom cruise|brad pitt|leonardo dicaprio|emma watson|keanu reeves|cristiano ronaldo|lionel messi
`;

/** Protected characters and worlds with unambiguous names. */
export const characters = `
mickey mouse|donald duck|winnie the pooh|buzz lightyear|shrek|pikachu|pok[eé]mon|super mario|sonic the hedgehog
minecraft|spider-?man|batman|superman(?! (?:pose|punch))|wonder woman|deadpool|darth vader|baby yoda|star wars
harry potter|james bond|godzilla|homer simpson|spongebob|snoopy|hello kitty|doraemon|totoro|son goku|sailor moon|hatsune miku|gundam
`;

/** Studios, living artists and directors whose style prompts name. */
export const makers = `
(?:studio )?ghibli|pixar|disney|dreamworks|marvel|nintendo|(?:hayao )?miyazaki|makoto shinkai|wes anderson|tim burton
christopher nolan|quentin tarantino|greg rutkowski|banksy
`;
