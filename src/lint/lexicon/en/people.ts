/** Public figures whose full name means no one else. Ones of your own: option `names`. */
export const people = [
  ..."donald trump|joe biden|barack obama|kamala harris|hillary clinton|vladimir putin|xi jinping|volodymyr zelenskyy?".split(
    "|",
  ),
  ..."narendra modi|emmanuel macron|angela merkel|kim jong[- ]un|benjamin netanyahu|keir starmer|pope francis|pope leo".split(
    "|",
  ),
  ..."elon musk|mark zuckerberg|jeff bezos|bill gates|steve jobs|sam altman|greta thunberg|oprah winfrey".split("|"),
  ..."taylor swift|beyonc[eé]|rihanna|lady gaga|ariana grande|justin bieber|billie eilish|kanye west|michael jackson|elvis presley".split(
    "|",
  ),
  ..."marilyn monroe|tom cruise|brad pitt|leonardo dicaprio|scarlett johansson|emma watson|keanu reeves|dwayne johnson".split(
    "|",
  ),
  ..."angelina jolie|tom hanks|morgan freeman|johnny depp|jackie chan|kim kardashian|margot robbie|timoth[eé]e chalamet".split(
    "|",
  ),
  ..."cristiano ronaldo|lionel messi|lebron james|serena williams|shohei ohtani|usain bolt|roger federer|kylian mbapp[eé]".split(
    "|",
  ),
];
