/** Public figures whose full name means no one else. Ones of your own: option `names`. */
export const people = `
donald trump|joe biden|barack obama|vladimir putin|xi jinping|zelensky|emmanuel macron|kim jong[- ]un|pope francis
elon musk|mark zuckerberg|bill gates|steve jobs|taylor swift|beyonc[eé]|ariana grande|michael jackson|elvis presley
marilyn monroe|tom cruise|brad pitt|leonardo dicaprio|emma watson|keanu reeves|cristiano ronaldo|lionel messi
`;
