import type { Languages } from "../core/language.js";
import { type Report, rule } from "../core/rule.js";
import type { Range } from "../core/types.js";
import { opposites } from "../text/camera-term.js";
import type { PromptCameraMove } from "../text/features.js";
import { anyLanguage, ownPhrases, toRange } from "../text/pattern-matches.js";

/** Whether a text between two words makes the second come after the first. */
const isInTurn = (text: string, languages: Languages) =>
  anyLanguage(languages, ({ succession }) => succession.test(text));

/** Finds opposites in one shot: zoom in and out, a static camera that follows, slow and fast. */
export const noContradiction = rule("no-contradiction", "focus", "warning", {
  *check({ features, text, language }, _, languages) {
    const pairs = [
      ...features.shots.flatMap((shot) => cameraPairs(movesWithin(features.camera, shot), text, languages)),
      ...[...wordPairs(features.prose, language, languages)].map(
        ([one, other]) => [{ range: one }, { range: other }] as const,
      ),
    ];
    for (const [one, other] of pairs) yield report(text, one, other);
  },
});

type Part = Pick<PromptCameraMove, "range" | "words">;

function report(text: string, one: Part, other: Part): Report {
  const wordsOf = ({ range, words }: Part) => words ?? text.slice(...range).trim();
  const data = { one: wordsOf(one), other: wordsOf(other) };
  return { messageId: "opposite", range: other.range, data, suggestions: [{ messageId: "choose" }] };
}

const movesWithin = (moves: readonly PromptCameraMove[], [start, end]: Range) =>
  moves.filter(({ range: [at] }) => at >= start && at < end);

function cameraPairs(moves: readonly PromptCameraMove[], text: string, languages: Languages): [Part, Part][] {
  const found: [Part, Part][] = [];
  // Only the last move of each kind and direction is compared, which keeps this linear.
  const earlier = new Map<string, PromptCameraMove>();
  for (const move of moves) {
    const one = move.afterwards ? undefined : [...earlier.values()].find((other) => areOpposed(other, move));
    earlier.set(`${move.kind} ${move.direction ?? ""}`, move);
    if (one === undefined || one.range[1] > move.range[0]) continue;
    const between = text.slice(one.range[1], Math.min(move.range[0], one.range[1] + 400));
    const inTurn = anyLanguage(languages, ({ succession, simultaneous }) =>
      succession.test(between.replace(simultaneous, "")),
    );
    const still = one.kind === "static" || move.kind === "static";
    if ((!still && /[\n;。.]/.test(between)) || inTurn) continue;
    found.push([one, move]);
    if (found.length === 3) break;
  }
  return found;
}

function areOpposed(one: PromptCameraMove, other: PromptCameraMove): boolean {
  const isStill = (move: PromptCameraMove) => move.kind === "static";
  if (isStill(one) !== isStill(other)) return one.kind !== "handheld" || other.kind !== "handheld";
  return (
    one.direction !== undefined &&
    opposites[one.direction] === other.direction &&
    (one.kind === other.kind || (isDepth(one) && isDepth(other)))
  );
}

const isDepth = ({ kind }: PromptCameraMove) => kind === "zoom" || kind === "dolly";

function* wordPairs(prose: string, language: string, languages: Languages): Generator<[Range, Range]> {
  for (const { pattern, hint = pattern, within } of ownPhrases(language, languages).opposites) {
    let last: { range: Range; isOne: boolean } | undefined;
    // Iterating copies the pattern, and few prompts have a match.
    if (prose.search(hint) < 0) continue;
    for (const match of prose.matchAll(pattern)) {
      const range = toRange(match);
      const isOne = match[1] !== undefined;
      const between = last && prose.slice(last.range[1], range[0]);
      if (
        last &&
        between !== undefined &&
        last.isOne !== isOne &&
        between.length <= within &&
        !isInTurn(between, languages) &&
        !/[.。\n;]/.test(between)
      ) {
        yield [last.range, range];
        last = undefined;
      } else last = { range, isOne };
    }
  }
}
