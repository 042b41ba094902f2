import { conflict, removal } from "../core/parameter-conflicts.js";
import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { tagged } from "./no-tag-list.js";

/** Finds a clip length, size, aspect ratio or frame rate in the prompt, which only parameters set. */
export const noParamsInProse = rule("no-params-in-prose", "parameters", "warning", {
  *check(prompt, context, languages) {
    const { features } = prompt;
    if (features.quantities.length === 0) return;
    const tags = tagged(features, languages);
    for (const quantity of features.quantities) {
      const { range, kind, timing } = quantity;
      if (timing || conflict(features, quantity, context, languages)) continue;
      if (kind === "resolution" && tags.some(([from, to]) => from <= range[0] && range[1] <= to)) continue;
      const id = kind === "seconds" || kind === "fps" ? kind : "size";
      const now = id === "fps" ? undefined : context[id];
      const fix = removal(prompt, quantity, languages);
      yield {
        ...createReport(prompt, id, range, "remove", fix, { now: now === undefined ? "" : ` (${now})` }),
        ...(fix && { fix }),
      };
    }
  },
});
