/** The builder: immutable, every call returns a new one with one more option and a narrower type. */
import type { Clip } from "../download/clip.js";
import type { Endpoint } from "../http/endpoint.js";
import type { ImageInput } from "../image/classify-input.js";
import type { FitMode } from "../image/fit.js";
import { createImageLoader, type ImageLoader } from "../image/load.js";
import { waitRules } from "../job/job.js";
import type { Job, JobUpdate } from "../job/types.js";
import type { LintOptions } from "../lint/core/rule.js";
import type { LintResult } from "../lint/core/types.js";
import type { ImageLintResult } from "../lint/image/result.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { describeValue, ImageError } from "../utils/errors.js";
import { deepFreeze, frozenCopy } from "../utils/freeze.js";
import { isRecord } from "../utils/guards.js";
import { redact } from "../utils/redact.js";
import { checkOptionNames, type OptionRules, rule, validateOptions } from "../utils/validate-options.js";
import type { BuilderState, LintLevel } from "./builder-state.js";
import type {
  CheckModel,
  CheckSeconds,
  CheckSize,
  ModelId,
  Ready,
  SecondsHint,
  SizeHint,
  Target,
  TargetOn,
  WithModel,
} from "./builder-types.js";
import type { ClientContext } from "./context.js";
import { maxRetriesRule } from "./options.js";
import type { Plan, PreparedRequest } from "./plan.js";
import type { ResolvedEndpoint } from "./resolve-endpoint.js";

/** Options of `plan()`, `submit()` and `render()`. */
export interface RunOptions {
  /** Stops at once, with the signal's reason. A job that exists continues. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until waiting for the job ends with `JobTimeoutError`. Default: 30 minutes. */
  readonly timeout?: number | undefined;
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
  /** Gets the linter's results, in place of the logger. */
  readonly onLint?: ((result: LintResult, image: ImageLintResult | null) => void) | undefined;
  /**
   * Called right before the create request is sent, and awaited: store the attempt, and after a crash
   * `createUgoku(…).reconcile(attempt)` finds the job. If it throws, nothing is sent.
   */
  readonly onAttempt?: ((attempt: SubmitAttempt) => void | Promise<void>) | undefined;
  /**
   * How often a create request is sent again that the server provably did not accept (no connection, or 429). 0: it rejects
   * at once with an error that is `retryable`, for a queue that retries later. Default: the client's, else 4.
   */
  readonly maxRetries?: number | undefined;
}

const runRules: OptionRules<RunOptions> = {
  ...waitRules,
  // The deadline of a job is a moment in time, so it must be finite.
  timeout: rule.above(0, "a number of milliseconds"),
  onLint: rule.function,
  onAttempt: rule.function,
  maxRetries: maxRetriesRule,
};

declare const missing: unique symbol;

/**
 * A request for one video. Immutable: a partial one can be shared and forked.
 *
 * `Animation` by itself is one that can be sent, for any models: the parameter type of a function that renders it.
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
  /** For the compiler only: the missing options. */
  readonly [missing]?: Missing;
  /** The prompt: who moves, and how. 1 to 32,000 characters. */
  withPrompt(text: string): Animation<T, never>;
  /** The model. Known ids have their own durations and sizes; any other id is sent as it is. */
  model<Id extends ModelId<T>>(id: CheckModel<T, Id>): Animation<WithModel<T, Id>, Missing>;
  /** Length of the clip in seconds. */
  duration<Seconds extends SecondsHint<T>>(seconds: CheckSeconds<T, Seconds>): Animation<T, Missing>;
  /** Width and height of the clip in pixels. Default: the model's size nearest to the image's own shape. */
  size<Size extends SizeHint<T>>(size: CheckSize<T, Size>): Animation<T, Missing>;
  /**
   * How an image of another shape is fitted: `"auto"` crops up to 30 %, `"cover"` always crops, `"contain"`
   * letterboxes, `"exact"` rejects. `background` is for `"contain"`: `"edge"`, `"blur"` or a CSS color.
   */
  fit(mode: FitMode, options?: { readonly background?: string }): Animation<T, Missing>;
  /** Sends the request to another endpoint, such as `preview()`. */
  endpoint<E extends Endpoint>(endpoint: E): Animation<TargetOn<T, E>, Missing>;
  /** The image that the clip ends on. Rejected (`unsupported`) where the server or the model takes none. */
  lastFrame(image: ImageInput): Animation<T, Missing>;
  /** The random seed, a whole number: the same seed makes similar clips. Rejected (`unsupported`) where there is none. */
  seed(seed: number): Animation<T, Missing>;
  /** What should not appear in the clip. Rejected (`unsupported`) where the server or the model has no such option. */
  negativePrompt(text: string): Animation<T, Missing>;
  /** Whether the clip has sound. Rejected (`unsupported`) where the server or the model has no such option. */
  audio(audio: boolean): Animation<T, Missing>;
  /** How the linter's findings are treated. Default `"warn"`. */
  lint(level: LintLevel | ({ readonly level?: LintLevel } & LintOptions)): Animation<T, Missing>;
  /** Rejects with `CostError` before sending if the estimate is above this many US dollars, or unknown. */
  maxCost(usd: number): Animation<T, Missing>;
  /** The server's own fields, such as `seed`. Rejected if the dialect does not have them. */
  extra(fields: Readonly<Record<string, unknown>>): Animation<T, Missing>;
  /** The job's idempotency key. A second `submit` with it returns the first job. Default: a new one for each `submit`. */
  idempotencyKey(key: string): Animation<T, Missing>;
  /**
   * Reads the image and validates the request. Sends nothing.
   *
   * @throws ImageError, RequestError, CostError, PromptLintError, EndpointError, as `submit()` does before sending
   */
  plan(this: Ready<Missing>, options?: RunOptions): Promise<Plan>;
  /**
   * Sends the create request, at most once for each idempotency key. Returns the job without waiting for it.
   *
   * @throws ImageError, RequestError, CostError, PromptLintError, EndpointError before anything is sent; ApiError,
   * ModerationError when the server refuses; SubmitUncertainError when the outcome is unknown.
   */
  submit(this: Ready<Missing>, options?: RunOptions): Promise<Job>;
  /**
   * Submits, waits, and returns the clip.
   *
   * @throws the errors of `submit()` and `Job.wait()`.
   */
  render(this: Ready<Missing>, options?: RunOptions): Promise<Clip>;
}

/** The options of the builder as one object. Each has the meaning of the method of that name. */
export interface AnimateOptions<T extends Target = Target> {
  readonly prompt?: string | undefined;
  readonly model?: ModelId<T> | undefined;
  /** Length of the clip in seconds. */
  readonly duration?: SecondsHint<T> | undefined;
  /** Width and height of the clip in pixels. */
  readonly size?: SizeHint<T> | undefined;
  readonly fit?: FitMode | { readonly mode: FitMode; readonly background?: string } | undefined;
  readonly lastFrame?: ImageInput | undefined;
  readonly seed?: number | undefined;
  readonly negativePrompt?: string | undefined;
  readonly audio?: boolean | undefined;
  readonly lint?: LintLevel | ({ readonly level?: LintLevel } & LintOptions) | undefined;
  /** US dollars. */
  readonly maxCost?: number;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  readonly idempotencyKey?: string;
  readonly endpoint?: Endpoint;
}

const animateOptionNames = [
  "prompt",
  "model",
  "duration",
  "size",
  "fit",
  "lastFrame",
  "seed",
  "negativePrompt",
  "audio",
  "lint",
  "maxCost",
  "extra",
  "idempotencyKey",
  "endpoint",
] as const satisfies readonly (keyof AnimateOptions)[];

/** The frozen data of a builder. */
interface BuilderProps {
  readonly client: ClientContext;
  readonly loadImage: ImageLoader;
  /** For messages. */
  readonly imageName: string;
  readonly state: BuilderState;
}

const initialState: BuilderState = deepFreeze({ fit: { mode: "auto" }, lint: { level: "warn" }, extra: {} });

/** Starts a builder. The caller gives it its type: every call that changes the type changes the state. */
export function startAnimation(client: ClientContext, image: ImageInput, options?: AnimateOptions): AnimationBuilder {
  const imageName = redact(typeof image === "string" && image.length < 200 ? image : describeValue(image));
  const builder = new AnimationBuilder({ client, loadImage: createImageLoader(image), imageName, state: initialState });
  return options === undefined ? builder : applyOptions(builder, options);
}

function applyOptions(start: AnimationBuilder, options: AnimateOptions): AnimationBuilder {
  checkOptionNames("animate()", options, animateOptionNames);
  const { prompt, model, duration, size, fit, lint, extra, lastFrame, seed, negativePrompt, audio } = options;
  let builder = start;
  if (prompt !== undefined) builder = builder.withPrompt(prompt);
  if (model !== undefined) builder = builder.model(model);
  if (duration !== undefined) builder = builder.duration(duration);
  if (size !== undefined) builder = builder.size(size);
  if (isRecord(fit)) {
    const { mode, ...fitOptions } = fit;
    builder = builder.fit(mode, fitOptions);
  } else if (fit !== undefined) builder = builder.fit(fit);
  if (lastFrame !== undefined) builder = builder.lastFrame(lastFrame);
  if (seed !== undefined) builder = builder.seed(seed);
  if (negativePrompt !== undefined) builder = builder.negativePrompt(negativePrompt);
  if (audio !== undefined) builder = builder.audio(audio);
  if (lint !== undefined) builder = builder.lint(lint);
  if (extra !== undefined) builder = builder.extra(extra);
  // `undefined` is rejected: by mistake it would cost money.
  if ("maxCost" in options) builder = builder.maxCost(options.maxCost as number);
  if ("idempotencyKey" in options) builder = builder.idempotencyKey(options.idempotencyKey as string);
  if ("endpoint" in options) builder = builder.endpoint(options.endpoint as Endpoint);
  return builder;
}

/** The linter and the image reader are loaded on first use, so that importing ugoku stays cheap. */
const loadPlan = () => import("./plan.js");

class AnimationBuilder {
  readonly #props: BuilderProps;

  constructor(props: BuilderProps) {
    this.#props = Object.freeze(props);
    Object.freeze(this);
  }

  #with(changes: Partial<BuilderState>): AnimationBuilder {
    const state = Object.freeze({ ...this.#props.state, ...changes });
    return new AnimationBuilder({ ...this.#props, state });
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
    const { background, ...others } = isRecord(options) ? options : {};
    const isInvalid = options !== undefined && (!isRecord(options) || Object.keys(others).length > 0);
    const fit = {
      mode,
      ...(background === undefined ? {} : { background }),
      ...(isInvalid ? { invalidOptions: options } : {}),
    };
    return this.#with({ fit: frozenCopy(fit) });
  }
  endpoint(endpoint: Endpoint) {
    return this.#with({ endpoint: endpoint ?? null });
  }
  lastFrame(image: ImageInput) {
    return this.#with({ loadLastFrame: createImageLoader(image) });
  }
  seed(seed: number) {
    return this.#with({ seed });
  }
  negativePrompt(negativePrompt: string) {
    return this.#with({ negativePrompt });
  }
  audio(audio: boolean) {
    return this.#with({ audio });
  }
  lint(lint: LintLevel | ({ readonly level?: LintLevel } & LintOptions)) {
    const options: { readonly level?: LintLevel } & LintOptions = isRecord(lint) ? lint : { level: lint };
    return this.#with({
      lint: frozenCopy({ ...options, level: options.level === undefined ? "warn" : options.level }),
    });
  }
  maxCost(maxCost: number) {
    return this.#with({ maxCost });
  }
  extra(fields: Readonly<Record<string, unknown>>) {
    const copy = plainCopy(fields);
    if (!copy) return this.#with({ invalidExtra: describeValue(fields) });
    return this.#with({ extra: frozenCopy({ ...this.#props.state.extra, ...copy }) });
  }
  idempotencyKey(idempotencyKey: string) {
    return this.#with({ idempotencyKey });
  }

  async plan(options: RunOptions = {}): Promise<Plan> {
    validateOptions(".plan()", options, runRules);
    options.signal?.throwIfAborted();
    const { client, state } = this.#props;
    const { plan } = await this.#prepare(client.server(state.endpoint).endpoint, options);
    return plan;
  }

  async submit(options: RunOptions = {}): Promise<Job> {
    validateOptions(".submit()", options, runRules);
    options.signal?.throwIfAborted();
    const { client, state } = this.#props;
    const { endpoint, submitter } = client.server(state.endpoint);
    // A key that is not a string is rejected below, with all other invalid options.
    const key = typeof state.idempotencyKey === "string" ? state.idempotencyKey : undefined;
    const begun = await submitter.begin(key, options, () => this.#hash(endpoint, options));
    if ("job" in begun) return begun.job;
    const { claim } = begun;
    try {
      const prepared = await this.#prepare(endpoint, options);
      const { hashRequest, toCreateRequest } = await loadPlan();
      await reportFindings(client, endpoint, prepared.plan, options);
      const request = await toCreateRequest(prepared, options.signal);
      const maxRetries = options.maxRetries ?? client.options.maxRetries;
      const hash = claim.isGenerated ? undefined : await hashRequest(prepared);
      return await submitter.send(claim, request, { ...options, maxRetries }, hash);
    } finally {
      submitter.end(claim);
    }
  }

  async render(options: RunOptions = {}): Promise<Clip> {
    validateOptions(".render()", options, runRules);
    const job = await this.submit(options);
    return job.wait({ signal: options.signal, onUpdate: options.onUpdate });
  }

  /** The hash of the request; `undefined` if its image can no longer be read, or if it would be rejected by its cost or its lint. */
  async #hash(endpoint: ResolvedEndpoint, { signal }: RunOptions): Promise<string | undefined> {
    const { client, loadImage, state } = this.#props;
    const { allowPrivateHosts } = client.options;
    const { hashRequest, prepareRequest } = await loadPlan();
    const { maxCost: _, ...free } = { ...state, lint: { level: "off" as const } };
    try {
      return await hashRequest(await prepareRequest(free, loadImage, endpoint, { signal, allowPrivateHosts }));
    } catch (error) {
      if (error instanceof ImageError) return undefined;
      throw error;
    }
  }

  async #prepare(endpoint: ResolvedEndpoint, { signal, onLint }: RunOptions): Promise<PreparedRequest> {
    const { client, loadImage, state } = this.#props;
    const { allowPrivateHosts } = client.options;
    const { prepareRequest } = await loadPlan();
    const prepared = await prepareRequest(state, loadImage, endpoint, { signal, allowPrivateHosts });
    const { lint, imageLint } = prepared.plan;
    if (lint) onLint?.(lint, imageLint);
    return prepared;
  }

  toJSON(): object {
    const { imageName, state } = this.#props;
    const { endpoint, ...facts } = state;
    const entries = Object.entries(facts).map(([name, value]) => [name, toPrintable(value)]);
    return {
      image: imageName,
      ...Object.fromEntries(entries),
      endpoint: endpoint && toPrintable(endpoint.name),
    };
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Animation ${JSON.stringify(this)}`;
  }
}

/** Reports the findings of a submit to the client's `onLint`, else once for each prompt to the logger. */
async function reportFindings(
  client: ClientContext,
  endpoint: ResolvedEndpoint,
  plan: Plan,
  options: RunOptions,
): Promise<void> {
  if (plan.lint && !options.onLint) {
    if (client.options.onLint) client.options.onLint(plan.lint, plan.imageLint);
    else {
      const { describeLint } = await loadPlan();
      const findings = describeLint(plan);
      if (findings !== "")
        client.warnOnce(`ugoku: the linter found:\n${findings}`, `${plan.request.prompt}\n${findings}`);
    }
  }
  // Only `plan()` reports the limits of a server: for each job they would be noise.
  for (const { code, message } of plan.warnings) if (code !== "server_cannot") client.warnOnce(`ugoku: ${message}`);
  if (endpoint.notice) client.warnOnce(endpoint.notice);
}

/** A JSON-safe value for logging, also of one that is not valid. */
function toPrintable(value: unknown): unknown {
  if (typeof value === "number") return value;
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return describeValue(value);
  }
}

/** A copy, so that later changes of the caller's object have no effect. `undefined`: it is not plain JSON. */
function plainCopy(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  try {
    // JSON.stringify() would turn NaN into null.
    const text = JSON.stringify(fields, (_, value: unknown) => {
      if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("not a JSON number");
      return value;
    });
    const copy: unknown = JSON.parse(text);
    if (isRecord(copy)) return copy;
  } catch {
    // Circular, a BigInt, or undefined.
  }
  return undefined;
}
