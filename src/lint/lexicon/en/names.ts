/** Public figures with an unambiguous full name. The option `names` adds more. */
export const people = `
donald trump|joe biden|barack obama|vladimir putin|xi jinping|kim jong[- ]un|elon musk|mark zuckerberg|bill gates
taylor swift|michael jackson|elvis presley|marilyn monroe|tom cruise|brad pitt|leonardo dicaprio|cristiano ronaldo
`;

/** Protected characters and worlds with unambiguous names. */
export const characters = `
mickey mouse|donald duck|winnie the pooh|shrek|pikachu|pok[eé]mon|super mario|spider-?man|batman|superman(?! (?:pose|punch))
darth vader|star wars|harry potter|james bond|godzilla|homer simpson|spongebob|snoopy|hello kitty|doraemon|totoro
`;

/** Studios, living artists and directors whose style prompts name. */
export const makers = `
(?:studio )?ghibli|pixar|disney|dreamworks|marvel|nintendo|(?:hayao )?miyazaki|makoto shinkai|wes anderson|tim burton|banksy
`;
