import { rule } from "../core/rule.js";

/** Finds a shot with several camera moves. */
export const maxCameraMoves = rule("max-camera-moves", "focus", "warning", {
  defaults: { max: 2 },
  *check({ features, text }, { options }) {
    for (const [from, to] of features.shots) {
      const moves = new Map<string, readonly [number, number]>();
      let steps = 0;
      for (const { kind, range, afterwards } of features.camera) {
        // Handheld is a style, not a move.
        if (range[0] < from || range[0] >= to || kind === "static" || kind === "handheld") continue;
        if (moves.has(kind)) continue;
        moves.set(kind, range);
        if (afterwards) steps += 1;
      }
      // One move after another needs less of the model than two at once.
      const over = [...moves.values()][steps > 0 && options.max > 1 ? options.max + 1 : options.max];
      if (over === undefined) continue;
      const kinds = [...moves.values()].map((range) => text.slice(...range)).join(", ");
      yield {
        messageId: "tooMany",
        range: over,
        data: { count: moves.size, kinds },
        suggestions: [{ messageId: "one" }],
      };
    }
  },
});
