import { conflict, removal } from "../core/parameter-conflicts.js";
import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { tagged } from "./no-tag-list.js";

/** Finds a clip length, size, aspect ratio or frame rate in the prompt, which only parameters set. */
export const noParamsInProse = rule("no-params-in-prose", "parameters", "warning", {
  en: {
    seconds: "“{{text}}” does not set the length; `seconds` does{{now}}.",
    size: "“{{text}}” does not set the size or shape; `size` does{{now}}.",
    fps: "“{{text}}” does not set the frame rate; the model decides it.",
    remove: "Remove it, and set the parameter if it matters.",
  },
  ja: {
    seconds: "「{{text}}」と書いても長さは決まりません。`seconds` で指定してください{{now}}。",
    size: "「{{text}}」と書いても大きさや縦横は決まりません。`size` で指定してください{{now}}。",
    fps: "「{{text}}」と書いてもフレームレートは決まりません。モデルが決めます。",
    remove: "プロンプトから省き、必要ならパラメータで指定してください。",
  },
  *check(prompt, context) {
    const { features } = prompt;
    if (features.quantities.length === 0) return;
    const tags = tagged(features);
    for (const quantity of features.quantities) {
      const { range, kind, timing } = quantity;
      if (timing || conflict(features, quantity, context)) continue;
      if (kind === "resolution" && tags.some(([from, to]) => from <= range[0] && range[1] <= to)) continue;
      const id = kind === "seconds" || kind === "fps" ? kind : "size";
      const now = id === "fps" ? undefined : context[id];
      const fix = removal(prompt, quantity);
      yield {
        ...createReport(prompt, id, range, "remove", fix, { now: now === undefined ? "" : ` (${now})` }),
        ...(fix && { fix }),
      };
    }
  },
});
