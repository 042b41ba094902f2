import type { LintOptions, Locale, PresetName } from "ugoku/lint";

/** The user's choices, stored in the URL fragment to share as a link. */
export interface State {
  readonly prompt: string;
  readonly preset: PresetName;
  readonly locale: Locale | "auto";
  readonly seconds: string;
  readonly size: string;
  readonly model: string;
}

export const presetNames = ["recommended", "strict", "minimal", "article"] as const satisfies readonly PresetName[];

const initial: Omit<State, "prompt"> = { preset: "recommended", locale: "auto", seconds: "", size: "", model: "" };

const oneOf = <Value extends string>(value: string | null, values: readonly Value[], otherwise: Value): Value =>
  values.find((known) => known === value) ?? otherwise;

/** Parses a URL fragment, which is untrusted input. `example`: the prompt if the fragment has none. */
export function readState(fragment: string, example: string): State {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  return {
    prompt: given.get("prompt") ?? example,
    preset: oneOf(given.get("preset"), presetNames, initial.preset),
    locale: oneOf(given.get("locale"), ["auto", "en", "ja"], initial.locale),
    seconds: given.get("seconds") ?? "",
    size: given.get("size") ?? "",
    model: given.get("model") ?? "",
  };
}

/** Formats a URL fragment: the prompt, and the options that are not the default. */
export function writeState(state: State): string {
  const defaults: Readonly<Record<string, string>> = initial;
  const changed = Object.entries(state).filter(([key, value]) => value !== defaults[key]);
  return new URLSearchParams(changed).toString();
}

/** Options for `lintPrompt()`, without incomplete seconds and sizes. */
export function lintOptions({ preset, locale, seconds, size, model }: State): LintOptions {
  const length = Number(seconds);
  const context = {
    ...(length > 0 && Number.isFinite(length) && { seconds: length }),
    ...(/^\d+x\d+$/.test(size) && { size }),
    ...(model && { model }),
  };
  return { preset, context, ...(locale !== "auto" && { locale }) };
}
