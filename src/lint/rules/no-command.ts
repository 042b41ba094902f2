import { motion } from "../features/english-forms.js";
import { seenWhenAdded } from "../lexicon/en/commands.js";
import type { LintRule, Report } from "../rule.js";

const first = /(?:^|[.!?;\n])\s{0,3}/.source;
const polite =
  /(?:(?:please|now|also|then|just|kindly|can you|could you|would you|i want you to|i'd like you to) ){0,3}/.source;
const commands = new RegExp(
  `${first}(${polite}(?:(create|generate|produce|add|insert|delete|remove|replace|include|animate|let|let's)|(make|change|have|give|put|show|apply|render|turn|convert|transform)(?= (?:the|a|an|her|him|it|its|them|his|their|this|that|my|me|all|some|everything|us)\\b))(?= ))`,
  "g",
);
/** "Create a video of …": all of it can go. */
const wrapper =
  /^ (?:me )?(?:a|an|the|one)(?: [a-z0-9-]{1,15}){0,3} (?:video|clip|animation|shot|scene|movie|film)(?: clip| shot)? (?:of|showing|where|in which|with|that shows|featuring) (?!(?:this|my|the) (?:image|picture|photo))(?=(\S[^.,!?\n]{0,30}))/;
const doer = /^ (?:it |the )?((?:her|him|it|them|the [a-z]{2,20}|(?:her|his|its|their) [a-z]{2,20})) ([a-z]{2,20})\b/;
const pronouns: Readonly<Record<string, string>> = { her: "she", him: "he", them: "they" };

const requests =
  /(?:て|で)(?:ください|下さい|ほしい|欲しい|くれ|もらえ|もらい|いただけ|いただき|頂け|頂き)|(?:お願い(?:し|いた|致|。|$)|してくれ)|(?:足して|加えて|追加して|つけて|付けて|変えて|消して|作って|生成して|入れて|させて|にして|せよ|しろ)(?=[。.!?\n]|$)/g;

/** Finds orders to whoever makes the video, where what is seen could be told. */
export const noCommand: LintRule = {
  id: "no-command",
  family: "wording",
  severity: "info",
  messages: {
    en: {
      command: "“{{text}}” tells someone what to do; a model does better with what is seen.",
      event: "Write “{{instead}}”.",
      tell: "Tell what happens, such as “snow begins to fall” for “add snow”.",
    },
    ja: {
      command: "「{{text}}」は依頼の言い方です。画面で起きることを書くほうが伝わります。",
      event: "「{{instead}}」と書いてください。",
      tell: "出来事として書いてください。例:「雪を足して」は「雪が降り始める」。",
    },
  },
  *check(prompt) {
    const { prose } = prompt.features;
    const report = (start: number, end: number, change?: { end: number; text: string }): Report => ({
      messageId: "command",
      range: [start, end],
      data: { text: prose.slice(start, end) },
      suggestions: [
        change
          ? {
              messageId: "event",
              data: { instead: change.text },
              fix: { range: [start, change.end], text: change.text },
            }
          : { messageId: "tell" },
      ],
    });
    for (const match of prose.matchAll(commands)) {
      const [whole, order = "", open, strict] = match;
      const end = match.index + whole.length;
      const rest = prose.slice(end, end + 90);
      const event = eventOf(open ?? strict ?? "", rest);
      yield report(
        end - order.length,
        event && !event.wrapped ? end + event.length : end,
        event && { end: end + event.length, text: capital(event.text) },
      );
    }
    for (const match of prose.matchAll(requests)) {
      const end = match.index + match[0].length;
      const before = prose.slice(Math.max(0, match.index - 22), match.index + 1);
      const phrase =
        /(?:[^\s、。,.!?をがにはへ]{1,9}[をがにはへ])?[^\s、。,.!?をがにはへ]{1,10}$/.exec(before)?.[0] ??
        before.slice(-1);
      const start = match.index + 1 - phrase.length;
      const text = prose.slice(start, end);
      const event = eventInJapanese(text);
      yield report(start, end, event === undefined ? undefined : { end, text: event });
    }
  },
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is seen when the order is followed, and how much of what comes after the order it stands for. */
function eventOf(verb: string, rest: string): { length: number; text: string; wrapped?: true } | undefined {
  const wrapped = wrapper.exec(rest);
  if (wrapped) return { length: wrapped[0].length + (wrapped[1] ?? "").length, text: wrapped[1] ?? "", wrapped: true };
  if (verb === "add") {
    const thing = /^ ([a-z ]{2,30}?)(?= (?:to|in|on|and|over|behind)\b|[.,;!\n]|$)/.exec(rest);
    const [found, event] = seenWhenAdded.find(([name]) => name.test(thing?.[1] ?? "")) ?? [];
    const noun = found?.exec(thing?.[1] ?? "")?.[1];
    if (thing && noun && event) return { length: thing[0].length, text: `${noun} ${inflected(event, noun)}` };
  } else if (/^(?:make|let|have)/.test(verb)) {
    const [found = "", who = "", does = ""] = doer.exec(rest) ?? [];
    if (found === "" || (verb === "make" && !motion.has(does))) return;
    const actor = pronouns[who] ?? who;
    return { length: found.length, text: `${actor} ${inflected(does, actor)}` };
  }
  return;
}

/** The verb as it goes with its noun: "snow falls", "leaves fall". */
function inflected(verb: string, noun: string): string {
  if (noun === "they" || /(?:[^s]s|people|children|feet)$/.test(noun)) return verb;
  const [head = "", ...tail] = verb.split(" ");
  const ending =
    head === "have"
      ? "has"
      : /(?:[sxz]|ch|sh|o)$/.test(head)
        ? `${head}es`
        : `${head.replace(/([^aeiou])y$/, "$1ie")}s`;
  return [ending, ...tail].join(" ");
}

const rows: Readonly<Record<string, string>> = {
  か: "く",
  が: "ぐ",
  さ: "す",
  た: "つ",
  な: "ぬ",
  ば: "ぶ",
  ま: "む",
  ら: "る",
  わ: "う",
};
const falling = /(雪|雨|花びら|桜|紙吹雪|落ち葉)[をが](?:足|加え|追加|降ら|散ら|つけ|付け|入れ)/;

/** 雪を足してください: 雪が降り始める. Only where the plain form is certain. */
function eventInJapanese(request: string): string | undefined {
  const falls = falling.exec(request)?.[1];
  if (falls) return falls === "雪" || falls === "雨" ? `${falls}が降り始める` : `${falls}が舞い始める`;
  const [, what, , stem = "", row = ""] = /^((.{1,8})を)?(.{1,8})([かがさたなばまらわ])せて/.exec(request) ?? [];
  if (row) return `${what ? `${what.slice(0, -1)}が` : ""}${stem}${rows[row] ?? ""}`;
  const [, action] = /^(.{2,16}(?:[一-龠]{2}|[ァ-ヶー]{2}))して/.exec(request) ?? [];
  if (action && !/(?:追加|変更|生成|作成|制作|変換|動画化|削除)$/.test(action)) return `${action}する`;
  const [, walk] = /^(.{1,16})いて(?:くだ|下)/.exec(request) ?? [];
  return walk && `${walk}く`;
}
