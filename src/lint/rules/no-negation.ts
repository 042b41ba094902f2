import {
  idiomAfterNo,
  mannerAfterWithout,
  opposite,
  pictured,
  stateWhenNot,
  stays,
  stop,
} from "../lexicon/en/negation.js";
import { ends, isNegation, kept } from "../lexicon/ja/negation.js";
import type { LintRule } from "../rule.js";

/** A negation, and what could stand in its place. */
interface Negation {
  readonly start: number;
  readonly end: number;
  readonly instead?: string | undefined;
}

const denied =
  /\b(?:please )?(do not|don'?t|does not|doesn'?t|must not|mustn't|should not|shouldn't|must never|never|avoid) ([a-z]{2,20})((?: [a-z'-]{1,20}){0,6})/g;
const absent = /\b(no|without)((?: [a-z][a-z'-]{0,20}){1,5})/g;
const nothing = /\bnothing(?: else)? (?:moves|changes)\b(?! (?:but|except))/g;
const startsClause = /(?:^|[.!?;:,\n\u2013\u2014-]|\bplease|\bjust|\balso)\s*$/;
function* inEnglish(prose: string, moves: ReadonlySet<number>): Iterable<Negation> {
  for (const match of prose.matchAll(denied)) {
    const [whole, not = "", verb = "", rest = ""] = match;
    const start = match.index;
    const imperative = startsClause.test(prose.slice(Math.max(0, start - 12), start));
    const state = stateWhenNot(verb);
    const cut = rest.search(stop);
    const object = (cut < 0 ? rest : rest.slice(0, cut)).trim();
    const end = start + whole.length - rest.length + (cut < 0 ? rest.length : cut);
    if (not === "avoid") {
      if (!imperative || /^(?:eye|the)$/.test(verb + object)) continue;
      const gerund = verb.endsWith("ing") && object !== "";
      yield { start, end, instead: gerund && state ? stays(object, state) : opposite(`${verb} ${object}`.trim()) };
    } else if (
      imperative &&
      !/^does/.test(not) &&
      !(not === "never" && /(?:ing|[^s]s|ed)$|^(?:before|again)$/.test(verb))
    ) {
      yield { start, end, instead: state && object ? stays(object, state) : undefined };
    } else if (pictured.test(verb) && !verb.endsWith("ing")) {
      const be =
        not.startsWith("mus") || not.startsWith("sho") ? `${not.slice(0, not.startsWith("s") ? 6 : 4)} stay` : "stay";
      const stay = be === "stay" && (/^does/.test(not) || verb.endsWith("s")) ? "stays" : be;
      yield {
        start,
        end: start + whole.length - rest.length,
        instead: state && object === "" ? `${stay} ${state}` : undefined,
      };
    }
  }
  for (const match of prose.matchAll(absent)) {
    const [, not = "", rest = ""] = match;
    const start = match.index;
    const from = start + not.length;
    const stopped = rest.search(stop);
    const phrase = stopped < 0 ? rest : rest.slice(0, stopped);
    // "no apples swings": the verb is another's. "no sudden movement" is one phrase.
    const verb = [...phrase.matchAll(/ [a-z'-]{1,20}/g)].find(
      ({ index, 0: word }) => index > 0 && moves.has(from + index + 1) && !/(?:ing|ments?|tions?)$/.test(word),
    );
    const words = phrase.slice(0, verb?.index).trim();
    const [first = ""] = words.split(" ", 1);
    const end = from + 1 + words.length;
    if (words === "") continue;
    if (not === "no") {
      if (
        idiomAfterNo.test(words) ||
        /\b(?:say|says|saying|or|whispers?|heads?)[,:]? $/.test(prose.slice(Math.max(0, start - 12), start))
      )
        continue;
      yield { start, end, instead: verb ? undefined : opposite(words) };
    } else if (first.endsWith("ing") && words !== first) {
      const state = stateWhenNot(first);
      const same = state && stays(words.slice(first.length + 1), state);
      if (state && state !== "still") yield { start, end, instead: same && `while ${same}` };
      else if (/^(?:add|remov|show)/.test(first)) yield { start, end };
    } else if (!first.endsWith("ing") && !mannerAfterWithout.test(words)) {
      const seen = opposite(words);
      yield { start, end, instead: seen && `with ${seen}` };
    }
  }
  for (const match of prose.matchAll(nothing)) {
    const start = match.index;
    const end = start + match[0].length;
    yield { start, end, instead: `everything else stays ${match[0].endsWith("moves") ? "still" : "the same"}` };
  }
}

const negated =
  /ない(?:で|ように?|こと)?|ません|ずに?|[な無]し|禁止|は(?:不要|いらない|要らない)|避け(?:てください|て下さい|ること)/g;
const request = /^(?:に)?(?:して|する)?(?:ください|下さい|ほしい|欲しい|くれ|ね|よ)/;
const phrase = /(?:[一-龠々ァ-ヶーa-z]{1,10}[をはがも])?[^をはがも\s、。,.]{0,8}$/;

function* inJapanese(prose: string): Iterable<Negation> {
  for (const match of prose.matchAll(negated)) {
    const not = match[0];
    const before = prose.slice(Math.max(0, match.index - 22), match.index);
    let end = match.index + not.length;
    const asked = /^ない/.test(not) ? (request.exec(prose.slice(end, end + 12))?.[0].length ?? 0) : 0;
    const after = prose.slice(end + asked, end + asked + 6);
    if (!isNegation(not, before, after, asked > 0)) continue;
    end += asked;
    const head =
      (/^[なは無禁]/.test(not) && !/^ない/.test(not) ? /[ぁ-ん一-龠々ァ-ヶーa-z]{1,10}$/ : phrase).exec(before)?.[0] ??
      "";
    yield { start: match.index - head.length, end, instead: kept(head, ends.test(after) && !not.startsWith("ず")) };
  }
}

/** Finds what should not be seen, where what should be seen could be said. */
export const noNegation: LintRule = {
  id: "no-negation",
  family: "wording",
  severity: "warning",
  messages: {
    en: {
      negation: "“{{text}}” says what should not be there; video models tend to show what is named.",
      positive: "Write “{{instead}}”.",
      say: "Say what is seen instead, such as “a clear sky” for “no clouds”.",
    },
    ja: {
      negation: "「{{text}}」は否定の指示です。動画モデルは書かれたものを映しがちです。",
      positive: "「{{instead}}」と書いてください。",
      say: "代わりに見えるものを書いてください。例:「雲なし」は「晴れ渡った空」。",
    },
  },
  *check(prompt) {
    const { prose, motions } = prompt.features;
    const found = [...inEnglish(prose, new Set(motions.map(({ range }) => range[0]))), ...inJapanese(prose)];
    for (const { start, end, instead } of found) {
      const upper = /[A-Z]/.test(prompt.source.charAt(prompt.toSource(start)));
      const text = upper && instead ? instead.charAt(0).toUpperCase() + instead.slice(1) : instead;
      yield {
        messageId: "negation",
        range: [start, end],
        data: { text: prose.slice(start, end) },
        suggestions: [
          text === undefined
            ? { messageId: "say" }
            : { messageId: "positive", data: { instead: text }, fix: { range: [start, end], text } },
        ],
      };
    }
  },
};
