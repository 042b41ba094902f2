import { rule } from "../core/rule.js";
import { getTrimmedRange } from "../core/rule-helpers.js";

/** Finds a prompt that only asks for a video and describes nothing visible. */
export const noVagueRequest = rule("no-vague-request", "completeness", "error", {
  weight: 80,
  en: {
    vague: "This only asks for a video; it does not say who moves or how.",
    write: 'Say who moves and how, such as "The woman slowly turns to the right and smiles."',
  },
  ja: {
    vague: "動画にしてほしいとしか書かれておらず、誰がどう動くのかが分かりません。",
    write: "誰がどう動くかを書いてください。例:「女性がゆっくりと右を向き、優しく微笑む。」",
  },
  *check(prompt) {
    if (!prompt.isVagueRequest) return;
    yield { messageId: "vague", range: getTrimmedRange(prompt), suggestions: [{ messageId: "write" }], final: true };
  },
});
