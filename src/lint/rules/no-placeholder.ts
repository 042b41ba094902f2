import type { LintRule } from "../rule.js";

const placeholders =
  /\$?\{\{?\s*[\p{L}_][\p{L}\p{N}_ .-]{0,40}\}?\}|<[a-z][a-z _-]{1,30}>|\[(?:subject|character|action|scene|camera|place|style|被写体|人物|動作|場所|背景)\]|\b(?:TODO|FIXME|lorem ipsum)\b/giu;

/** Finds what a template left open: `{name}`, `${subject}`, `<subject>`, `[被写体]`, `TODO`. */
export const noPlaceholder: LintRule = {
  id: "no-placeholder",
  family: "hygiene",
  severity: "error",
  messages: {
    en: { placeholder: "“{{text}}” was left open by a template.", fill: "Put the real words there." },
    ja: { placeholder: "「{{text}}」はテンプレートの穴埋めのままです。", fill: "実際の言葉に置き換えてください。" },
  },
  *check({ text }) {
    for (const match of text.matchAll(placeholders)) {
      const range = [match.index, match.index + match[0].length] as const;
      yield { messageId: "placeholder", range, data: { text: match[0] }, suggestions: [{ messageId: "fill" }] };
    }
  },
};
