/**
 * Errors in the terms of the command line: flags in place of options, commands in place of calls.
 *
 * @module
 */
import type { ErrorCode } from "../utils/error-codes.js";
import { isUgokuError, renderError, type UgokuError } from "../utils/errors.js";
import type { RenderOption } from "../utils/message.js";
import { commandName } from "./command-name.js";

const flags: Readonly<Record<string, string>> = {
  prompt: "--prompt",
  duration: "--duration",
  size: "--size",
  fit: "--fit",
  model: "--model",
  lastFrame: "--last-frame",
  seed: "--seed",
  negativePrompt: "--negative-prompt",
  audio: "--audio",
  maxCost: "--max-cost",
  lint: "--lint",
  idempotencyKey: "--key",
  onAmbiguous: "--on-ambiguous",
};

/** `--fit cover` for `.fit("cover")`. */
export const renderFlag: RenderOption = (name, value) => {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  return flag && value !== undefined ? `${flag} ${/^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value)}` : flag;
};

type Hint = (error: UgokuError & { readonly candidates?: readonly string[] }) => string;
type Hints = Partial<Readonly<Record<ErrorCode, Hint>>>;

const downloadFirst = () => "Download the image, and pass the file.";
/** For a machine on which only the preview engine is configured. */
export const serverHint =
  "To use your own server or a gateway, set --base-url or UGOKU_BASE_URL, and its key with UGOKU_API_KEY. " +
  "To use a service, set its own key, and --service or UGOKU_SERVICE.";
/** For the errors that no endpoint can be used. */
export const endpointHint = (): string =>
  `${serverHint} The built-in preview engine needs no key: ${commandName()} animate --preview.`;
/** The command that fetches the clip is printed below it. */
const clipOnServer: Hint = ({ jobId }) =>
  jobId === undefined
    ? "No partial file was left. Choose another folder, or free some space, and run the command again."
    : "No partial file was left. The clip is still on the server.";

/** Of a poll without a response. */
const unreachableCodes: ReadonlySet<ErrorCode> = new Set([
  "endpoint_unreachable",
  "connection_failed",
  "request_timeout",
]);

/** Replace the library's hint where that needs code. */
const hints: Hints = {
  endpoint_missing: endpointHint,
  endpoint_retired: endpointHint,
  endpoint_invalid: () => "Remove the key from the address, and set UGOKU_API_KEY.",
  image_input_invalid: () => "Name a file on this machine, or an http, https or data: URL.",
  image_not_a_file: () => "Save it as a file first.",
  image_url_blocked: downloadFirst,
  image_url_failed: downloadFirst,
  submit_uncertain: ({ candidates = [] }) =>
    candidates.length > 0
      ? `Check ${candidates.join(", ")} on the server: one of these jobs may be yours. Running this command again may pay twice.`
      : "Check the server's list of jobs before you run this command again: it may pay twice.",
  job_timeout: ({ cause }) =>
    `${isUgokuError(cause) && unreachableCodes.has(cause.code) ? "The server did not respond: check that it runs, and its address. " : ""}--timeout sets how long to wait.`,
  ticket_endpoint_mismatch: () =>
    "Name the endpoint of the ticket: a server with --base-url, a service at its own address with --service.",
  ticket_invalid: () => "Name a ticket file as the stopped command wrote it, or a job's id.",
  ledger_not_writable: ({ jobId }) =>
    `${jobId === undefined ? "" : "The job is paid for. "}Make the ledger writable, and run the same command: it continues where it stopped.`,
  output_exists: () => "Choose another name, or add --force.",
  output_not_writable: clipOnServer,
  download_incomplete: clipOnServer,
  download_refused: clipOnServer,
};

let hasList = false;

/** Whether the endpoint of the running command has a list of jobs; not known until it is chosen. */
export const setHasList = (has: boolean): void => {
  hasList = has;
};

/** A sentence about `ugoku jobs`, if the endpoint has a list of jobs. */
export const listHint = (sentence: string): string => (hasList ? ` ${sentence}` : "");

/** `ugoku wait` and `ugoku cancel` send no create request. */
const waitHints: Hints = {
  submit_uncertain: ({ candidates = [] }) =>
    candidates.length > 0
      ? `One of these jobs may be it: ${candidates.join(", ")}. Wait for it by its id.`
      : hasList
        ? `${commandName()} jobs lists the server's jobs. A list may show a new job late.`
        : "Look for the job where your account shows its jobs, and wait for it by its id.",
  not_found: () =>
    `Check the id, and that this is the server that has the job.${listHint(`${commandName()} jobs lists its jobs.`)}`,
};

/** `ugoku jobs` at an endpoint without a list. */
const jobsHints: Hints = {
  unsupported: (error) =>
    renderError(error, renderFlag).needsCode
      ? `Wait for a job with ${commandName()} wait and its id or ticket file. The services with a list are kling, luma and replicate.`
      : (error.hint ?? ""),
};

const batchDownloadsAgain = () =>
  "The clip is paid for and still on the server. The same command downloads it, and pays nothing twice.";

/** `ugoku batch` run again continues without paying twice, so its hints differ. */
const batchHints: Hints = {
  cost_above_maximum: () => "Raise --max-cost, or make fewer clips. Nothing was sent.",
  cost_unknown: () => "Omit --max-cost, or choose a --model with a known rate. Nothing was sent.",
  submit_uncertain: ({ candidates = [] }) =>
    `${candidates.length > 0 ? `Check ${candidates.join(", ")} on the server: one of these jobs may be it. ` : ""}` +
    "The same command looks for its job again, and sends nothing twice. --on-ambiguous resubmit may pay twice.",
  job_timeout: () => "The job continues on the server, and is paid for. The same command waits for it again.",
  output_not_writable: ({ jobId, message }) => {
    const isFull = /\((ENOSPC|EDQUOT)\)/.test(message);
    if (jobId !== undefined)
      return `${isFull ? "Free some space" : "Make the folder writable"}, and run the same command: it downloads the clip from the server, and pays nothing twice.`;
    return `${isFull ? "Free some space, or choose" : "Choose"} another folder with --out, and run the command again.`;
  },
  output_exists: () => "Move the existing file away, and run the same command: it pays nothing twice.",
  download_incomplete: batchDownloadsAgain,
  download_refused: batchDownloadsAgain,
  download_expired: () => "The server no longer has the clip. For another one, which is paid for, give it another key.",
};

function hintsOf(command: string | undefined): Hints {
  if (command === "batch") return batchHints;
  if (command === "jobs") return jobsHints;
  return command === "wait" || command === "cancel" ? waitHints : {};
}

/** The error's message, with flags. */
export const messageOf = (error: UgokuError): string => renderError(error, renderFlag).message;

/** The error's hint for this command: the command's own, else the library's unless that needs code, else the one for all commands. */
export function hintOf(error: UgokuError, command?: string): string | undefined {
  const own = hintsOf(command)[error.code]?.(error);
  if (own !== undefined) return own;
  const { hint, needsCode } = renderError(error, renderFlag);
  return (needsCode ? hints[error.code]?.(error) : undefined) ?? hint;
}
