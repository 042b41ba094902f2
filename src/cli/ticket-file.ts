/**
 * The file that keeps the ticket of a job beside its output, and the reference that `wait` and `cancel` read.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { open, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { Ticket } from "../job/ticket.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { errnoCode } from "../utils/errno.js";
import { isRecord } from "../utils/guards.js";
import { usageError } from "./parse-args.js";

/** A ticket, or the record of a create request whose outcome is unknown. Neither contains a secret. */
export type JobRecord = Ticket | SubmitAttempt;

const suffix = ".ticket.json";

/** The name of the ticket beside an output. */
export const ticketPath = (output: string, count = 1): string =>
  join(dirname(output), `${basename(output, extname(output))}${count === 1 ? "" : `-${count}`}${suffix}`);

/** Written before the create request is sent, and removed with the clip: a killed process leaves it behind. */
export class TicketFile {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Creates the file beside `output`. The ticket of another job is never replaced: the name is numbered. */
  static async create(output: string, record: JobRecord): Promise<TicketFile> {
    for (let count = 1; ; count++) {
      const path = ticketPath(output, count);
      try {
        await (await open(path, "wx")).close();
      } catch (error) {
        if (errnoCode(error) === "EEXIST") continue;
        throw error;
      }
      const file = new TicketFile(path);
      await file.write(record);
      return file;
    }
  }

  async write(record: JobRecord): Promise<void> {
    const temporary = join(dirname(this.path), `.ugoku-${randomBytes(8).toString("hex")}.part`);
    try {
      await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`, { flag: "wx" });
      await rename(temporary, this.path);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw error;
    }
  }

  async remove(): Promise<void> {
    await unlink(this.path).catch(() => {});
  }
}

/** The job that `wait` or `cancel` names. */
export type JobReference = { readonly id: string } | { readonly record: JobRecord; readonly path: string };

/** Reads the operand: the name of an existing file, else a job's id. */
export async function readJobReference(operand: string): Promise<JobReference> {
  const stats = await stat(operand).catch((error: unknown) => errnoCode(error));
  if (typeof stats === "string") {
    if (!/\.json$/i.test(operand) && !/^(\.{0,2}[/\\]|~)/.test(operand)) return { id: operand };
    throw usageError(
      `The ticket file ${operand} cannot be read: ${stats === "ENOENT" ? "there is no such file" : stats}.`,
      "Name the file that the stopped command wrote, or the job's id. ugoku jobs lists the ids.",
    );
  }
  // Larger ones are something else, such as the image.
  const text = stats.isFile() && stats.size < 100_000 ? await readFile(operand, "utf8") : "";
  const record = parse(text);
  if (isRecord(record) && ["baseURL", "dialect"].every((name) => typeof record[name] === "string"))
    return { record: record as unknown as JobRecord, path: operand };
  throw usageError(
    `${operand} is not a ticket file.`,
    `A stopped command writes one beside its output, such as photo${suffix}. In code, it is job.ticket as JSON.`,
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
