import { rule } from "../core/rule.js";
import { getTrimmedRange } from "../core/rule-helpers.js";

/** Reports a prompt in a language that the linter does not read. No other rule judges it. */
export const supportedLanguage = rule("supported-language", "wording", "info", {
  weight: 0,
  *check(prompt, _, languages) {
    const { language } = prompt;
    yield {
      messageId: languages.length > 1 ? "unread" : "otherLanguage",
      range: getTrimmedRange(prompt),
      data: { language: language === "und" ? "?" : language },
    };
  },
});
