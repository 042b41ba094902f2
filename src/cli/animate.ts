import { randomUUID } from "node:crypto";
import { unlink } from "node:fs/promises";
import { resolve } from "node:path";
import type { Plan } from "../client/plan.js";
import { dialects } from "../dialects/find-dialect.js";
import type { Job } from "../job/types.js";
import { loadSharp } from "../preview/optional-deps.js";
import { previewNotice } from "../preview.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { SubmitUncertainError } from "../submit/submit-uncertain-error.js";
import { ImageError, isUgokuError, RequestError } from "../utils/errors.js";
import { hasWords } from "../utils/has-words.js";
import { type AnimationValues, animationOptions, buildAnimation, services } from "./build-animation.js";
import {
  finishJob,
  isLost,
  type OutputValues,
  outputAfter,
  outputOptions,
  printFinished,
  readTimeout,
} from "./finish-job.js";
import { waitCommand } from "./job-client.js";
import { formatCommand, setNextStep, thisCommand } from "./next-step.js";
import { chooseOutputPaths, exists, imageName } from "./output-paths.js";
import { defineCommand, type Option } from "./parse-args.js";
import { startProgress } from "./progress.js";
import { logJson, nearPath, print, printPlan } from "./terminal.js";
import { createTicketFile, ticketPath, writeTicket } from "./ticket-file.js";

/** The options of `animate`. `plan` has the same: one command becomes the other by its name. */
const options = [
  ...animationOptions,
  {
    name: "output",
    short: "o",
    value: "<file>",
    description:
      "Where the MP4 goes (default: the image's name with .mp4, in this folder; -2, -3 … if it is taken, unless --force)",
  },
  ...outputOptions,
] as const satisfies readonly Option[];

type AnimateValues = AnimationValues & OutputValues & { readonly output?: string };

/** `ugoku animate photo.jpg -p "…"`: one image, one prompt, one MP4. */
export const animateCommand = defineCommand({
  name: "animate",
  operand: "<image>",
  summary: "Turn one image into one MP4",
  options,
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
  summary: "Show what animate would send and what it would cost; send nothing",
  options,
  examples: ['ugoku plan photo.jpg -p "She turns slowly to the right and smiles." -d 8'],
  async run({ operands: [image = ""], values }, signal) {
    const { plan, fallback, missingKey, earlier } = await prepare(image, values, signal);
    if (values.json) {
      logJson(plan);
      return 0;
    }
    printPlan(plan);
    if (earlier !== undefined) printEarlierJob(earlier);
    if (missingKey !== undefined) print(`To run it, set ${missingKey} to your API key.`);
    if (fallback) print("No server is configured (UGOKU_BASE_URL): this is the plan for the built-in preview engine.");
    return 0;
  },
});

/** The library refuses an invisible prompt. Here "…" is one that was not written yet, and --lint warn must not pay for it. */
function checkPrompt(prompt: string | undefined): void {
  if (prompt === undefined || prompt.trim() === "" || hasWords(prompt)) return;
  throw new RequestError("prompt_missing", "The prompt contains no words.", {
    hint: 'Describe who moves and how: --prompt "The woman slowly turns to the right and smiles."',
  });
}

/** The same image again makes another job: the first one may only have to be fetched. */
const printEarlierJob = (ticket: string): void =>
  print(`A job of an earlier command was not fetched. To fetch it: ${formatCommand(["wait", ticket])}`);

/** Everything that can be checked before anything is sent. */
async function prepare(image: string, values: AnimateValues, signal: AbortSignal) {
  const timeout = readTimeout(values);
  const built = buildAnimation(image, values);
  checkPrompt(values.prompt);
  const paths = await chooseOutputPaths({ image, name: `${imageName(image)}.mp4` }, values);
  const plan = await built.animation.plan({ signal });
  await checkPackages(plan);
  const ticket = ticketPath(values.output ?? `${imageName(image)}.mp4`);
  const earlier = (await exists(ticket)) ? ticket : undefined;
  return { ...built, ...paths, plan, earlier, timeout };
}

/** Rejects a plan that needs a package which is not installed. */
async function checkPackages({ request, image, lastFrame }: Plan): Promise<void> {
  if (request.endpoint === "preview") {
    await loadSharp();
    return;
  }
  for (const one of [image, lastFrame]) {
    if (one?.kind !== "file" || one.fit.action === "pass") continue;
    await loadSharp().catch((cause: unknown) => {
      throw new ImageError(
        "image_decoder_missing",
        `${one.name} has to be cropped or re-encoded: sharp could not be loaded.`,
        {
          hint: "Run `npm install sharp`, or pass an image of the size and format that the model takes.",
          cause,
        },
      );
    });
  }
}

async function animate(image: string, values: AnimateValues, signal: AbortSignal): Promise<void> {
  setNextStep({ text: "Nothing was sent. To start again:", command: thisCommand() });
  const { animation, fallback, output, poster, plan, timeout, earlier } = await prepare(image, values, signal);
  const isPreview = plan.request.endpoint === "preview";
  const isQuiet = values.json ?? false;
  if (!isQuiet) {
    printPlan(plan);
    if (earlier !== undefined) printEarlierJob(earlier);
    if (fallback) print("No server is configured (UGOKU_BASE_URL): the built-in preview engine renders this clip.");
    if (isPreview) print(previewNotice);
  }

  const started = Date.now();
  const progress = startProgress(isQuiet);
  const note = (text: string) => isQuiet || progress.note(text);
  // Chosen here, so that a stopped command can print it.
  const key = values.key ?? randomUUID();
  const keeper = isPreview ? undefined : new JobKeeper({ output, values, key, dialect: plan.request.dialect });
  if (isPreview) setNextStep({ text: "A preview ends with its command. To start again:", command: thisCommand() });
  try {
    const submitted = animation
      .idempotencyKey(key)
      .submit({ signal, timeout, onAttempt: (attempt) => keeper?.keepAttempt(attempt) });
    const job = await submitted.catch((error: unknown) => recoverJob(error, signal, note));
    await keeper?.keepJob(job);
    const finished = await finishJob(job, { output, poster, values, signal, timeout, progress });
    await keeper?.end();
    printFinished(finished, { values, started, plan });
  } catch (error) {
    progress.stop();
    if (isPreview) throw removeJob(error);
    await keeper?.endUnlessOpen(error, signal.aborted);
    throw error;
  }
}

interface KeeperOptions {
  readonly output: string;
  readonly values: AnimateValues;
  readonly key: string;
  readonly dialect: string;
}

/** Keeps the ticket of the job in a file while the job is open, and with it the command to run after a stop. */
class JobKeeper {
  readonly #options: KeeperOptions;
  /** The file; it contains the attempt until there is a job. */
  #file: string | undefined;
  #jobId: string | undefined;
  /** The file, if it contains the job's ticket. */
  #ticketFile: string | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Before the create request is sent. */
  async keepAttempt(attempt: SubmitAttempt): Promise<void> {
    const { output, values, key, dialect } = this.#options;
    if (canList(dialect)) this.#file = await createTicketFile(resolve(output), attempt);
    const ticketFile = this.#file;
    const command = waitCommand({ reference: ticketFile ? { path: ticketFile } : { id: "<id>" }, output, values });
    const what = ticketFile
      ? "To look for the job, and wait for it:"
      : "Its server has no list: look for the job where your account shows its jobs. With its id:";
    setNextStep({
      text: `A create request was sent with the key ${key}. It is unknown whether it created a job, which would be paid for. ${what}`,
      command: command.replace("'<id>'", "<id>"),
      ...(ticketFile && { ticketFile }),
      afterError: true,
    });
  }

  async keepJob({ id, ticket }: Job): Promise<void> {
    this.#jobId = id;
    try {
      if (this.#file) await writeTicket(this.#file, ticket);
      else this.#file = await createTicketFile(resolve(this.#options.output), ticket);
      this.#ticketFile = this.#file;
    } catch {
      // Such as a full disk. It must not end the waiting.
    }
    this.#waitNext(this.#options.output);
  }

  #waitNext(output: string): void {
    const id = this.#jobId ?? "";
    const path = this.#ticketFile;
    const where = path === undefined ? "" : `Its ticket is in ${nearPath(path)}. `;
    setNextStep({
      text: `The job is on the server, and is paid for: ${id}\n${where}To save the clip:`,
      command: waitCommand({ reference: path === undefined ? { id } : { path }, output, values: this.#options.values }),
      ...(path && { ticketFile: path }),
      afterError: true,
    });
  }

  /** The job is over, or there is none. */
  async end(): Promise<void> {
    setNextStep(undefined);
    if (this.#file) await unlink(this.#file).catch(() => {});
  }

  /** Ends unless a job is open, or may be. */
  async endUnlessOpen(error: unknown, isStopped: boolean): Promise<void> {
    const isUncertain = isStopped || (isUgokuError(error) && error.code === "submit_uncertain");
    if (this.#jobId ? isLost(error) : !isUncertain) return this.end();
    const { output } = this.#options;
    const renamed = outputAfter(error, output);
    if (renamed !== output) this.#waitNext(renamed);
  }
}

function canList(dialect: string): boolean {
  if (Object.hasOwn(services, dialect)) return services[dialect as keyof typeof services].spec.list !== undefined;
  return !Object.hasOwn(dialects, dialect) || dialects[dialect as keyof typeof dialects].can.list;
}

/** Looks in the server's list for the job of a create request whose response was lost. */
async function recoverJob(error: unknown, signal: AbortSignal, note: (text: string) => void): Promise<Job> {
  if (!(error instanceof SubmitUncertainError)) throw error;
  note("No response to the create request. Looking for the job in the server's list …");
  const found = await error.reconcile({ signal });
  if (!found) throw error;
  note(`Found: ${found.id}`);
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
