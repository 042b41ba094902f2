/** The status of a job, in the reference protocol's words. */
export type JobStatus =
  | "queued"
  | "in_progress"
  | "completed"
  | "failed"
  | "expired"
  | "cancelled"
  | "deleted"
  | "unknown";

/** What servers put before the word, as in `TASK_STATUS_SUCCEED` or `JOB_STATE_RUNNING`. */
const prefix = /^(?:task|job|video|generation|prediction|request|content|image)?(?:status|state)?(?:is|was|has)?/;

/**
 * Status words of servers, services and gateways, without case and separators: `stem` or `stem(ending|ending)`, where `-` is no
 * ending. A stem stands for the whole word, so that "incomplete" and "unsuccessful" are not taken for their opposites.
 */
const stems: readonly (readonly [status: JobStatus, words: string])[] = [
  [
    "queued",
    "(in|on|en)?queu(e|ed|eing|ing) pend(ing) (a)?wait(ing|ed) submit(ted|ting) creat(ed|ing) schedul(ed|ing) prepar(ed|ing) accept(ed) receiv(ed) assign(ed) dispatch(ed) (not|notyet|un)start(-|ed) init(-|ial|ialized|ialised|ializing|ialising|iated|iating) throttl(ed|ing) (on)?hold(-|ing) held new delayed registered backlog(-|ged)",
  ],
  [
    "in_progress",
    "(in|on|under)?progress(-|ing) (in|post|pre|re)?process(-|ing) run(-|ning) start(ing|ed) restart(ing|ed) generat(e|ing) render(ing) work(ing) execut(e|ing) active activat(ed|ing) ongoing busy doing dream(ing) comput(ing) sampl(ing) denois(ing) inferenc(e|ing) upload(ing) download(ing) encod(ing) decod(ing) transcod(ing) upscal(ing) (inter)?polat(ing) sav(ing) stor(ing) finali(zing|sing) finish(ing) complet(ing) retry(-|ing) resum(ed|ing) cancel(ing|ling) moderat(ing) review(ing) validat(ing) load(ing)",
  ],
  [
    "completed",
    "succe(ss|ed|eds|eded|ssful|ssfully) complet(e|ed|es|ion) done finish(-|ed|es) ready generated rendered processed executed fulfilled finali(zed|sed) available published",
  ],
  [
    "failed",
    "(moderation)?fail(-|s|ed|ure) err(-|or|ored|ors) exception(-|s) reject(-|ed) dead crash(ed) invalid(-|ated) (moderation)?block(ed) moderated banned refused denied declined unsuccessful(-|ly) broken flagged filter(ed)",
  ],
  ["cancelled", "cancel(-|ed|led) abort(-|ed) terminat(ed) stop(-|ped) kill(ed) revok(ed) interrupt(ed) abandoned"],
  ["expired", "expir(e|ed|y) time(-|d)out(-|s) lapsed"],
  ["deleted", "delet(e|ed) remov(ed) purged"],
];

const patterns = stems.map(([status, words]) => {
  const alternatives = words.split(" ").map((word) => word.replaceAll("-", ""));
  return [status, new RegExp(`^(?:${alternatives.join("|")})$`)] as const;
});

/** Words of servers that are remembered: the same few come with each of thousands of polls. */
const maxRemembered = 1_000;

/** Remembers the results for the words that were seen first. */
function memoize<T>(read: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>();
  return (word) => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const result = read(word);
    if (known.size < maxRemembered && word.length < 100) known.set(word, result);
    return result;
  };
}

/** Without case and separators: `IN-PROGRESS`, `inProgress` and `in_progress` are one word. */
export const normalizeWord: (word: string) => string = memoize((word) =>
  word.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ""),
);

/** The status that a server's word means in general; `"unknown"` if it is none of the known ones. */
export const readStatusWord: (word: string) => JobStatus = memoize((word) => {
  const normalized = normalizeWord(word);
  for (const text of [normalized, normalized.replace(prefix, "")])
    for (const [status, pattern] of patterns) if (pattern.test(text)) return status;
  return "unknown";
});
