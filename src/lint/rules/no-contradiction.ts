import { type Report, rule } from "../core/rule.js";
import type { Range } from "../core/types.js";
import { opposites, succession } from "../lexicon/antonyms.js";
import type { PromptCameraMove } from "../text/features.js";
import { toRange } from "../text/pattern-matches.js";

const pairs = opposites.map(({ one, other, within, id }) => ({
  id,
  within,
  japanese: /[ぁ-龠]/.test(one),
  pattern: new RegExp(`(${one})|(${other})`, "g"),
}));
/** Between two words these make the second come after the first. */
const inTurn = new RegExp(succession);
const against: Readonly<Record<string, string>> = {
  in: "out",
  out: "in",
  left: "right",
  right: "left",
  up: "down",
  down: "up",
};

/** Finds opposites in one shot: zoom in and out, a static camera that follows, slow and fast. */
export const noContradiction = rule("no-contradiction", "focus", "warning", {
  en: {
    opposite: '"{{one}}" and "{{other}}" contradict each other in one shot.',
    choose: 'Keep one, or say which comes first ("…, then …").',
  },
  ja: {
    opposite: "「{{one}}」と「{{other}}」は一つのショットで両立しません。",
    choose: "どちらかを選ぶか、「その後」のように順番を書いてください。",
  },
  *check({ features, text, language }) {
    for (const [one, other] of [...cameraPairs(features.camera, text), ...wordPairs(features.prose, language === "ja")])
      yield report(text, one, other);
  },
});

function report(text: string, one: Range, other: Range): Report {
  const data = { one: text.slice(...one).trim(), other: text.slice(...other).trim() };
  return { messageId: "opposite", range: other, data, suggestions: [{ messageId: "choose" }] };
}

function cameraPairs(moves: readonly PromptCameraMove[], text: string): [Range, Range][] {
  const found: [Range, Range][] = [];
  // Only the last move of each kind and direction is compared, which keeps this linear.
  const earlier = new Map<string, PromptCameraMove>();
  for (const move of moves) {
    const one = move.afterwards ? undefined : [...earlier.values()].find((other) => areOpposed(other, move));
    earlier.set(`${move.kind} ${move.direction ?? ""}`, move);
    if (one === undefined || one.range[1] > move.range[0]) continue;
    const between = text.slice(one.range[1], Math.min(move.range[0], one.range[1] + 400));
    const still = one.kind === "static" || move.kind === "static";
    if ((!still && /[\n;。.]/.test(between)) || inTurn.test(between.replace(/\bwhile\b|へ|から/g, ""))) continue;
    found.push([one.range, move.range]);
    if (found.length === 3) break;
  }
  return found;
}

function areOpposed(one: PromptCameraMove, other: PromptCameraMove): boolean {
  const isStill = (move: PromptCameraMove) => move.kind === "static";
  if (isStill(one) !== isStill(other)) return one.kind !== "handheld" || other.kind !== "handheld";
  return (
    one.direction !== undefined &&
    against[one.direction] === other.direction &&
    (one.kind === other.kind || (isDepth(one) && isDepth(other)))
  );
}

const isDepth = ({ kind }: PromptCameraMove) => kind === "zoom" || kind === "dolly";

function* wordPairs(prose: string, isJapanese: boolean): Generator<[Range, Range]> {
  for (const { pattern, within, japanese } of pairs) {
    if (japanese !== isJapanese) continue;
    let last: { range: Range; isOne: boolean } | undefined;
    for (const match of prose.matchAll(pattern)) {
      const range = toRange(match);
      const isOne = match[1] !== undefined;
      if (
        last &&
        last.isOne !== isOne &&
        range[0] - last.range[1] <= within &&
        !inTurn.test(prose.slice(last.range[1], range[0])) &&
        !/[.。\n;]/.test(prose.slice(last.range[1], range[0]))
      ) {
        yield [last.range, range];
        last = undefined;
      } else last = { range, isOne };
    }
  }
}
