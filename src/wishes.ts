/**
 * What the sentence hands to the plan: what was asked for, and of which place.
 *
 * @module
 */
import type { Dialect } from "./dialects/types.js";
import type { FitMode } from "./image/fit.js";
import type { LintOptions } from "./lint/core/rule.js";
import type { ModelTable } from "./models/models.js";

/** How the linter's findings are treated: not made, reported, or a reason to stop. */
export type LintLevel = "off" | "warn" | "error";

/** What the builder has been told. Plain, frozen data. */
export interface Wishes {
  readonly prompt?: string;
  readonly model?: string;
  readonly seconds?: number;
  readonly size?: string;
  /** `options`: what came as the options of `.fit()`, if it is not an object of its options. */
  readonly fit: { readonly mode: FitMode; readonly background?: string; readonly options?: unknown };
  readonly lint: { readonly level: LintLevel } & LintOptions;
  readonly maxCost?: number;
  readonly extra: Readonly<Record<string, unknown>>;
  /** What `.extra()` got, if it was not an object of plain JSON values. */
  readonly notExtra?: string;
  readonly key?: string;
}

/** What a plan needs to know of the place it is for. */
export interface PlanEndpoint {
  readonly name: string;
  readonly baseURL: string;
  readonly dialect: Dialect;
  readonly models: ModelTable;
  readonly defaultModel: string;
  /** Whether `defaultModel` was chosen by somebody, and is not only what stands where nothing was said. */
  readonly isModelNamed: boolean;
}
