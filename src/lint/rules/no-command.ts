import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { isMotionVerb } from "../text/english-inflection.js";
import { findMatches } from "../text/pattern-matches.js";

const english =
  /\b(?:(?:please|now|also|then|just|kindly|can you|could you|i want you to) ){0,3}(create|generate|produce|add|insert|delete|remove|replace|include|animate|let(?:'s)?|(?:make|change|have|give|put|show|apply|render|turn|convert|transform)(?= (?:the|an?|her|him|it|its|them|his|their|this|that|my|me|all|everything)\b))(?= )/g;
const japanese =
  /[てで](?:ください|下さい|ほしい|欲しい|くれ|もらえ|もらい|いただ|頂)|お願い(?:し|いた|致|。|$)|(?:足し|加え|追加し|[つ付]け|変え|消し|作っ|生成し|入れ|させ|にし)て(?=[。.!?\n]|$)/g;
/** The object of the request, before it. */
const asked = /(?:[^\s、。,.!?をがにはへ]{1,9}[をがにはへ])?[^\s、。,.!?をがにはへ]{0,10}$/;
/** "Create a video of …", which can be removed. */
const wrapper =
  /^ (?:me )?(?:an?|the)(?: [a-z0-9-]+){0,3} (?:video|clip|animation|shot|scene)(?: clip)? (?:of|showing|where|in which|with) (?!(?:this|my|the) (?:image|picture|photo))(?=(\S))/;
const causedAction = /^ (?:it )?(her|him|it|them|(?:the|her|his|its|their) [a-z]+) ([a-z]+)/;
const fallingObject = /^ (?:some |light |heavy )?(snow|rain|leaves|petals|snowflakes|confetti)\b/;

/** The visible result of a command, and the length of the text after the verb that it replaces. */
function getEvent(verb: string, rest: string): readonly [length: number, text: string] | undefined {
  const [wrapperText = "", letter] = wrapper.exec(rest) ?? [];
  if (letter) return [wrapperText.length + 1, letter.toUpperCase()];
  const [addedText = "", falling] = verb === "add" ? (fallingObject.exec(rest) ?? []) : [];
  const [causedText = "", agent, action = ""] = /^(?:make|let|have)$/.test(verb) ? (causedAction.exec(rest) ?? []) : [];
  if (!(falling || (agent && (verb !== "make" || isMotionVerb(action))))) return undefined;
  const actor = falling ?? { her: "she", him: "he", them: "they" }[agent ?? ""] ?? agent ?? "";
  const verbForm = falling ? "begin" : action;
  const isPlural = /^they$|[^s]s$|people$/.test(actor);
  const text = `${actor} ${isPlural ? verbForm : `${verbForm.replace(/([^aeiou])y$/, "$1ie")}${/(?:[sxz]|[cs]h|o)$/.test(verbForm) ? "es" : "s"}`}`;
  return [(addedText || causedText).length, text.charAt(0).toUpperCase() + text.slice(1) + (falling ? " to fall" : "")];
}

/** 雪を足してください: 雪が降り始める. Only where the plain form is unambiguous. */
function eventInJapanese(request: string): string | undefined {
  const [, falling] = /(雪|雨|花びら|桜|落ち葉)[をが](?:足|加|追加|降ら|散ら)/.exec(request) ?? [];
  const [, action] = /^(.{2,16}(?:[一-龠]{2}|[ァ-ヶー]{2}))して/.exec(request) ?? [];
  if (falling) return `${falling}が${/[雪雨]/.test(falling) ? "降り" : "舞い"}始める`;
  return action && !/(?:追加|変更|生成|作成|制作|変換|動画化|削除)$/.test(action) ? `${action}する` : undefined;
}

/** Finds commands to the model instead of a description of events. */
export const noCommand = rule("no-command", "wording", "info", {
  en: {
    command: "“{{text}}” is a command; describe what is visible instead.",
    event: "Write “{{instead}}”.",
    tell: "Describe what happens: “snow begins to fall” for “add snow”.",
  },
  ja: {
    command: "「{{text}}」は依頼の言い方です。",
    event: "「{{instead}}」と書いてください。",
    tell: "画面で起きることを書いてください。例:「雪が降り始める」。",
  },
  *check(prompt) {
    // `no-vague-request` already reports "Make it a video".
    if (prompt.isVagueRequest) return;
    const { prose } = prompt.features;
    for (const { range, match, before } of findMatches(prose, english, japanese)) {
      const end = range[1];
      const order = match[1];
      if (order && before.trim()) continue;
      const start = range[0] - (order ? 0 : (asked.exec(before.slice(-20))?.[0].length ?? 0));
      const [length, text] = order
        ? (getEvent(order, prose.slice(end, end + 90)) ?? [])
        : [0, eventInJapanese(prose.slice(start, end))];
      const whole = [start, end + (length ?? 0)] as const;
      const fix = text ? { range: whole, text } : undefined;
      yield createReport(
        prompt,
        "command",
        text && text.length > 1 ? whole : [start, end],
        fix ? "event" : "tell",
        fix,
        {
          instead: text ?? "",
        },
      );
    }
  },
});
