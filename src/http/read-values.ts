/** Reads the values of a response, in any of the forms that servers use. */

/** A number, or a text that is one. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return undefined;
  return Number(value);
}

/** A text, or a number as text: ids and codes may be either. */
export function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

/** Seconds of a clip: a number, or a text that may have the unit. */
export const readSeconds = (value: unknown): string | number | undefined =>
  typeof value === "string" ? value.replace(/^\s*([\d.]+)\s*s(ec(onds?)?)?\s*$/i, "$1") : readNumber(value);

/**
 * Percent. A text with a percent sign is a percentage. Otherwise a number between 0 and 1 is a fraction, and so is a text such
 * as `"1.0"`; the number 1 is one percent.
 */
export function readProgress(value: unknown): number | undefined {
  const text = typeof value === "string" ? value.trim() : undefined;
  if (text?.endsWith("%")) return readNumber(text.slice(0, -1));
  const number = readNumber(value);
  if (number === undefined) return undefined;
  const isFraction = (number > 0 && number < 1) || (number === 1 && text?.includes("."));
  // 0.29 * 100 is 28.999999999999996.
  return isFraction ? Number((number * 100).toFixed(6)) : number;
}

/** A smaller number is not a time in seconds since 1970, but a number of seconds. It is three years. */
const smallestTime = 1e8;

/** The largest times in seconds, milliseconds and microseconds; larger ones are nanoseconds. */
const units: readonly (readonly [limit: number, perSecond: number])[] = [
  [1e11, 1],
  [1e14, 1e3],
  [1e17, 1e6],
  [Number.POSITIVE_INFINITY, 1e9],
];

/**
 * A time in seconds since 1970. With `now` (milliseconds since 1970), a small number is a number of seconds from now.
 */
export function readTime(value: unknown, now?: number): number | undefined {
  const number = readNumber(value);
  if (number === undefined) return typeof value === "string" ? readDate(value.trim()) : undefined;
  if (number <= 0) return undefined;
  if (number < smallestTime) return now === undefined ? undefined : now / 1000 + number;
  const perSecond = units.find(([limit]) => number < limit)?.[1] ?? 1e9;
  return number / perSecond;
}

/** A date with a time zone. ISO 8601 without one is taken for UTC; other forms without one may be the time of any zone. */
function readDate(text: string): number | undefined {
  const hasZone = /(Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(text);
  const isIso = /^\d{4}-\d\d-\d\dT[\d:.,]+$/.test(text);
  const milliseconds = hasZone || isIso ? Date.parse(isIso ? `${text.replace(",", ".")}Z` : text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
