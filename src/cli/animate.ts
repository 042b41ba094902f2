import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import type { Clip } from "../clip/clip.js";
import { RequestError, show } from "../errors.js";
import { checkWritable } from "../node/save-file.js";
import { previewNotice } from "../preview/index.js";
import { emit, formatBytes, say, sayPlan, sayWritten } from "./output.js";
import { startProgress } from "./progress.js";
import { buildSentence, type SentenceOptions, textOf } from "./sentence.js";

/** The options of `ugoku animate`. */
export interface AnimateOptions extends SentenceOptions {
  readonly output?: unknown;
  readonly poster?: unknown;
  readonly force?: boolean;
  readonly timeout?: unknown;
}

/** `ugoku animate photo.jpg -p "…"`: one image, one prompt, one MP4. */
export async function runAnimate(image: string, options: AnimateOptions, signal: AbortSignal): Promise<void> {
  const overwrite = options.force ?? false;
  const output = await outputPath(image, options.output);
  const poster = posterPath(output, options.poster);
  // Before anything is sent: a clip that cannot be written must not be paid for.
  for (const target of poster ? [output, poster] : [output]) await checkWritable(resolve(target), overwrite);
  const timeout = waitingTime(options.timeout);

  const { animation, fallback } = buildSentence(image, options);
  const plan = await animation.plan({ signal });
  if (!options.json) {
    sayPlan(plan);
    if (fallback) say("Nothing is configured (UGOKU_BASE_URL), so that the built-in preview engine renders it.");
    if (plan.request.endpoint === "preview") say(previewNotice);
  }

  const started = Date.now();
  const progress = startProgress(options.json ?? false);
  // Chosen here, so that it can be named when the answer to a create is not waited for.
  const key = options.key === undefined ? randomUUID() : textOf("key", options.key);
  let clip: Clip;
  let saved: Awaited<ReturnType<Clip["saveTo"]>>;
  let jobId: string | undefined;
  try {
    const job = await animation.key(key).submit({ signal, ...(timeout === undefined ? {} : { timeout }) });
    jobId = job.id;
    clip = await job.wait({ signal, onUpdate: (update) => progress.update(update) });
    progress.stop();
    saved = await clip.saveTo(output, { overwrite, signal });
  } catch (error) {
    progress.stop();
    if (signal.aborted && plan.request.endpoint !== "preview") say(whatGoesOn(jobId, key));
    throw error;
  }
  const savedPoster = poster ? await savePoster(clip, poster, { overwrite, signal }) : undefined;

  if (options.json) {
    const files = { video: saved, ...(savedPoster ? { poster: savedPoster } : {}) };
    emit(JSON.stringify({ ...files, jobId: clip.jobId, elapsedMs: Date.now() - started, plan }));
    return;
  }
  const { seconds, size } = plan.request;
  sayWritten(
    "video",
    nearPath(saved.path),
    `${seconds} s, ${size}, ${formatBytes(saved.bytes)}, in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  if (savedPoster) sayWritten("poster", nearPath(savedPoster.path), formatBytes(savedPoster.bytes));
  if (!process.stdout.isTTY) emit(saved.path);
}

/** For who stops: what is paid for does not stop with it. */
function whatGoesOn(jobId: string | undefined, key: string): string {
  if (jobId !== undefined) return `The job goes on at the server, and is paid for: ${jobId}`;
  return `A create may have been sent, and be paid for (key ${key}). Look at the server's list of jobs before you send it again.`;
}

/** The still is an extra: without it the video is still there. */
async function savePoster(clip: Clip, path: string, options: { overwrite: boolean; signal: AbortSignal }) {
  try {
    return await clip.saveTo(path, { ...options, variant: "thumbnail" });
  } catch (error) {
    options.signal.throwIfAborted();
    say(`The poster could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** `ugoku plan photo.jpg -p "…"`: what would be sent, and what it would cost. */
export async function runPlan(image: string, options: SentenceOptions, signal: AbortSignal): Promise<void> {
  const { animation, fallback } = buildSentence(image, options);
  const plan = await animation.plan({ signal });
  if (options.json) {
    emit(JSON.stringify(plan));
    return;
  }
  sayPlan(plan);
  if (fallback) say("Nothing is configured (UGOKU_BASE_URL): this is the plan for the built-in preview engine.");
}

/** The output that was asked for, else one beside the caller that bears the image's name and is free. */
async function outputPath(image: string, output: unknown): Promise<string> {
  if (output !== undefined) {
    if (typeof output === "string" && output !== "") return output;
    if (typeof output === "number") return String(output);
    throw new RequestError("option_invalid", `--output takes a path, and got ${show(output)}.`);
  }
  const isAddress = /^(https?|data):/i.test(image);
  const stem = isAddress ? "clip" : basename(image, extname(image)) || "clip";
  for (let count = 1; ; count++) {
    const path = `${stem}${count === 1 ? "" : `-${count}`}.mp4`;
    if (!(await stat(path).catch(() => undefined))) return path;
  }
}

function posterPath(output: string, poster: unknown): string | undefined {
  if (poster === undefined || poster === false) return undefined;
  if (typeof poster === "string" && poster !== "") return poster;
  return join(dirname(output), `${basename(output, extname(output))}.webp`);
}

function waitingTime(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  throw new RequestError("option_invalid", `--timeout takes seconds above 0, and got ${show(value)}.`);
}

/** A path as a person in this folder would write it. */
function nearPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}
