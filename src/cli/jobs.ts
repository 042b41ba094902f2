import type { Ugoku } from "../client/create-client.js";
import type { ListOptions } from "../client/operations.js";
import { listPages, pageSize } from "../http/pagination.js";
import type { Video } from "../http/schema.js";
import { chooseServer } from "./choose-client.js";
import type { Run } from "./commands.js";
import { waitCommand } from "./job-client.js";
import { countAboveZero, readNumber } from "./parse-args.js";
import { log, logJson, plural, print, stripControlChars } from "./terminal.js";
import { truncateToWidth } from "./text-width.js";

/** `ugoku jobs`: the endpoint's jobs, newest first. */
export const run: Run<"jobs"> = async ({ values }, signal) => {
  const limit = readNumber(values, "limit", countAboveZero, "The default is --limit 20.") ?? 20;
  const ugoku = await chooseServer(values);
  const { jobs, more } = await listJobs(ugoku, limit, signal);
  if (values.json) logJson({ jobs, more });
  else if (jobs.length > 0) printJobs(jobs);
  const name = ugoku.endpoint?.name ?? "The server";
  if (values.json) return 0;
  if (jobs.length === 0) print(`${name} has no jobs.`);
  else if (more) print(`More than ${plural(limit, "job")}. For more: --limit ${limit * 5}`);
  const [first] = jobs;
  if (first) print(`To save a clip: ${waitCommand({ reference: { id: first.id }, output: "clip.mp4", values })}`);
  return 0;
};

interface ListedJob {
  readonly id: string;
  readonly status: string;
  /** Percent. */
  readonly progress: number | null;
  /** ISO 8601. */
  readonly created: string | null;
  readonly model: string | null;
  readonly prompt: string | null;
}

async function listJobs(ugoku: Ugoku, limit: number, signal: AbortSignal) {
  const found: Video[] = [];
  const source = { page: async (query: ListOptions) => ({ list: await ugoku.list({ ...query, signal }) }) };
  for await (const { videos } of listPages(source, {}, Math.min(limit + 1, pageSize))) {
    found.push(...videos);
    if (found.length > limit) break;
  }
  const jobs = found.map(toListedJob);
  return { jobs: jobs.toSorted(newestFirst).slice(0, limit), more: jobs.length > limit };
}

/** Not every server sorts its list. */
const newestFirst = (a: ListedJob, b: ListedJob) => (b.created ?? "").localeCompare(a.created ?? "");

function toListedJob({ id, status, progress, created_at: created, model, prompt }: Video): ListedJob {
  const date = typeof created === "number" ? new Date(created * 1000) : undefined;
  return {
    id,
    status,
    progress: progress ?? null,
    created: date && !Number.isNaN(date.getTime()) ? date.toISOString() : null,
    model: model ?? null,
    prompt: prompt ?? null,
  };
}

/** Columns for the prompt below which it gets a line of its own. */
const minPromptWidth = 20;

function printJobs(jobs: readonly ListedJob[]): void {
  const cells = jobs.map(({ id, status, progress, created }) => [
    id,
    status.replaceAll("_", " "),
    progress === null ? "" : `${Math.floor(progress)} %`,
    created?.replace("T", " ").slice(0, 16) ?? "",
  ]);
  const table = [["ID", "STATUS", "PROGRESS", "CREATED (UTC)"], ...cells].map((row) => row.map(stripControlChars));
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const rows = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  const prompts = ["PROMPT", ...jobs.map(({ prompt }) => stripControlChars(prompt ?? ""))];
  const columns = process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
  const left = columns - (rows[0]?.length ?? 0) - 2;
  // An id is never cut: the other commands need it.
  for (const [index, row] of rows.entries()) {
    const prompt = prompts[index] ?? "";
    if (left >= minPromptWidth) log(`${row}  ${truncateToWidth(prompt, left)}`.trimEnd());
    else log([row.trimEnd(), ...(prompt ? [`  ${truncateToWidth(prompt, columns - 2)}`] : [])].join("\n"));
  }
}
