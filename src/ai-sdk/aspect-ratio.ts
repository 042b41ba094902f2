/** Sides are multiples of 16, so ratios within 2 % count as equal: 1264x720 is a 16:9 clip too. */
export const isSameRatio = (a: number, b: number): boolean => Math.abs(a / b - 1) < 0.02;

const commonRatios: readonly `${number}:${number}`[] = [
  ...(["16:9", "9:16", "1:1", "4:3", "3:4"] as const),
  ...(["3:2", "2:3", "21:9", "9:21"] as const),
];

/** Width divided by height, or `NaN`. */
export function parseRatio(text: string): number {
  const [across = Number.NaN, down = Number.NaN] = text.split(/[:x]/).map(Number);
  const ratio = across / down;
  return ratio > 0 && Number.isFinite(ratio) ? ratio : Number.NaN;
}

/** The nearest common ratio, or the exact one. */
export function commonRatio(width: number, height: number): `${number}:${number}` {
  const common = commonRatios.find((text) => isSameRatio(parseRatio(text), width / height));
  const divisor = greatestCommonDivisor(width, height);
  return common ?? `${width / divisor}:${height / divisor}`;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
