import type { Range } from "../types.js";
import { lengthsIn } from "./lengths.js";
import { first, orientationOf, rangeOf } from "./matches.js";
import { shapesIn } from "./shapes.js";

/** A length, size, shape or rate that is written into the prompt as if it were a setting. */
export interface Quantity {
  readonly range: Range;
  readonly kind: "seconds" | "size" | "aspect" | "orientation" | "resolution" | "fps";
  /**
   * As a number: seconds, frames per second; the height for a resolution ("4K" is 2160); width / height for an aspect.
   * Missing for a clip of "5 to 10 seconds"; of a span within the clip (3〜8秒で…) it is the end.
   */
  readonly value?: number;
  /** For sizes, in pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly orientation?: "landscape" | "portrait" | "square";
  /** Says when within the clip something happens ("at 3 seconds", 最後の1秒), not how long the clip is. */
  readonly timing: boolean;
}

/** As found. What is not `sure` counts beside one that is, or alone between two marks. */
export interface Found extends Quantity {
  readonly sure: boolean;
}

const sizes = /(?<![\d.x×*])(\d{3,4}) ?[x×*] ?(\d{3,4})(?: ?px| ?pixels?\b| ?ピクセル)?(?![\d.])/g;
const resolutions =
  /(?<![a-z\d.$])(?:(480|540|720|1080|1440|2160|4320) ?[pi]|([48]) ?k|full ?hd|フルhd|(uhd|ultra hd))(?![a-z\d])/g;
const rates =
  /(?<![\d.])(\d{2,3})(?: |-)?(?:fps\b|frames per second\b|コマ\/秒|フレーム\/秒)|(?:毎秒|秒間) ?(\d{2,3}) ?(?:フレーム|コマ)/g;

/** The quantities in a prompt, in order. */
export function quantitiesIn(prose: string): Quantity[] {
  if (!/[\d秒縦横方ス]|vertical|horizontal|square|portrait|landscape|second|minute|hd/.test(prose)) return [];
  const found: Found[] = [...lengthsIn(prose), ...shapesIn(prose)];
  for (const match of first(sizes, prose)) {
    const [width, height] = [Number(match[1]), Number(match[2])];
    if (Math.min(width, height) < 144) continue;
    const of = { range: rangeOf(match), width, height, orientation: orientationOf(width / height) };
    found.push({ ...of, kind: "size", timing: false, sure: true });
  }
  for (const match of first(resolutions, prose)) {
    const value = match[1] ? Number(match[1]) : match[2] ? Number(match[2]) * 540 : match[3] ? 2160 : 1080;
    found.push({ range: rangeOf(match), kind: "resolution", value, timing: false, sure: true });
  }
  for (const match of first(rates, prose)) {
    const value = Number(match[1] ?? match[2]);
    found.push({ range: rangeOf(match), kind: "fps", value, timing: false, sure: true });
  }
  return settled(
    prose,
    found.sort((a, b) => a.range[0] - b.range[0] || Number(b.sure) - Number(a.sure)),
  );
}

/** Alone, these are pictures and things, not shapes of a clip. */
const pictured = /^(?:portrait|landscape|square|正方形|スクエア)/;

/** Keeps what is sure, what stands beside it, and what stands alone. Seconds that are neither are timing. */
function settled(prose: string, found: readonly Found[]): Quantity[] {
  const apart: Found[] = [];
  for (const one of found) {
    const [start] = one.range;
    // An option of another tool (--ar 16:9) is not prose.
    const option = /--[a-z-]{1,15} {0,2}$/.test(prose.slice(Math.max(0, start - 19), start));
    if (!option && start >= (apart.at(-1)?.range[1] ?? 0)) apart.push(one);
  }
  const sure = apart.map((one) => one.sure);
  const beside = (left: number, right: number) =>
    sure[left] !== sure[right] &&
    apart[left]?.kind !== apart[right]?.kind &&
    /^[\s,、/・の|+-]{0,3}$/.test(prose.slice(apart[left]?.range[1], apart[right]?.range[0]));
  for (let index = 1; index < apart.length; index++) if (beside(index - 1, index)) sure[index - 1] = sure[index] = true;
  for (let index = apart.length - 1; index > 0; index--)
    if (beside(index - 1, index)) sure[index - 1] = sure[index] = true;
  const onlyLength = apart.filter(({ kind }) => kind === "seconds").length === 1;
  return apart.flatMap(({ sure: _, ...one }, index): Quantity[] => {
    const length = one.kind === "seconds";
    const clear =
      sure[index] ||
      (!one.timing &&
        (onlyLength || !length) &&
        isAlone(prose, one.range) &&
        !pictured.test(prose.slice(...one.range)));
    if (clear) return [{ ...one, timing: false }];
    return length ? [{ ...one, timing: true }] : [];
  });
}

/** Between two marks or line ends. */
function isAlone(prose: string, [start, end]: Range): boolean {
  const before = prose.slice(Math.max(0, start - 10), start).replace(/(?:約|およそ|about |around )$/, "");
  return (
    (before.trim() === "" || /(?:[,、/|;。\n]|\.\s) ?$/.test(before)) &&
    /^ ?(?:[,、/|;。\n]|\.(?!\d)|$)/.test(prose.slice(end, end + 3))
  );
}
