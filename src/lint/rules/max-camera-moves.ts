import { rule } from "../core/rule.js";

/** The heading of a shot, which starts a new count. */
const heading =
  /(?:^|[\n.。;]) {0,3}(?:(?:shot|scene|cut) ?\d{1,2}|(?:カット|ショット|シーン) ?\d{1,2}|\[?\d{1,2}:\d{2})/g;

/** Finds a shot with several camera moves. */
export const maxCameraMoves = rule("max-camera-moves", "focus", "warning", {
  defaults: { max: 2 },
  en: {
    tooMany: "{{count}} camera moves in one shot ({{kinds}}).",
    one: "Keep one; a second move works only after the first has ended.",
  },
  ja: {
    tooMany: "一つのショットにカメラの動きが{{count}}個あります({{kinds}})。",
    one: "カメラの動きは一つに絞ってください。",
  },
  *check({ features, text }, { options }) {
    const starts = [0, ...[...text.matchAll(heading)].map(({ index }) => index), text.length];
    for (let shot = 1; shot < starts.length; shot++) {
      const [from = 0, to = 0] = [starts[shot - 1], starts[shot]];
      const moves = new Map<string, readonly [number, number]>();
      for (const { kind, range } of features.camera) {
        // Handheld is a style, not a move.
        if (range[0] < from || range[0] >= to || kind === "static" || kind === "handheld") continue;
        if (!moves.has(kind)) moves.set(kind, range);
      }
      const over = [...moves.values()][options.max];
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
