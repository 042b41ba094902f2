/**
 * The library's errors in the words of the terminal: flags and commands in place of calls.
 *
 * @module
 */
import { retellCalls } from "../utils/calls-in-text.js";
import type { ErrorCode } from "../utils/error-codes.js";
import type { UgokuError } from "../utils/errors.js";

const flags: Readonly<Record<string, string>> = {
  withPrompt: "--prompt",
  duration: "--duration",
  size: "--size",
  fit: "--fit",
  model: "--model",
  maxCost: "--max-cost",
  idempotencyKey: "--key",
  lint: "--lint",
};

/** `.fit("cover")` is `--fit cover` here, and `maxCost` of a batch `--max-cost`. */
export function inFlags(text: string): string {
  const calls = retellCalls(text, (name, value) => {
    const flag = flags[name];
    return flag && value ? `${flag} ${/\s/.test(value) ? `"${value}"` : value}` : flag;
  });
  return calls.replace(/\bmaxCost\b/g, "--max-cost");
}

/** What only code can do: calls, options in braces, types, and fetching the clip of a job once more. */
const codeOnly = new RegExp(
  [
    String.raw`\b(?:createUgoku|preview|resume|wait|submit|saveTo|reconcile|createReadStream|JSON\.parse)\(`,
    String.raw`\{ \w+(?: \}|:|,)`,
    String.raw`\b(?:Uint8Array|ArrayBuffer|Blob|Promise|baseURL|apiKey|allowPrivateHosts|allowRetired|(?:job|error)\.ticket)\b`,
    String.raw`\bpass (?:its|the response's) (?:bytes|body|stream)\b`,
    String.raw`\b(?:save the clip|download it) again\b`,
  ].join("|"),
  "i",
);

const fetchItYourself = () => "Download it yourself, and name the file.";
const serverOrPreview = () =>
  "Name a server of your own or a gateway with --base-url or UGOKU_BASE_URL (its key goes into UGOKU_API_KEY), " +
  "or take the built-in preview engine, which needs neither, with --preview.";
const stillThere = ({ jobId }: UgokuError) =>
  jobId === undefined
    ? "Nothing was left behind. Choose another place, or make room, and run it again."
    : `Nothing was left behind. The clip is paid for and still on the server, as the content of ${jobId}: ` +
      "fetch it from there; running this again would make, and pay for, another one.";

/** What to do next at a terminal, where the library's own hint speaks of code. */
const instead: Partial<Readonly<Record<ErrorCode, (error: UgokuError) => string | undefined>>> = {
  endpoint_missing: serverOrPreview,
  endpoint_retired: serverOrPreview,
  endpoint_invalid: () => "Leave it out of the address: a key goes into UGOKU_API_KEY.",
  unauthorized: () => "Check UGOKU_API_KEY, and that the key belongs to this server.",
  image_input_invalid: () => "Name a file on this machine, or an http, https or data: URL.",
  image_not_a_file: () => "Save it as a file first.",
  image_url_blocked: fetchItYourself,
  image_url_failed: fetchItYourself,
  submit_uncertain: ({ candidates = [] }: UgokuError & { candidates?: readonly string[] }) =>
    candidates.length > 0
      ? `Look at ${candidates.join(", ")} on the server: one of them may be yours. Running this again may pay twice.`
      : "Look at the server's list of jobs before you run this again: that may pay twice.",
  job_timeout: () => "The job goes on at the server, and is paid for. --timeout sets how long to wait.",
  ledger_not_writable: ({ jobId }: UgokuError) =>
    `${jobId === undefined ? "" : "The job is paid for. "}Make the ledger writable, and run the same command: it goes on where it was.`,
  output_exists: () => "Choose another name, or add --force.",
  output_not_writable: stillThere,
  download_incomplete: stillThere,
};

/** Run again, a batch goes on with what it has paid for: what is right for one clip would be wrong here. */
const inBatch: typeof instead = {
  cost_above_maximum: () => "Raise --max-cost, or make fewer of them. Nothing was sent.",
  cost_unknown: () => "Leave --max-cost out, or take a --model whose rate is known. Nothing was sent.",
  submit_uncertain: ({ candidates = [] }: UgokuError & { candidates?: readonly string[] }) =>
    `${candidates.length > 0 ? `Look at ${candidates.join(", ")} on the server: one of them may be it. ` : ""}` +
    "The same command looks for its job once more, and sends nothing twice. --on-ambiguous resubmit may pay twice.",
  job_timeout: () => "The job goes on at the server, and is paid for: the same command waits for it anew.",
  output_not_writable: ({ jobId }) =>
    jobId === undefined
      ? "Make room, or choose another place, and run it again."
      : "Make room, and run the same command: it downloads the clip, which is on the server, and pays nothing twice.",
  output_exists: () => "Move what is there away, and run the same command: it pays nothing twice.",
  download_incomplete: () =>
    "The clip is paid for and still on the server: the same command downloads it, and pays nothing twice.",
  download_expired: () => "The server has it no more. --retry-failed makes another, which is paid for.",
};

/** Codes that mean something else to a command than to the others. */
const ofCommand: Readonly<Record<string, typeof instead>> = { batch: inBatch };

/** The error's hint, or what takes its place at a terminal. A sentence that only code can follow is left out. */
export function hintOf(error: UgokuError, command?: string): string | undefined {
  const own = command === undefined ? undefined : ofCommand[command]?.[error.code]?.(error);
  if (own !== undefined) return own;
  if (error.hint === undefined) return undefined;
  const hint = inFlags(error.hint);
  if (!codeOnly.test(hint)) return hint;
  const sentences = hint.split(/(?<=[.!?])\s+/).filter((sentence) => !codeOnly.test(sentence));
  return instead[error.code]?.(error) ?? (sentences.join(" ") || undefined);
}
