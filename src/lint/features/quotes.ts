import type { Range } from "../types.js";

/** Something in quotation marks. */
export interface Quote {
  /** With its marks. */
  readonly range: Range;
  /** Without them. */
  readonly text: string;
  /** Who says it, as written before it ("The man says", 女性:), or `undefined`. */
  readonly speaker: string | undefined;
  /** Whether it is spoken; text on a sign is not. */
  readonly spoken: boolean;
  /** Whether its closing mark is there. */
  readonly closed: boolean;
}

/** Everything in quotation marks, in order. */
export function quotesIn(_text: string): Quote[] {
  return [];
}

/** `text` with the quotes' contents blanked out, of the same length. */
export function withoutQuotes(text: string, _quotes: readonly Quote[]): string {
  return text;
}
