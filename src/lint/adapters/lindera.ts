import type { Analyzer, Token } from "../core/analyzer.js";

/** A word as lindera-wasm gives it, with an IPADIC dictionary. */
export interface LinderaToken {
  readonly surface: string;
  /** Offsets into the text as UTF-8. */
  readonly byteStart: number;
  readonly byteEnd: number;
  /** `"動詞"`, `"名詞"`, …; `"UNK"` for a word that the dictionary lacks, which then has no more fields. */
  readonly partOfSpeech: string;
  readonly partOfSpeechSubcategory1?: string;
  readonly baseForm?: string;
}

/** What {@link linderaAnalyzer} needs of lindera's `Tokenizer`. */
export interface LinderaTokenizer {
  tokenize(text: string): readonly LinderaToken[];
}

/** IPADIC's parts of speech. What is not named is punctuation or unknown. */
const partsOfSpeech: Readonly<Record<string, string>> = {
  動詞: "VERB",
  名詞: "NOUN",
  形容詞: "ADJ",
  副詞: "ADV",
  助詞: "ADP",
  助動詞: "AUX",
  連体詞: "DET",
  接続詞: "CCONJ",
  接頭詞: "NOUN",
  感動詞: "INTJ",
  フィラー: "INTJ",
  記号: "PUNCT",
};

/** Where the first subdivision tells more. */
const subdivisions: Readonly<Record<string, string>> = {
  "動詞-非自立": "AUX",
  "動詞-接尾": "AUX",
  "名詞-固有名詞": "PROPN",
  "名詞-代名詞": "PRON",
  "名詞-数": "NUM",
  "名詞-形容動詞語幹": "ADJ",
  "助詞-接続助詞": "SCONJ",
  "助詞-終助詞": "PART",
};

/**
 * Lets lindera read Japanese for the linter: an `Analyzer` of a tokenizer that you have loaded, with IPADIC. Nothing is
 * imported here. Byte offsets become UTF-16 offsets, IPADIC's parts of speech become universal ones, and a noun before
 * する is the verb that the two make.
 *
 * @example
 * ```ts
 * import { linderaAnalyzer, lintPrompt } from "ugoku/lint";
 * import { TokenizerBuilder } from "lindera-wasm-nodejs-ipadic";
 *
 * const builder = new TokenizerBuilder();
 * builder.setDictionary("embedded://ipadic");
 * const analyzer = linderaAnalyzer(builder.build());
 * lintPrompt("白くまがごろ寝する。", { analyzer });
 * ```
 */
export function linderaAnalyzer(tokenizer: LinderaTokenizer): Analyzer {
  return {
    languages: ["ja"],
    analyze(text) {
      let at = 0;
      let bytes = 0;
      /** Offsets come in order, so that one walk over the text finds them all. */
      const offsetOf = (byte: number) => {
        for (; bytes < byte && at < text.length; at++) {
          const code = text.codePointAt(at) ?? 0;
          bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
          if (code > 0xffff) at += 1;
        }
        return at;
      };
      const tokens = tokenizer.tokenize(text);
      return tokens.map((token, index): Token => {
        const range = [offsetOf(token.byteStart), offsetOf(token.byteEnd)] as const;
        const surface = text.slice(...range);
        const own = token.baseForm ?? "*";
        const base = own === "*" ? surface : own;
        const does = isDoing(tokens[index + 1]) && token.partOfSpeechSubcategory1 === "サ変接続";
        if (does) return { surface, base: `${base}する`, pos: "VERB", range };
        const before = tokens[index - 1];
        if (isDoing(token) && before?.partOfSpeechSubcategory1 === "サ変接続")
          return { surface, base, pos: "AUX", range };
        return { surface, base, pos: partOfSpeech(token, surface), range };
      });
    },
  };
}

const isDoing = (token: LinderaToken | undefined): boolean =>
  token?.partOfSpeech === "動詞" && (token.baseForm === "する" || token.baseForm === "できる");

function partOfSpeech({ partOfSpeech: major, partOfSpeechSubcategory1: minor }: LinderaToken, surface: string): string {
  // A word that the dictionary lacks is most likely a name.
  if (major === "UNK") return /\p{L}/u.test(surface) ? "NOUN" : /\d/.test(surface) ? "NUM" : "SYM";
  return subdivisions[`${major}-${minor}`] ?? partsOfSpeech[major] ?? "X";
}
