import { randomUUID } from "node:crypto";
import type { Clip } from "../download/clip.js";
import type { Job } from "../job/types.js";
import { previewNotice } from "../preview.js";
import { SubmitUncertainError } from "../submit/submit-uncertain-error.js";
import { isUgokuError } from "../utils/errors.js";
import { animationOptions, buildAnimation } from "./build-animation.js";
import { chooseOutputPaths } from "./output-paths.js";
import { defineCommand, numberOf, secondsAboveZero, type Values } from "./parse-args.js";
import { startProgress } from "./progress.js";
import { formatBytes, log, nearPath, print, printPlan, printWritten } from "./terminal.js";

/** `ugoku animate photo.jpg -p "…"`: one image, one prompt, one MP4. */
export const animateCommand = defineCommand({
  name: "animate",
  operand: "<image>",
  summary: "Turn one image into one MP4",
  options: [
    ...animationOptions,
    {
      name: "output",
      short: "o",
      value: "<file>",
      description:
        "Where the MP4 goes (default: the image's name with .mp4, in this folder; -2, -3 … if it is taken, unless --force)",
    },
    {
      name: "poster",
      value: "[=file]",
      description: "Also save a still as WebP (default: the MP4's name with .webp)",
    },
    { name: "force", description: "Replace files that exist, but never the image itself" },
    { name: "timeout", value: "<seconds>", description: "Stop waiting after this long (default: 1800)" },
  ],
  examples: ['ugoku animate photo.jpg -p "She turns slowly to the right and smiles." -d 8'],
  async run({ operands: [image = ""], values }, signal) {
    await animate(image, values, signal);
    return 0;
  },
});

/** `ugoku plan photo.jpg -p "…"`: what would be sent, and what it would cost. */
export const planCommand = defineCommand({
  name: "plan",
  operand: "<image>",
  summary: "Show what would be sent and what it would cost; send nothing",
  options: animationOptions,
  examples: ['ugoku plan photo.jpg -p "She turns slowly to the right and smiles." -d 8'],
  async run({ operands: [image = ""], values }, signal) {
    const { animation, fallback } = buildAnimation(image, values);
    const plan = await animation.plan({ signal });
    if (values.json) {
      log(JSON.stringify(plan));
      return 0;
    }
    printPlan(plan);
    if (fallback) print("No server is configured (UGOKU_BASE_URL): this is the plan for the built-in preview engine.");
    return 0;
  },
});

async function animate(
  image: string,
  values: Values<typeof animateCommand.options>,
  signal: AbortSignal,
): Promise<void> {
  const overwrite = values.force ?? false;
  const seconds = numberOf("timeout", values.timeout ?? "1800", secondsAboveZero, "The default is --timeout 1800.");
  const timeout = seconds * 1000;
  const { animation, fallback } = buildAnimation(image, values);
  const { output, poster } = await chooseOutputPaths(image, values);
  const plan = await animation.plan({ signal });
  const isPreview = plan.request.endpoint === "preview";
  if (!values.json) {
    printPlan(plan);
    if (fallback) print("No server is configured (UGOKU_BASE_URL): the built-in preview engine renders this clip.");
    if (isPreview) print(previewNotice);
  }

  const started = Date.now();
  const progress = startProgress(values.json ?? false);
  // Chosen here, so that a stopped command can print it.
  const key = values.key ?? randomUUID();
  let clip: Clip;
  let saved: Awaited<ReturnType<Clip["saveTo"]>>;
  let jobId: string | undefined;
  try {
    const submitted = animation.idempotencyKey(key).submit({ signal, timeout });
    const job = await submitted.catch((error: unknown) => recoverJob(error, signal));
    jobId = job.id;
    clip = await job.wait({ signal, onUpdate: (update) => progress.update(update) });
    progress.stop();
    saved = await clip.saveTo(output, { overwrite, signal });
  } catch (error) {
    progress.stop();
    if (isPreview) throw removeJob(error);
    if (signal.aborted) print(describeRunningJob(jobId, key));
    throw error;
  }
  const savedPoster = poster ? await savePoster(clip, poster, { overwrite, signal }) : undefined;

  if (values.json) {
    const files = { video: saved, ...(savedPoster ? { poster: savedPoster } : {}) };
    log(JSON.stringify({ ...files, jobId: clip.jobId, elapsedMs: Date.now() - started, plan }));
    return;
  }
  const elapsed = ((Date.now() - started) / 1000).toFixed(1);
  const facts = `${plan.request.seconds} s, ${plan.request.size}, ${formatBytes(saved.bytes)}, in ${elapsed} s`;
  printWritten("video", nearPath(saved.path), facts);
  if (savedPoster) printWritten("poster", nearPath(savedPoster.path), formatBytes(savedPoster.bytes));
  if (!process.stdout.isTTY) log(saved.path);
}

/** Looks in the server's list for the job of a create request whose response was lost. */
async function recoverJob(error: unknown, signal: AbortSignal): Promise<Job> {
  if (!(error instanceof SubmitUncertainError)) throw error;
  print("No response to the create request. Looking for the job in the server's list …");
  const found = await error.reconcile({ signal });
  if (!found) throw error;
  print(`Found: ${found.id}`);
  return found;
}

/** Jobs of the preview engine end with this process and cannot be resumed. */
function removeJob(error: unknown): unknown {
  if (isUgokuError(error)) {
    error.jobId = undefined;
    error.ticket = undefined;
  }
  return error;
}

/** The message for a stopped command: its job continues. */
function describeRunningJob(jobId: string | undefined, key: string): string {
  if (jobId !== undefined) return `The job continues on the server, and is paid for: ${jobId}`;
  return `A create request may have been sent, and paid for (key ${key}). Check the server's list of jobs before you run this command again.`;
}

/** Never fails: the video is saved already. */
async function savePoster(clip: Clip, path: string, options: { overwrite: boolean; signal: AbortSignal }) {
  try {
    return await clip.saveTo(path, { ...options, variant: "thumbnail" });
  } catch (error) {
    options.signal.throwIfAborted();
    print(`The poster could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
