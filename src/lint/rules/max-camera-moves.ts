import { rule } from "../core/rule.js";
import type { PromptCameraMove } from "../text/features.js";

/** Finds a shot with several camera moves. */
export const maxCameraMoves = rule("max-camera-moves", "focus", "warning", {
  defaults: { max: 2 },
  *check({ features, text }, { options }) {
    for (const [from, to] of features.shots) {
      const moves = new Map<string, PromptCameraMove>();
      let steps = 0;
      for (const move of features.camera) {
        const { kind, range, afterwards } = move;
        // Handheld is a style, not a move.
        if (range[0] < from || range[0] >= to || kind === "static" || kind === "handheld") continue;
        if (moves.has(kind)) continue;
        moves.set(kind, move);
        if (afterwards) steps += 1;
      }
      // One move after another needs less of the model than two at once.
      const over = [...moves.values()][steps > 0 && options.max > 1 ? options.max + 1 : options.max];
      if (over === undefined) continue;
      const kinds = [...moves.values()].map(({ range, words }) => words ?? text.slice(...range));
      yield {
        messageId: "tooMany",
        range: over.range,
        data: { count: moves.size, kinds },
        suggestions: [{ messageId: "one" }],
      };
    }
  },
});
