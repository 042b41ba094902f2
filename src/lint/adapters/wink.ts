import { RequestError } from "../../utils/errors.js";
import type { Analyzer, Token } from "../core/analyzer.js";

/** wink-nlp's helpers: `nlp.its`. */
export interface WinkIts {
  lemma(...input: never[]): unknown;
  pos(...input: never[]): unknown;
}

/** What {@link winkAnalyzer} needs of wink-nlp: what `winkNLP(model)` returns. */
export interface WinkNlp {
  readDoc(text: string): { tokens(): { out(helper?: WinkIts["lemma"]): readonly unknown[] } };
  readonly its: WinkIts;
}

/**
 * Lets wink-nlp read English for the linter: an `Analyzer` of an instance that you have loaded. Nothing is imported here.
 * Its pipe must hold `"pos"`; `"sbd"` and `"pos"` are all that is used.
 *
 * @example
 * ```ts
 * import { lintPrompt, winkAnalyzer } from "ugoku/lint";
 * import model from "wink-eng-lite-web-model";
 * import winkNLP from "wink-nlp";
 *
 * const nlp = winkNLP(model, ["sbd", "pos"]);
 * lintPrompt("A monk slowly genuflects before the altar.", { analyzer: winkAnalyzer(nlp, nlp.its) });
 * ```
 */
export function winkAnalyzer(nlp: WinkNlp, its: WinkIts = nlp.its): Analyzer {
  return {
    languages: ["en"],
    analyze(text) {
      const words = nlp.readDoc(text).tokens();
      const bases = words.out(its.lemma);
      const parts = words.out(its.pos);
      if (parts.length > 0 && parts.every((part) => part === "UNK"))
        throw new RequestError("option_invalid", "winkAnalyzer() got a wink-nlp without parts of speech.", {
          hint: 'Name them in its pipe: winkNLP(model, ["sbd", "pos"]).',
        });
      const tokens: Token[] = [];
      let at = 0;
      for (const [index, surface] of words.out().map(String).entries()) {
        // wink-nlp gives no offsets, but its words as they are written, one after the other.
        const start = text.indexOf(surface, at);
        if (start < 0) continue;
        at = start + surface.length;
        tokens.push({ surface, base: String(bases[index]), pos: String(parts[index]), range: [start, at] });
      }
      return tokens;
    },
  };
}
