import { notSpeakers as notSpeakersEn, signs as signsEn, speech as speechEn } from "../lexicon/en/speech.js";
import { notSpeakers as notSpeakersJa, signs as signsJa, speech as speechJa } from "../lexicon/ja/speech.js";

const alternatives = (...lists: (readonly string[])[]) => lists.flat().join("|");
const spokenBefore = new RegExp(`\\b(?:${alternatives(speechEn)})\\b`);
const signSays = new RegExp(
  `\\b(?:${alternatives(signsEn)})s?(?: (?:that|which|above|on|over|behind|in)(?: [a-z]{1,15}){0,2})? (?:say|read)(?:s|ing)?\\b`,
);
const onSign = new RegExp(`\\b(?:${alternatives(signsEn)}|reads?|reading)s?\\b|(?:${alternatives(signsJa)})`);
const spokenAfter = new RegExp(
  `^[\\s,]{0,3}(?:(?:${alternatives(speechEn)})\\b((?: [\\p{L}']{1,20}){1,3})|((?:[\\p{L}']{1,20} ){1,4})(?:${alternatives(speechEn)})\\b)`,
  "u",
);
const signAfter = new RegExp(`^(?:と(?:いう)?|の|が)[^。、「」\\n]{0,8}(?:${alternatives(signsJa)})`);
const saidAfter = new RegExp(`^[\\s、]?と([^。、「」\\n]{0,14}?)(?:${alternatives(speechJa)})`);
const label = /^[-*•\s\d.]{0,6}([\p{L}][^:\n]{0,39}?) ?(?:[([][^()[\]]{0,30}[)\]])? ?:\s*$/u;
const notSpeaker = new RegExp(`^(?:${alternatives(notSpeakersEn, notSpeakersJa)})`);
const nobody = /^(?:dialogues?|dialog|lines?|speech|audio|セリフ|せりふ|台詞|会話|音声)$/;
const nameOnly = /^[\s\-*・]{0,4}([\p{L}\p{N}][\p{L}\p{N}ー・]{0,9}?)(?:\([^()]{0,15}\))?\s*$/u;
const subject = /([^\s、。,がは]{1,20})[がはも][^。「」\n]{0,20}$/;

/**
 * Who says what is quoted, from the words before and after it:
 * `""` if that is not told, `undefined` if it is not spoken.
 */
export function speakerOf(before: string, after: string, words: string): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(words) || signAfter.test(after)) return undefined;
  const [, named] = label.exec(before) ?? [];
  if (named !== undefined && !spokenBefore.test(named)) {
    if (notSpeaker.test(named)) return undefined;
    return nobody.test(named) ? "" : named;
  }
  const japanese = saidAfter.exec(after);
  if (japanese)
    return (subject.exec(before)?.[1] ?? japanese[1]?.replace(/[がは].*$/, "")) || nameOnly.exec(before)?.[1] || "";
  if (signSays.test(before)) return undefined;
  const verb = spokenBefore.exec(before);
  if (verb) return before.slice(0, verb.index).replace(/^.*,/, "");
  const later = spokenAfter.exec(after);
  // "It is." Tom says, "Good.": he says what comes next.
  const next = /[.!?…]$/.test(words) && later && /^[,:] ?["“'「]/.test(after.slice(later[0].length));
  if (later && !next) return later[1] ?? later[2];
  if (onSign.test(before)) return undefined;
  const name = /[「『]/.test(words) ? undefined : nameOnly.exec(before)?.[1];
  if (/^[\s、]?と[^「『]/.test(after) && subject.test(before)) return subject.exec(before)?.[1];
  const sentence = /[.!?。…♪,]$/.test(words.trimEnd());
  if (name && /[\u3040-\u9fff]/.test(words) && !/[がをはにのでともへて]$/.test(name)) return name;
  if (sentence && /[\u3040-\u9fff]| /.test(words)) return subject.exec(before)?.[1] ?? "";
  return before.trim() === "" && /^\s*(?:$|[\n「『“"])/.test(after) ? "" : undefined;
}
