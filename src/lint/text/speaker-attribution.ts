/** Verbs that have someone speak. */
const speech =
  "(?:(?:say|speak|whisper|murmur|mutter|shout|yell|ask|answer|call|sing|exclaim|announce|scream|respond|tell)(?:s|ing|ed)?|(?:repl|cr)(?:y|ies|ied|ying)|said|told|spoke|sang|voice-?over)\\b";
const spoken =
  "言|いう(?!文字|名|看板|字)|話|語|叫|呼|囁|ささや|つぶや|呟|答え|聞|尋ね|問|伝え|告げ|歌|声|挨拶|しゃべ|喋";
/** What bears words that nobody speaks. */
const signs =
  "(?:sign|signboard|label|labell?ed|titled?|text|caption|logo|neon|written|billboard|poster|banner|word|letter|lettering|printed|named|tattoo|screen|subtitle|board|shirt)s?";
const writing = "書|表示|刻|印字|文字|看板|ロゴ|タイトル|題|テロップ|字幕|ラベル|名札|ネオン|ポスター";
const spokenBefore = new RegExp(`\\b${speech}`);
const onSign = new RegExp(`\\b(?:${signs}|reads?|reading)\\b|${writing}`);
const signSays = new RegExp(
  `\\b${signs}(?: (?:that|which|above|on|over|behind|in)(?: [a-z]{1,15}){0,2})? (?:say|read)(?:s|ing)?\\b`,
);
const spokenAfter = new RegExp(
  `^[\\s,]{0,3}(?:${speech}((?: [\\p{L}']{1,20}){1,3})|((?:[\\p{L}']{1,20} ){1,4})${speech})`,
  "u",
);
const signAfter = new RegExp(`^(?:と(?:いう)?|の|が)[^。、「」\\n]{0,8}(?:${writing})`);
const saidAfter = new RegExp(`^[\\s、]?と([^。、「」\\n]{0,14}?)(?:${spoken})`);
const label = /^[-*•\s\d.]{0,6}([\p{L}][^:\n]{0,39}?) ?(?:[([][^()[\]]{0,30}[)\]])? ?:\s*$/u;
/** Heads before a colon that are not a person. */
const notSpeaker =
  /^(?:on-screen|text|title|caption|logo|sign|subtitle|style|mood|light|camera|palette|colou?r|scene|setting|sound|sfx|music|prompt|theme|background|テロップ|字幕|タイトル|文字|看板|ロゴ|画風|スタイル|雰囲気|照明|カメラ|背景|効果音|音楽|bgm|プロンプト)/;
const nobody = /^(?:dialog(?:ue)?s?|lines?|speech|audio|セリフ|台詞|会話|音声)$/;
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
