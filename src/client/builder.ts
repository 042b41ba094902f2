/** The builder: immutable, every call returns a new one with one more option and a narrower type. */
import type { Clip } from "../download/clip.js";
import type { Endpoint } from "../http/endpoint.js";
import type { ImageInput } from "../image/classify-input.js";
import type { FitMode } from "../image/fit.js";
import type { ImageLoader } from "../image/load.js";
import type { Job } from "../job/types.js";
import type { LintOptions } from "../lint/core/rule.js";
import { describeValue } from "../utils/errors.js";
import { deepFreeze, frozenCopy } from "../utils/freeze.js";
import { isRecord } from "../utils/guards.js";
import { loadOnce } from "../utils/lazy.js";
import { redact } from "../utils/redact.js";
import { closestMatch } from "../utils/suggest.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { BuilderState, ImageRequest, LintLevel, PlanOptions, RunOptions } from "./builder-state.js";
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
import type { LazyClient } from "./lazy-client.js";
import type { Plan } from "./plan.js";

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
  /**
   * The prompt: who moves, and how. Required. A model row has its maximum length.
   *
   * @unit characters
   */
  withPrompt(text: string): Animation<T, never>;
  /**
   * The model. Known ids have their own durations and sizes; any other id is sent unchanged.
   *
   * @defaultValue the client's `model`, else the endpoint's
   */
  model<Id extends ModelId<T>>(id: CheckModel<T, Id>): Animation<WithModel<T, Id>, Missing>;
  /**
   * The length of the clip.
   *
   * @unit seconds
   * @defaultValue the default of the model
   */
  duration<Seconds extends SecondsHint<T>>(seconds: CheckSeconds<T, Seconds>): Animation<T, Missing>;
  /**
   * The width and height of the clip, such as `"1280x720"`.
   *
   * @unit pixels
   * @defaultValue the model's size that is nearest to the shape of the image
   */
  size<Size extends SizeHint<T>>(size: CheckSize<T, Size>): Animation<T, Missing>;
  /**
   * How an image of another shape is fitted: `"auto"` crops up to 30 %, `"cover"` always crops, `"contain"` adds borders, `"exact"`
   * rejects it. `background` is the color of the borders: `"edge"` (the color of the image's edge), `"blur"` or a CSS color.
   *
   * @defaultValue `"auto"`; `background`: `"edge"`
   */
  fit(mode: FitMode, options?: { readonly background?: string }): Animation<T, Missing>;
  /**
   * Sends the request to another endpoint, such as `preview()` or `runway()`.
   *
   * @defaultValue the client's endpoint
   */
  endpoint<E extends Endpoint>(endpoint: E): Animation<TargetOn<T, E>, Missing>;
  /** The image that the clip ends on. Rejected (`unsupported`) if the server or the model has no such option. */
  lastFrame(image: ImageInput): Animation<T, Missing>;
  /**
   * The random seed, a whole number: the same seed makes similar clips. Rejected (`unsupported`) if the server or the model has no such
   * option.
   *
   * @defaultValue chosen by the server
   */
  seed(seed: number): Animation<T, Missing>;
  /** What should not appear in the clip. Rejected (`unsupported`) if the server or the model has no such option. */
  negativePrompt(text: string): Animation<T, Missing>;
  /**
   * Whether the clip has sound. Rejected (`unsupported`) if the server or the model has no such option.
   *
   * @defaultValue the model's
   */
  audio(audio: boolean): Animation<T, Missing>;
  /**
   * What happens with the linter's findings: `"off"` does not lint, `"warn"` reports them, `"error"` also sends nothing if one is an error.
   * An object sets the linter's options too.
   *
   * @defaultValue `"warn"`
   */
  lint(level: LintLevel | ({ readonly level?: LintLevel } & LintOptions)): Animation<T, Missing>;
  /**
   * The highest cost of the clip. If the estimate is higher or unknown, the request is rejected with `CostError` and not sent.
   *
   * @unit US dollars
   * @defaultValue no limit
   */
  maxCost(usd: number): Animation<T, Missing>;
  /** Fields of the server's own, such as `{ num_frames: 81 }`. Rejected if the dialect does not have them. */
  extra(fields: Readonly<Record<string, unknown>>): Animation<T, Missing>;
  /**
   * The job's idempotency key. A second `submit()` of this client with the same key returns the first job.
   *
   * @defaultValue a new key for each `submit()`
   */
  idempotencyKey(key: string): Animation<T, Missing>;
  /**
   * Reads the image and validates the request. Sends nothing.
   *
   * @throws ImageError, RequestError, CostError, PromptLintError, EndpointError, as `submit()` does before sending
   */
  plan(this: Ready<Missing>, options?: PlanOptions): Promise<Plan>;
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
interface BuilderProps extends ImageRequest {
  readonly client: LazyClient;
  /** For messages. */
  readonly imageName: string;
}

const initialState: BuilderState = deepFreeze({ fit: { mode: "auto" }, lint: { level: "warn" }, extra: {} });

/** Starts a builder. The caller gives it its type: every call that changes the type changes the state. */
export function startAnimation(client: LazyClient, image: ImageInput, options?: AnimateOptions): AnimationBuilder {
  const imageName = redact(typeof image === "string" && image.length < 200 ? image : describeValue(image));
  const builder = builderOf({ client, loadImage: lazyImageLoader(image), imageName, state: initialState });
  return options === undefined ? builder : applyOptions(builder, options);
}

/** The names of other APIs. */
const otherNames: Readonly<Record<string, (typeof animateOptionNames)[number]>> = {
  seconds: "duration",
  length: "duration",
  text: "prompt",
  resolution: "size",
  aspectRatio: "size",
  ratio: "size",
};

function applyOptions(start: AnimationBuilder, options: AnimateOptions): AnimationBuilder {
  checkOptionNames("animate()", options, animateOptionNames, (name) =>
    Object.hasOwn(otherNames, name) ? otherNames[name] : closestMatch(name, animateOptionNames),
  );
  let builder = start;
  for (const name of animateOptionNames) {
    const value = options[name];
    // `undefined` is rejected for these: by mistake it would cost money.
    const isGiven = /^(maxCost|idempotencyKey|endpoint)$/.test(name) ? name in options : value !== undefined;
    if (!isGiven) continue;
    if (name === "fit" && isRecord(options.fit)) {
      const { mode, ...fitOptions } = options.fit;
      builder = builder.fit(mode, fitOptions);
    } else builder = builder[name === "prompt" ? "withPrompt" : name](value as never);
  }
  return builder;
}

/** One loader for all forks of a builder: it reads a stream once. */
function lazyImageLoader(image: ImageInput): ImageLoader {
  const loader = loadOnce(async () => (await import("./operations.js")).createImageLoader(image));
  return async (options) => (await loader())(options);
}

/** A function, because a class that uses its own name gets another one from the build. */
const builderOf = (props: BuilderProps) => new AnimationBuilder(props);

class AnimationBuilder {
  readonly #props: BuilderProps;

  constructor(props: BuilderProps) {
    this.#props = Object.freeze(props);
    Object.freeze(this);
  }

  #with(changes: Partial<BuilderState>): AnimationBuilder {
    const state = Object.freeze({ ...this.#props.state, ...changes });
    return builderOf({ ...this.#props, state });
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
    return this.#with({ loadLastFrame: lazyImageLoader(image) });
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

  async plan(options?: PlanOptions): Promise<Plan> {
    const client = await this.#props.client.load();
    return client.plan(this.#props, options);
  }
  async submit(options?: RunOptions): Promise<Job> {
    const client = await this.#props.client.load();
    return client.submit(this.#props, options);
  }
  async render(options?: RunOptions): Promise<Clip> {
    const client = await this.#props.client.load();
    return client.render(this.#props, options);
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

/** A JSON-safe value for logging, also of one that is not valid. */
function toPrintable(value: unknown): unknown {
  if (typeof value === "number") return value;
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return describeValue(value);
  }
}

/** A copy: later changes of the caller's object have no effect. `undefined`: it is not plain JSON. */
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
