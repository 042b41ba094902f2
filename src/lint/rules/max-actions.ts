import { defaultGuidance } from "../../models/models.js";
import { rule } from "../core/rule.js";
import { getMotions } from "../core/rule-helpers.js";

/** Finds more actions than the clip has time for. */
export const maxActions = rule("max-actions", "focus", "warning", {
  *check({ features }, context) {
    const { spec } = context;
    // "In four seconds she …" says the length, too, and so does the end of a timeline.
    const spans = features.quantities.flatMap(({ kind, timing, value = 0 }) =>
      kind === "seconds" && timing !== "moment" ? [value] : [],
    );
    const seconds = context.seconds ?? (spans.length > 0 ? Math.max(...spans) : undefined);
    const { secondsPerAction } = spec.guidance ?? defaultGuidance;
    // Default length: the model's second shortest, 8 seconds for Sora 2.
    const lengths = spec.seconds === "any" ? [] : spec.seconds.toSorted((a, b) => a - b);
    const time = seconds ?? lengths[1] ?? lengths[0] ?? 8;
    const max = Math.max(3, Math.floor(time / secondsPerAction / features.shots.length));
    for (const [start, end] of features.shots) {
      const actions = getMotions(features).filter(
        ({ by, main, range }) => by === "subject" && main && range[0] >= start && range[0] < end,
      );
      const over = actions[max];
      if (over === undefined) continue;
      yield {
        messageId: seconds === undefined ? "tooManyUsual" : "tooMany",
        range: [over.range[0], actions.at(-1)?.range[1] ?? over.range[1]],
        data: { count: actions.length, seconds: time, max },
        suggestions: [{ messageId: "split" }],
        // People count one more or less.
        minor: actions.length === max + 1,
      };
    }
  },
});
