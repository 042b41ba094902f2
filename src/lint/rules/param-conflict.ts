import { conflict, removal } from "../core/parameter-conflicts.js";
import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";

/** Finds a length, size or aspect ratio in the prompt that differs from the request's, and a time that the clip does not have. */
export const paramConflict = rule("param-conflict", "parameters", "error", {
  *check(prompt, context, languages) {
    const { features } = prompt;
    for (const quantity of features.quantities) {
      const about = conflict(features, quantity, context, languages);
      if (!about) continue;
      const isTime = about === "late" || about === "long";
      const now = (about === "size" ? context.size : context.seconds) ?? "";
      const fix = isTime ? undefined : removal(prompt, quantity, languages);
      yield createReport(prompt, about, quantity.range, isTime ? "fit" : "remove", fix, { now });
    }
  },
});
