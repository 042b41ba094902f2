import { github } from "./github.js";
import { json } from "./json.js";
import type { FormatOptions, Formattable } from "./normalize-results.js";
import { sarif } from "./sarif.js";
import { stylish } from "./stylish.js";

export type { FormatOptions, Formattable, LintedSource } from "./normalize-results.js";

/** Formats findings as text. */
export type Formatter = (results: Formattable, options?: FormatOptions) => string;

/** Formatters for people, programs, GitHub Actions and code scanning. */
export const formatters: Readonly<Record<"stylish" | "json" | "github" | "sarif", Formatter>> =
  /* @__PURE__ */ Object.freeze({
    stylish,
    json,
    github,
    sarif,
  });
