import { randomUUID } from "node:crypto";
import { unlink } from "node:fs/promises";
import { resolve } from "node:path";
import type { Job } from "../job/types.js";
import { previewNotice } from "../preview/notice.js";
import { missingKeyError } from "../services/missing-key.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { type ReconcileOptions, SubmitUncertainError } from "../submit/submit-uncertain-error.js";
import { isUgokuError } from "../utils/errors.js";
import { prepareAnimation, printEarlierJob } from "./build-animation.js";
import { canList } from "./choose-client.js";
import type { AnimateValues, Run } from "./commands.js";
import { finishJob, isLost, outputAfter, printFinished } from "./finish-job.js";
import { searchJob, waitCommand } from "./job-client.js";
import { setNextStep, thisCommand } from "./next-step.js";
import { printPlan } from "./print-plan.js";
import { startProgress } from "./progress.js";
import { nearPath, print } from "./terminal.js";
import { createTicketFile, writeTicket } from "./ticket-file.js";

/** `ugoku animate photo.jpg -p "…"`: one image, one prompt, one MP4. */
export const run: Run<"animate"> = async ({ operands: [image = ""], values }, signal) => {
  setNextStep({ text: "Nothing was sent. To start again:", command: thisCommand() });
  const prepared = await prepareAnimation(image, values, signal);
  const { animation, fallback, output, poster, plan, timeout, earlier } = prepared;
  if (prepared.withoutKey) throw missingKeyError(prepared.withoutKey);
  const isPreview = plan.request.endpoint === "preview";
  const isQuiet = values.json ?? false;
  if (!isQuiet) {
    printPlan(plan, values);
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
  return 0;
};

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
    if (await canList(dialect)) this.#file = await createTicketFile(resolve(output), attempt);
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

/** Looks in the server's list for the job of a create request whose response was lost. */
async function recoverJob(error: unknown, signal: AbortSignal, note: (text: string) => void): Promise<Job> {
  if (!(error instanceof SubmitUncertainError)) throw error;
  const search = (options: ReconcileOptions) => error.reconcile(options);
  const why = "The outcome of the create request is unknown.";
  const found = await searchJob(search, error.attempt.dialect, why, signal, note);
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
