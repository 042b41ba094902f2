/**
 * The file that keeps the ticket of a job beside its output, and the reference that `wait` and `cancel` read.
 *
 * @module
 */
import { open, readFile, stat, unlink } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { Ticket } from "../job/ticket.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { errnoCode } from "../utils/errno.js";
import { isRecord } from "../utils/guards.js";
import { usageError } from "./parse-args.js";
import { saveText } from "./write-file-atomic.js";

/** A ticket, or the record of a create request whose outcome is unknown. Neither contains a secret. */
export type JobRecord = Ticket | SubmitAttempt;

const suffix = ".ticket.json";

/** The name of the ticket beside an output. */
export const ticketPath = (output: string, count = 1): string =>
  join(dirname(output), `${basename(output, extname(output))}${count === 1 ? "" : `-${count}`}${suffix}`);

/** Creates the file of a ticket beside `output`. That of another job is never replaced: the name is numbered. */
export async function createTicketFile(output: string, record: JobRecord): Promise<string> {
  for (let count = 1; ; count++) {
    const path = ticketPath(output, count);
    try {
      await (await open(path, "wx")).close();
    } catch (error) {
      if (errnoCode(error) === "EEXIST") continue;
      throw error;
    }
    await writeTicket(path, record);
    return path;
  }
}

export const writeTicket = (path: string, record: JobRecord): Promise<void> =>
  saveText(path, [`${JSON.stringify(record, null, 2)}\n`]);

/** The job that `wait` or `cancel` names. */
export type JobReference = { readonly id: string } | { readonly record: JobRecord; readonly path: string };

/** Reads the operand: the name of an existing file, else a job's id. */
export async function readJobReference(operand: string): Promise<JobReference> {
  const stats = await stat(operand).catch((error: unknown) => errnoCode(error));
  if (typeof stats === "string") {
    if (!/\.json$/i.test(operand) && !/^(\.{0,2}[/\\]|~)/.test(operand)) return { id: operand };
    throw usageError(
      `The ticket file ${operand} cannot be read: ${stats === "ENOENT" ? "there is no such file" : stats}.`,
      "Name the file that the stopped command wrote, or the job's id.",
    );
  }
  // Larger ones are something else, such as the image.
  const text = stats.isFile() && stats.size < 100_000 ? await readFile(operand, "utf8") : "";
  const record = parse(text);
  if (isRecord(record) && ["baseURL", "dialect"].every((name) => typeof record[name] === "string"))
    return { record: record as unknown as JobRecord, path: operand };
  throw usageError(
    `${operand} is not a ticket file.`,
    `A stopped command writes one beside its output, such as photo${suffix}.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Removes a ticket file of `ugoku animate`, whose job is over. One under another name is the user's. */
export async function removeTicket(reference: JobReference): Promise<void> {
  if ("path" in reference && reference.path.endsWith(suffix)) await unlink(reference.path).catch(() => {});
}

/** The default name of the clip: that of the ticket file, else that of the job. */
export function defaultClipName(reference: JobReference): string {
  if ("id" in reference) return /^[\w.-]{1,100}$/.test(reference.id) ? `${reference.id}.mp4` : "clip.mp4";
  const { path } = reference;
  return join(dirname(path), `${basename(path).replace(/(\.ticket)?\.json$/i, "")}.mp4`);
}
