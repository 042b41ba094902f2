import type { Languages, Phrases } from "../core/language.js";
import type { Range } from "../core/types.js";
import type { Quantity } from "./features.js";
import { anyLanguage, firstMatches, joinAlternatives, onceForLanguages, toRange } from "./pattern-matches.js";

/** A candidate. If not `sure`, it counts next to a sure one, or alone between two marks. */
type FoundQuantity = Omit<Quantity, "timing"> & { readonly within?: Quantity["timing"]; readonly sure: boolean };

const patterns = onceForLanguages((languages) => {
  const join = (
    name: Exclude<keyof Phrases["quantities"], "parseNumber" | "ofThing" | "isOnClock" | "isLengthOfAction" | "remove">,
    before = "",
    after = "",
    flags = "",
  ) => new RegExp(`${before}(?:${joinAlternatives(languages, ({ quantities }) => quantities[name])})${after}`, flags);
  const { source: to } = join("to");
  return {
    lengths: new RegExp(
      `(?<![a-z\\d.$']|\\d:)(?:(\\d{1,4}(?:\\.\\d)?) ?(?:秒|s(?:ec(?:ond)?s?)?)? ?(?:${to}|[-–~〜]) ?)?(\\d{1,4}(?:\\.\\d{1,2})?|${join("numbers").source})(?:[ -]?(?:secs?|s|mins?)(?![a-z\\d])|${join("units").source})|${join("lengths").source}`,
      "g",
    ),
    /** A word for the clip after it, with adjectives between: "vertical 4K video", 秒の縦動画. */
    ofClip: join("ofClip", "^"),
    saysLength: join("saysLength", "", "$"),
    within: join("within", "", "$"),
    clock: join("clock", "", "$"),
    /** "Portrait" and "landscape" count only as a format. */
    shapes: join("shapes", "", "", "g"),
    others:
      /(?<![\d.x×*])(?<width>\d{3,4}) ?[x×*] ?(?<height>\d{3,4})(?![\d.])|(?<![a-z\d.$])(?:(?<lines>480|540|720|1080|1440|2160|4320) ?[pi]|(?<thousands>[48]) ?k|(?:full ?|u|\u30d5\u30eb)hd)(?![a-z\d])|(?<![\d.])(?<fps>\d{2,3})[ -]?(?:fps|frames per second)\b/g,
    alone: join("about", "(?:^|[,、/|;。\\n]|\\.\\s)\\s*", "?$"),
    ofThing: (after: string) => languages.some((language) => language.phrases().quantities.ofThing?.test(after)),
    parseNumber(word: string): number {
      for (const language of languages) {
        const value = language.phrases().quantities.parseNumber(word);
        if (value !== undefined) return value;
      }
      return Number(word);
    },
  };
});
/** Whether the time is how long something in the clip lasts. */
export const isLengthOfAction = (prose: string, [start, end]: Range, languages: Languages): boolean => {
  const [before, after] = [prose.slice(Math.max(0, start - 200), start), prose.slice(end, end + 60)];
  return anyLanguage(languages, ({ quantities }) => quantities.isLengthOfAction(before, after));
};

const aspects =
  /(?<![\d:.,]|\d ?[-–~〜] ?)(\d{1,2}(?:\.\d\d?)?) ?: ?(\d{1,2})(?![\d:]|[.,]\d| ?[-–~〜] ?\d| ?[ap]\.?m\b)/g;

/** In "aspect ratio", アスペクト比. */
const ratio = /aspect|ratio|format|比/;

function* found(prose: string, languages: Languages): Generator<FoundQuantity> {
  const words = patterns(languages);
  for (const match of firstMatches(words.lengths, prose)) {
    const range = toRange(match);
    const [whole, from, number = match.groups?.number ?? ""] = match;
    // "the 90s" and "1970s" are decades.
    if (/^\d{1,3}0s$/.test(whole) && Number(number) >= 20) continue;
    const before = prose.slice(Math.max(0, range[0] - 24), range[0]);
    const after = prose.slice(range[1], range[1] + 48);
    const minutes = /min(?:ute)?s?$|分$/.test(whole);
    const moment = words.within.test(before) && !/^ long\b/.test(after) && !/^(?:an?|the) $/.test(before);
    const sure = from !== "0" && !moment && (words.ofClip.test(after) || words.saysLength.test(before));
    if (minutes && !sure && !isLengthOfAction(prose, range, languages)) continue;
    const value = words.parseNumber(number) * (minutes ? 60 : 1);
    const within = from !== undefined ? "span" : moment && "moment";
    yield { range, kind: "seconds", ...(!(from && sure) && { value }), within, sure };
  }
  for (const match of firstMatches(aspects, prose)) {
    const range = toRange(match);
    const [, width, height] = match;
    const before = prose.slice(Math.max(0, range[0] - 18), range[0]);
    const after = prose.slice(range[1], range[1] + 16);
    // "3:2" may be a score or a time.
    const isRatio = /^(?:16|9|21)$/.test(width ?? "") && /^(?:16|9)$/.test(height ?? "");
    if (!(isRatio || ratio.test(before) || ratio.test(after)) || words.clock.test(before) || words.ofThing(after))
      continue;
    yield { range, kind: "aspect", value: Number(width) / Number(height), sure: true };
  }
  for (const match of firstMatches(words.shapes, prose)) {
    const [shape] = match;
    const value = /^(?:sq|正|\u30b9)/.test(shape) ? 1 : /^[vp縦]/.test(shape) ? 0.5 : 2;
    // "Vertical" before another noun describes that noun; alone between marks it describes the clip.
    const sure = Object.values(match.groups ?? {}).some(Boolean);
    if (sure || /^(?:[vh]|[縦横][長型])/.test(shape)) yield { range: toRange(match), kind: "orientation", value, sure };
  }
  for (const match of firstMatches(words.others, prose)) {
    const { width, height, lines, thousands, fps } = match.groups ?? {};
    const [across, down] = [Number(width), Number(height)];
    const size = { width: across, height: down, value: across / down };
    const value = Number(fps ?? lines ?? (thousands ? Number(thousands) * 540 : match[0] === "uhd" ? 2160 : 1080));
    const kind = width ? "size" : fps ? "fps" : "resolution";
    const range = toRange(match);
    const ofOther = kind === "resolution" && words.ofThing(prose.slice(range[1], range[1] + 16));
    if (!ofOther && (!width || Math.min(across, down) > 143))
      yield { range, kind, ...(width ? size : { value }), sure: true };
  }
}

/**
 * The quantities of a prompt, in order: sure ones, their neighbors, and isolated ones. Other seconds are timing.
 */
export function findQuantities(prose: string, languages: Languages): Quantity[] {
  if (!/[\d秒縦横方\u30b9]|vertical|horizontal|square|portrait|landscape|second|minute|hd/.test(prose)) return [];
  const apart: FoundQuantity[] = [];
  for (const one of [...found(prose, languages)].sort(
    (a, b) => a.range[0] - b.range[0] || Number(b.sure) - Number(a.sure),
  )) {
    const [start] = one.range;
    // Ignore options of other tools (--ar 16:9).
    const option = /--[a-z-]{1,15} {0,2}$/.test(prose.slice(Math.max(0, start - 19), start));
    if (!option && start >= (apart.at(-1)?.range[1] ?? 0)) apart.push(one);
  }
  const beside = (left: FoundQuantity | undefined, right: FoundQuantity | undefined) =>
    left &&
    right &&
    left.kind !== right.kind &&
    /^[\s,、/・の|+-]{0,3}$/.test(prose.slice(left.range[1], right.range[0]));
  const lengthsFound = apart.filter(({ kind }) => kind === "seconds").length;
  return apart.flatMap(({ sure, within, ...one }, index): Quantity[] => {
    const length = one.kind === "seconds";
    const [before, after] = [apart[index - 1], apart[index + 1]];
    const near = (before?.sure && beside(before, apart[index])) || (after?.sure && beside(apart[index], after));
    const alone = !within && !(length && lengthsFound > 1) && isAlone(prose, one.range, patterns(languages).alone);
    if (sure || near || alone) return [{ ...one, timing: false }];
    return length ? [{ ...one, timing: within || "span" }] : [];
  });
}

/** Between two marks or line ends. */
function isAlone(prose: string, [start, end]: Range, marked: RegExp): boolean {
  return (
    marked.test(prose.slice(Math.max(0, start - 10), start)) &&
    (start < 10 || /[,、/|;。\n.]/.test(prose.slice(start - 10, start))) &&
    /^ ?(?:[,、/|;。\n]|\.(?!\d)|$)/.test(prose.slice(end, end + 3))
  );
}
