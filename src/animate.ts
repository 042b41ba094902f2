/**
 * The sentence: an immutable builder. Every call returns a new one with one more fact, and a narrower type.
 *
 * @module
 */

import type { Clip } from "./download/clip.js";
import type { Endpoint } from "./http/endpoint.js";
import type { FitMode } from "./image/fit.js";
import type { SubmitAttempt } from "./job/attempt.js";
import type { Job, JobUpdate } from "./job/types.js";
import { checkRunOptions } from "./job/validate-wait-options.js";
import type { LintOptions } from "./lint/core/rule.js";
import type { LintResult } from "./lint/core/types.js";
import type { ImageLintResult } from "./lint/image/result.js";
import type { Plan } from "./plan.js";
import type {
  CheckModel,
  CheckSeconds,
  CheckSize,
  ModelId,
  Ready,
  SecondsHint,
  SizeHint,
  Target,
  WithModel,
} from "./types.js";
import { describeValue } from "./utils/errors.js";
import { deepFreeze, frozenCopy } from "./utils/freeze.js";
import type { LintLevel, Wishes } from "./wishes.js";

/** Options of everything that waits for a network. */
export interface RunOptions {
  /** Stops at once, with the signal's reason. A job that exists goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until waiting for the job ends with `JobTimeoutError`. Default: 30 minutes. */
  readonly timeout?: number | undefined;
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
  /** Gets what the linter found, in place of the logger. */
  readonly onLint?: ((result: LintResult, image: ImageLintResult | null) => void) | undefined;
  /**
   * Called right before the create is sent, and waited for: write the attempt down, and after a crash
   * `createUgoku(…).reconcile(attempt)` finds the job. If it throws, nothing is sent.
   */
  readonly onAttempt?: ((attempt: SubmitAttempt) => void | Promise<void>) | undefined;
  /**
   * `false`: a create that the server provably did not take (no connection, or 429) is not sent again by itself. It rejects at
   * once with an error that is `retryable`, for a queue that comes back later. Default `true`: up to four times more.
   */
  readonly repeat?: boolean | undefined;
}

/** Where an {@link Animation} goes after `.on(endpoint)`: the chosen model stays if the endpoint has it. */
export type TargetOn<T extends Target, E extends Endpoint> = {
  readonly models: E["models"];
  readonly model: T["model"] extends keyof E["models"] ? T["model"] : E["defaultModel"];
};

declare const missing: unique symbol;

/**
 * A video that is being described. Immutable: half-built ones can be shared and forked.
 *
 * `Animation` by itself is one that can be sent, for any models: the parameter of a function that renders what it gets.
 * `Animation<Target, "prompt">` is one that may still lack its prompt.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { preview } from "ugoku/preview";
 *
 * const { animate } = createUgoku({ endpoint: preview() });
 * const base = animate("photo.jpg").duration(4);
 * const calm = base.withPrompt("The model smiles softly.");
 * const lively = base.withPrompt("The model turns quickly to the left.");
 * console.log((await calm.plan()).cost.usd, (await lively.plan()).cost.usd);
 * ```
 */
export interface Animation<T extends Target = Target, Missing extends "prompt" | never = never> {
  /** For the compiler only: what is still missing. */
  readonly [missing]?: Missing;
  /** Who moves, how, and what the world around them does. 1 to 32,000 characters. */
  withPrompt(text: string): Animation<T, never>;
  /** The model. Ids of the endpoint's table bring their own durations and sizes; any other is passed on as it is. */
  model<Id extends ModelId<T>>(id: CheckModel<T, Id>): Animation<WithModel<T, Id>, Missing>;
  /** Length of the clip in seconds. */
  duration<Seconds extends SecondsHint<T>>(seconds: CheckSeconds<T, Seconds>): Animation<T, Missing>;
  /** Width and height of the clip in pixels. Without it: the model's size nearest to the image's own shape. */
  size<Size extends SizeHint<T>>(size: CheckSize<T, Size>): Animation<T, Missing>;
  /**
   * How an image of another shape is made to fit: `"auto"` crops up to 30 %, `"cover"` always crops, `"contain"`
   * letterboxes, `"exact"` refuses. `background` is for `"contain"`: `"edge"`, `"blur"` or a CSS color.
   */
  fit(mode: FitMode, options?: { readonly background?: string }): Animation<T, Missing>;
  /** Runs it elsewhere, such as on `preview()`. */
  on<E extends Endpoint>(endpoint: E): Animation<TargetOn<T, E>, Missing>;
  /** How the linter's findings are treated. Default `"warn"`. */
  lint(level: LintLevel | ({ readonly level?: LintLevel } & LintOptions)): Animation<T, Missing>;
  /** Refuses before sending if the estimate is above this many US dollars, or unknown. */
  maxCost(usd: number): Animation<T, Missing>;
  /** Fields of the server's own, such as `seed`. Refused if the dialect does not know them. */
  extra(fields: Readonly<Record<string, unknown>>): Animation<T, Missing>;
  /** The job's idempotency key. A second `submit` with it answers with the first job. Default: a fresh one each. */
  key(key: string): Animation<T, Missing>;
  /** Reads the image and runs every check; sends nothing. Rejects with what `submit()` would refuse. */
  plan(this: Ready<Missing>, options?: RunOptions): Promise<Plan>;
  /**
   * Sends it, once.
   *
   * @throws ImageError, RequestError, CostError, PromptLintError, EndpointError before anything is sent; ApiError,
   * ModerationError when the server refuses; SubmitUncertainError when its answer was lost.
   */
  submit(this: Ready<Missing>, options?: RunOptions): Promise<Job>;
  /**
   * Sends it, waits, and gives the clip.
   *
   * @throws what `submit()` and `Job.wait()` throw.
   */
  render(this: Ready<Missing>, options?: RunOptions): Promise<Clip>;
}

/** What the builder hands over when it is done. */
export interface Runner {
  plan(wishes: Wishes, endpoint: Endpoint | undefined, options: RunOptions): Promise<Plan>;
  submit(wishes: Wishes, endpoint: Endpoint | undefined, options: RunOptions): Promise<Job>;
}

/** What the builder knows so far. */
interface State {
  readonly wishes: Wishes;
  readonly endpoint: Endpoint | undefined;
}

const initial: State = deepFreeze({
  wishes: { fit: { mode: "auto" }, lint: { level: "warn" }, extra: {} },
  endpoint: undefined,
});

/** The first word of the sentence. */
export function startAnimation<T extends Target>(runner: Runner, name: string): Animation<T, "prompt"> {
  return new AnimationBuilder(runner, name, initial) as unknown as Animation<T, "prompt">;
}

/** One class for all types of the sentence: what a call adds to the type, it adds to the state. */
class AnimationBuilder {
  readonly #runner: Runner;
  readonly #name: string;
  readonly #state: State;

  constructor(runner: Runner, name: string, state: State) {
    this.#runner = runner;
    this.#name = name;
    this.#state = state;
    Object.freeze(this);
  }

  #with(facts: Partial<Wishes>, endpoint: Endpoint | undefined = this.#state.endpoint): AnimationBuilder {
    const wishes = Object.freeze({ ...this.#state.wishes, ...facts });
    return new AnimationBuilder(this.#runner, this.#name, Object.freeze({ wishes, endpoint }));
  }

  withPrompt(prompt: string) {
    return this.#with({ prompt });
  }
  model(model: string) {
    return this.#with({ model });
  }
  duration(seconds: number) {
    return this.#with({ seconds });
  }
  size(size: string) {
    return this.#with({ size });
  }
  fit(mode: FitMode, options?: { readonly background?: string }) {
    const { background, ...others } = isObject(options) ? options : {};
    const isWrong = options !== undefined && (!isObject(options) || Object.keys(others).length > 0);
    const fit = { mode, ...(background === undefined ? {} : { background }), ...(isWrong ? { options } : {}) };
    return this.#with({ fit: frozenCopy(fit) });
  }
  on(endpoint: Endpoint) {
    // Nothing is not "as before": a clip meant for a free place must not run on a paid one.
    return this.#with({}, endpoint ?? nowhere);
  }
  lint(lint: LintLevel | ({ readonly level?: LintLevel } & LintOptions)) {
    const options = isObject(lint) ? lint : { level: lint };
    return this.#with({
      lint: frozenCopy({ ...options, level: options.level === undefined ? "warn" : options.level }),
    });
  }
  maxCost(maxCost: number) {
    return this.#with({ maxCost });
  }
  extra(fields: Readonly<Record<string, unknown>>) {
    const copy = plainCopy(fields);
    if (!copy) return this.#with({ notExtra: describeValue(fields) });
    return this.#with({ extra: frozenCopy({ ...this.#state.wishes.extra, ...copy }) });
  }
  key(key: string) {
    return this.#with({ key });
  }

  async plan(options: RunOptions = {}): Promise<Plan> {
    checkRunOptions(".plan()", options);
    return this.#runner.plan(this.#state.wishes, this.#state.endpoint, options);
  }
  async submit(options: RunOptions = {}): Promise<Job> {
    checkRunOptions(".submit()", options);
    return this.#runner.submit(this.#state.wishes, this.#state.endpoint, options);
  }
  async render(options: RunOptions = {}): Promise<Clip> {
    checkRunOptions(".render()", options);
    const job = await this.submit(options);
    return job.wait({ signal: options.signal, onUpdate: options.onUpdate });
  }

  toJSON(): object {
    const { wishes, endpoint } = this.#state;
    const facts = Object.entries(wishes).map(([name, value]) => [name, printable(value)]);
    return { image: this.#name, ...Object.fromEntries(facts), endpoint: endpoint && printable(endpoint.name) };
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Animation ${JSON.stringify(this)}`;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What `.on()` got when it got nothing: refused when the sentence is used, as all wrong words are. */
const nowhere = null as unknown as Endpoint;

/** A wish for eyes and logs. One that makes no sense is still to be printed. */
function printable(value: unknown): unknown {
  if (typeof value === "number") return value;
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return describeValue(value);
  }
}

/** A copy: what the caller does with its object later is not part of the sentence. `undefined`: it is not plain JSON. */
function plainCopy(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  try {
    // NaN would become null on its way.
    const text = JSON.stringify(fields, (_, value: unknown) => {
      if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("not a JSON number");
      return value;
    });
    const copy: unknown = JSON.parse(text);
    if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return copy as Record<string, unknown>;
  } catch {
    // A circle, a BigInt or nothing at all.
  }
  return undefined;
}
