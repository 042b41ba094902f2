/** What a builder does: plan, submit and render. Loaded on first use. */
import type { Clip } from "../download/clip.js";
import { checkFit } from "../image/fit.js";
import type { Job } from "../job/types.js";
import { waitRules } from "../job/wait-rules.js";
import { ImageError, isUgokuError } from "../utils/errors.js";
import * as rule from "../utils/option-rules.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";
import type { ImageRequest, PlanOptions, RunOptions } from "./builder-state.js";
import type { ClientContext } from "./context.js";
import { maxRetriesRule } from "./options.js";
import { describeLint, hashRequest, type Plan, type PreparedRequest, prepareRequest, toCreateRequest } from "./plan.js";
import type { ResolvedEndpoint } from "./resolve-endpoint.js";

const runRules: OptionRules<RunOptions> = {
  ...waitRules,
  // The deadline of a job is a moment in time, so it must be finite.
  timeout: rule.above(0, "a number of milliseconds"),
  onLint: rule.function,
  onAttempt: rule.function,
  maxRetries: maxRetriesRule,
};

const planRules: OptionRules<PlanOptions> = { ...runRules, onUnavailable: rule.function };

/** See `Animation.plan()`. */
export async function planClip(client: ClientContext, request: ImageRequest, options: PlanOptions = {}): Promise<Plan> {
  validateOptions(".plan()", options, planRules);
  options.signal?.throwIfAborted();
  const { state } = request;
  const { plan } = await prepare(client, request, client.server(state.endpoint).endpoint, options);
  return plan;
}

/** See `Animation.submit()`. */
export async function submitClip(client: ClientContext, request: ImageRequest, options: RunOptions = {}): Promise<Job> {
  validateOptions(".submit()", options, runRules);
  options.signal?.throwIfAborted();
  const { state } = request;
  const { endpoint, submitter } = client.server(state.endpoint);
  // A key that is not a string is rejected below, with all other invalid options.
  const key = typeof state.idempotencyKey === "string" ? state.idempotencyKey : undefined;
  const begun = await submitter.begin(key, options, () => hashUnchecked(client, request, endpoint, options));
  if ("job" in begun) return begun.job;
  const { claim } = begun;
  try {
    const prepared = await prepare(client, request, endpoint, options);
    reportFindings(client, endpoint, prepared.plan, options);
    const create = await toCreateRequest(prepared, options.signal);
    const maxRetries = options.maxRetries ?? client.options.maxRetries;
    const hash = claim.isGenerated ? undefined : await hashRequest(prepared);
    return await submitter.send(claim, create, { ...options, maxRetries }, hash);
  } finally {
    submitter.end(claim);
  }
}

/** See `Animation.render()`. */
export async function renderClip(
  client: ClientContext,
  request: ImageRequest,
  options: RunOptions = {},
): Promise<Clip> {
  validateOptions(".render()", options, runRules);
  const job = await submitClip(client, request, options);
  return job.wait({ signal: options.signal, onUpdate: options.onUpdate });
}

/** The hash of the request; `undefined` if its image can no longer be read, or if it would be rejected by its cost or its lint. */
async function hashUnchecked(
  client: ClientContext,
  { loadImage, state }: ImageRequest,
  endpoint: ResolvedEndpoint,
  { signal }: RunOptions,
): Promise<string | undefined> {
  const { allowPrivateHosts } = client.options;
  const { maxCost: _, ...free } = { ...state, lint: { level: "off" as const } };
  try {
    return await hashRequest(await prepareRequest(free, loadImage, endpoint, { signal, allowPrivateHosts }));
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}

async function prepare(
  client: ClientContext,
  { loadImage, state }: ImageRequest,
  endpoint: ResolvedEndpoint,
  { signal, onLint, onUnavailable }: PlanOptions,
): Promise<PreparedRequest> {
  const { allowPrivateHosts } = client.options;
  const report = (error: unknown) => {
    signal?.throwIfAborted();
    if (!onUnavailable || !isUgokuError(error)) throw error;
    onUnavailable(error);
  };
  await endpoint.checkAvailable?.().catch(report);
  const prepared = await prepareRequest(state, loadImage, endpoint, { signal, allowPrivateHosts });
  const { image, lastFrame, lint, imageLint } = prepared.plan;
  for (const one of [image, lastFrame])
    if (one?.kind === "file") await checkFit(one.name, one.fit, signal).catch(report);
  if (lint) onLint?.(lint, imageLint);
  return prepared;
}

/** Reports the findings of a submit to the client's `onLint`, else once for each prompt to the logger. */
function reportFindings(client: ClientContext, endpoint: ResolvedEndpoint, plan: Plan, options: RunOptions): void {
  if (plan.lint && !options.onLint) {
    if (client.options.onLint) client.options.onLint(plan.lint, plan.imageLint);
    else {
      const findings = describeLint(plan);
      if (findings !== "")
        client.warnOnce(`ugoku: the linter found:\n${findings}`, `${plan.request.prompt}\n${findings}`);
    }
  }
  // Only `plan()` reports the limits of a server: for each job they would be noise.
  for (const { code, message } of plan.warnings) if (code !== "server_cannot") client.warnOnce(`ugoku: ${message}`);
  if (endpoint.notice) client.warnOnce(endpoint.notice);
}
