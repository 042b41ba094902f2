import { github } from "./github.js";
import type { FormatOptions, Formattable } from "./input.js";
import { json } from "./json.js";
import { sarif } from "./sarif.js";
import { stylish } from "./stylish.js";

export type { FormatOptions, Formattable, LintedSource } from "./input.js";

/** Prints findings as a text. */
export type Formatter = (results: Formattable, options?: FormatOptions) => string;

/** What prints findings: for people, for programs, for GitHub Actions and for code scanning. */
export const formatters: Readonly<Record<"stylish" | "json" | "github" | "sarif", Formatter>> = Object.freeze({
  stylish,
  json,
  github,
  sarif,
});
