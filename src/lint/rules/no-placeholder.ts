import { rule } from "../core/rule.js";
import { createReport, getSourceText } from "../core/rule-helpers.js";
import { firstMatches, joinAlternatives, onceForLanguages, toRange } from "../text/pattern-matches.js";

/** Placeholder names in brackets: actors, and names that may also be headings. Prompts in all languages have them. */
const actors = "subject|character|person|name|object|product|brand|animal";
const inLatin = {
  actors,
  names: `(?:main )?(?:${actors}|action|motion|movement|camera|scene|setting|location|place|background|style|mood|emotion|colou?r|description|weather)(?: name| movement)?`,
  fill: "(?:(?:insert|enter|describe|specify|your) [^\\][\\n【】]{1,60}|(?:add|put|write) [^\\][\\n【】]{0,40}\\b(?:you|your|here|any|details?)\\b[^\\][\\n【】]{0,40})",
  afterHeading: "[A-Z]",
};
const patterns = onceForLanguages((languages) => {
  const join = (name: keyof typeof inLatin) =>
    `(?:${inLatin[name]}|${joinAlternatives(languages, ({ placeholders }) => placeholders?.[name])})`;
  const names = join("names");
  return {
    placeholder: new RegExp(
      `\\{\\{ ?[$\\w][^{}\\n"]{0,160}\\}\\}|[$#]?\\{\\{? {0,2}[a-z_\\u3041-\\u9fff][a-z_\\u3041-\\u9fff\\d .-]{0,40}\\}?\\}|<(?:(?:the |your |insert |enter )?(?:[a-z]+[ _-]){0,2}${names})>|<(?!/)(?:what|which|where|who|how|brief|optional|e\\.g\\.|(?:the |your |an? |one |short |brief ){1,3}(?:name|description|list|word|verb|summary)s?\\b)[^<>\\n]{2,120}>|[[【](?:the |your )?(?:${names}|${join("fill")})[\\]】]|\\[[^\\][\\n/]{1,30}(?:/[^\\][\\n/]{1,30}){2,9}\\]|(?<![a-z])(?:todo|fixme|tbd|lorem ipsum|xxx)(?![a-z])|(?<![〇一二三四五六七八九])(?:[〇○◯]{2,6}|●{2,6})(?![一二三四五六七八九年])|_{3,20}|(?<=\\b(?:${prepositions}) )(?<open>\\[(?!(?:camera|pan|tilt|zoom|push|pull|static|slow))[a-z]{3,20}(?:_[a-z]{2,20}){0,2}\\])(?!\\()`,
      "g",
    ),
    actor: new RegExp(`^.(?:the |your |main )?${join("actors")}`),
    /** An instruction or a choice: no heading. */
    toFill: new RegExp(`^.(?:${join("fill")}|[^\\]】]*/)`),
    afterHeading: new RegExp(`^ {0,2}(?:[\\n:\\d"「『]|${join("afterHeading")})`),
  };
});

/** Before a noun. */
const prepositions =
  "of|across|through|in|on|at|with|from|into|by|an?|the|revealing|past|over|under|near|around|for|toward|towards|featuring";

/** Whether names in brackets are the headings of a list: "[Subject] a fox [Action] runs [Camera] static". */
function areHeadings(prose: string, found: readonly RegExpExecArray[]): boolean {
  // But "[subject] waves to [person]": a placeholder follows such words.
  const isHeading = ({ 0: name, index }: RegExpExecArray) =>
    !/\b(?:an?|the|to|of|in|on|at|with|and|or|by|for|from|into|is|are|his|her) $/.test(
      prose.slice(Math.max(0, index - 7), index),
    ) && /^:?\s{0,3}[a-z\d"“]/.test(prose.slice(index + name.length));
  return (
    found.length > 1 &&
    prose.search(/\S/) === found[0]?.index &&
    found.some(([name]) => /action|motion|movement|camera|scene/.test(name)) &&
    found.every(isHeading)
  );
}

/** Finds unfilled template placeholders: `{name}`, `${subject}`, `<subject>`, `[被写体]`, `TODO`, `〇〇`. */
export const noPlaceholder = rule("no-placeholder", "hygiene", "error", {
  *check(prompt, _, languages) {
    const { prose } = prompt.features;
    if (!/[{<[【_〇○◯●]|todo|fixme|tbd|lorem|xxx/.test(prose)) return;
    const { placeholder, actor, toFill, afterHeading } = patterns(languages);
    const all = [...firstMatches(placeholder, prose)];
    if (areHeadings(prose, all)) return;
    for (const match of all) {
      const [start, end] = toRange(match);
      const [words] = match;
      const source = getSourceText(prompt, [start, end]);
      // "Past [landscape], revealing [detail]"; but "in [red dress]" may be a weight.
      if (
        match.groups?.open &&
        (source !== source.toLowerCase() || all.filter(({ groups }) => groups?.open).length < 2)
      )
        continue;
      // "todo" is a word in other languages, and <b>…</b> is markup.
      if (/^(?:todo|tbd|fixme)$/.test(words) && source !== source.toUpperCase()) continue;
      if (words.startsWith("<") && prose.includes(`</${words.slice(1)}`, end)) continue;
      // "[Scene] A street at night." is a heading; "[Subject] turns" and 「[被写体]が」 are placeholders.
      const after = prompt.source.slice(prompt.toSource(end), prompt.toSource(end) + 4);
      // 【背景】 is a heading anywhere.
      const heads =
        words.startsWith("【") ||
        after.startsWith(":") ||
        /(?:^|[\n.。!?]) {0,3}$/.test(prose.slice(Math.max(0, start - 4), start));
      const headed = afterHeading.test(after) || (/^ [a-z]/.test(after) && !actor.test(words));
      if (toFill.test(words) || !(/^[[【]/.test(words) && heads && headed))
        yield createReport(prompt, "placeholder", [start, end], "fill");
    }
  },
});
