import { conflict, removal } from "../core/parameter-conflicts.js";
import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";

/** Finds a length, size or aspect ratio in the prompt that differs from the request's. */
export const paramConflict = rule("param-conflict", "parameters", "error", {
  en: {
    seconds: "The prompt says “{{text}}”, but `seconds` is {{now}}.",
    size: "The prompt says “{{text}}”, but `size` is {{now}}.",
    late: "“{{text}}” is after the end of the clip; `seconds` is {{now}}.",
    remove: "Remove it from the prompt, or change the parameter.",
    fit: "Place it within {{now}} seconds, or make a longer clip.",
  },
  ja: {
    seconds: "プロンプトには「{{text}}」とありますが、`seconds` は {{now}} です。",
    size: "プロンプトには「{{text}}」とありますが、`size` は {{now}} です。",
    late: "「{{text}}」はクリップの終わりより後です(`seconds` は {{now}})。",
    remove: "プロンプトから省くか、パラメータを変えてください。",
    fit: "{{now}}秒に収まるように書くか、クリップを長くしてください。",
  },
  *check(prompt, context) {
    const { features } = prompt;
    for (const quantity of features.quantities) {
      const about = conflict(features, quantity, context);
      if (!about) continue;
      const late = about === "late";
      const now = (about === "size" ? context.size : context.seconds) ?? "";
      const fix = late ? undefined : removal(prompt, quantity);
      yield createReport(prompt, about, quantity.range, late ? "fit" : "remove", fix, { now });
    }
  },
});
