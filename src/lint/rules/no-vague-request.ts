import { rule } from "../core/rule.js";
import { getTrimmedRange } from "../core/rule-helpers.js";

/** Finds a prompt that only asks for a video and describes nothing visible. */
export const noVagueRequest = rule("no-vague-request", "completeness", "error", {
  weight: 80,
  *check(prompt) {
    if (!prompt.isVagueRequest) return;
    yield { messageId: "vague", range: getTrimmedRange(prompt), suggestions: [{ messageId: "write" }], final: true };
  },
});
