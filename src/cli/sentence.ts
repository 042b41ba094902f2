/**
 * From options of the command line to the library's own sentence.
 *
 * @module
 */
import type { Animation } from "../animate.js";
import type { DialectName } from "../api/dialects/index.js";
import { openConfigured } from "../endpoint.js";
import { isUgokuError, RequestError, show } from "../errors.js";
import type { FitMode } from "../image/fit.js";
import { preview } from "../preview/index.js";
import type { Target } from "../types.js";
import { createUgoku } from "../ugoku.js";
import type { LintLevel } from "../wishes.js";

/** The options that `animate` and `plan` share, as the parser gives them. */
export interface SentenceOptions {
  readonly prompt?: unknown;
  readonly duration?: unknown;
  readonly size?: unknown;
  readonly model?: unknown;
  readonly fit?: unknown;
  readonly background?: unknown;
  readonly lint?: unknown;
  readonly maxCost?: unknown;
  readonly key?: unknown;
  readonly baseUrl?: unknown;
  readonly dialect?: unknown;
  readonly preview?: boolean;
  readonly json?: boolean;
}

/** A sentence, and whether it runs on the preview engine only because nothing else is configured. */
export interface Sentence {
  readonly animation: Animation<Target, never>;
  readonly fallback: boolean;
}

/** Builds the sentence. Checks of its values are the library's. */
export function buildSentence(image: string, options: SentenceOptions): Sentence {
  const fallback = !options.preview && options.baseUrl === undefined && !isConfigured();
  const shared = { logger: false } as const;
  const { animate } =
    options.preview || fallback
      ? createUgoku({ ...shared, endpoint: preview() })
      : createUgoku({
          ...shared,
          ...(options.baseUrl === undefined ? {} : { baseURL: textOf("base-url", options.baseUrl) }),
          ...(options.dialect === undefined ? {} : { dialect: textOf("dialect", options.dialect) as DialectName }),
        });
  // Wide types: what a person types is judged at run time.
  let animation: Animation<Target, never> = (animate(image) as unknown as Animation<Target, "prompt">).withPrompt(
    options.prompt === undefined ? "" : textOf("prompt", options.prompt),
  );
  if (options.model !== undefined) animation = animation.model(textOf("model", options.model));
  if (options.duration !== undefined) animation = animation.duration(number("duration", options.duration));
  if (options.size !== undefined) animation = animation.size(textOf("size", options.size));
  if (options.fit !== undefined || options.background !== undefined) {
    const mode = options.fit === undefined ? "contain" : (textOf("fit", options.fit) as FitMode);
    animation = animation.fit(
      mode,
      options.background === undefined ? {} : { background: textOf("background", options.background) },
    );
  }
  if (options.lint !== undefined) animation = animation.lint(lintLevel(options.lint));
  if (options.maxCost !== undefined) animation = animation.maxCost(number("max-cost", options.maxCost));
  if (options.key !== undefined) animation = animation.key(textOf("key", options.key));
  return { animation, fallback };
}

/** Whether the environment names a server. One that is named but wrong is an error, not a wish for a preview. */
function isConfigured(): boolean {
  try {
    openConfigured({ timeout: 1 });
    return true;
  } catch (error) {
    if (isUgokuError(error) && error.code === "endpoint_missing") return false;
    throw error;
  }
}

/** One value of an option that wants a text. The parser turns digits into numbers: the words themselves are asked. */
export function textOf(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return wordOf(name, value);
  throw wrongValue(name, value, "a value");
}

/** What stood behind `--key`, `--key=` or `-k`: `007` is not 7. */
function wordOf(name: string, value: number): string {
  const flags = [`--${name}`, `-${name[0]}`];
  const words = process.argv.flatMap((word, index, all) => {
    const [flag = "", ...rest] = word.split("=");
    if (!flags.includes(flag)) return [];
    return rest.length > 0 ? [rest.join("=")] : [all[index + 1] ?? ""];
  });
  return words.find((word) => Number(word) === value) ?? String(value);
}

function number(name: string, value: unknown): number {
  const result = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof result === "number" && !Number.isNaN(result)) return result;
  throw wrongValue(name, value, "a number");
}

function lintLevel(value: unknown): LintLevel {
  // --no-lint comes as false.
  if (value === false || value === "off") return "off";
  if (value === "warn" || value === "error") return value;
  throw wrongValue("lint", value, "off, warn or error");
}

function wrongValue(name: string, value: unknown, expected: string): RequestError {
  const came = Array.isArray(value) ? "more than one" : value === true ? "none" : show(value);
  return new RequestError("option_invalid", `--${name} takes ${expected}, and got ${came}.`, {
    hint: "ugoku --help shows all options.",
  });
}
