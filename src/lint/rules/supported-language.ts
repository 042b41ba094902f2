import { rule } from "../core/rule.js";
import { getTrimmedRange } from "../core/rule-helpers.js";

/** Reports a prompt in a language that the linter does not read. No other rule judges it. */
export const supportedLanguage = rule("supported-language", "wording", "info", {
  weight: 0,
  en: { unread: "This prompt was not checked: the linter reads English and Japanese (detected: {{language}})." },
  ja: { unread: "このプロンプトは検査していません。読めるのは日本語と英語だけです(検出: {{language}})。" },
  *check(prompt) {
    const { language } = prompt;
    yield {
      messageId: "unread",
      range: getTrimmedRange(prompt),
      data: { language: language === "und" ? "?" : language },
    };
  },
});
