/** A word as a morphological analyser sees it. */
export interface Token {
  /** As written. */
  readonly surface: string;
  /** The dictionary form. */
  readonly base: string;
  /** Universal part of speech: `"VERB"`, `"NOUN"`, `"PROPN"`, `"PRON"`, `"ADJ"`, `"ADV"`, `"ADP"`, `"AUX"`, … */
  readonly pos: string;
  /** UTF-16 offsets into the text that was analysed, the end exclusive. */
  readonly range: readonly [start: number, end: number];
}

/**
 * A morphological analyser of your own. It is asked only where the built-in reading finds no motion or no actor, so
 * that it can add to it; nothing needs one.
 */
export interface Analyzer {
  /** The languages it can read. */
  readonly languages: readonly ("en" | "ja")[];
  /** Synchronous: load it before you lint. */
  analyze(text: string, language: "en" | "ja"): readonly Token[];
}
