import { readEnglish } from "./english.js";
import type { Features } from "./features.js";
import { readJapanese } from "./japanese.js";
import { quantitiesIn } from "./quantities.js";
import { quotesIn, withoutQuotes } from "./quotes.js";

/** Reads everything out of a prompt, once. */
export function featuresOf(text: string, language: "en" | "ja" | "und"): Features {
  const quotes = quotesIn(text);
  const prose = withoutQuotes(text, quotes);
  const reading = language === "ja" ? readJapanese(prose) : readEnglish(prose);
  return { prose, ...reading, quotes, quantities: quantitiesIn(prose) };
}
