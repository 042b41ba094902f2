/**
 * The library's errors in the words of the terminal: flags and commands in place of calls.
 *
 * @module
 */
import { retellCalls } from "../calls-in-text.js";
import type { ErrorCode } from "../error-codes.js";
import type { UgokuError } from "../errors.js";

const flags: Readonly<Record<string, string>> = {
  withPrompt: "--prompt",
  duration: "--duration",
  size: "--size",
  fit: "--fit",
  model: "--model",
  maxCost: "--max-cost",
  key: "--key",
  lint: "--lint",
};

/** `.fit("cover")` is `--fit cover` here. */
export function inFlags(text: string): string {
  return retellCalls(text, (name, value) => {
    const flag = flags[name];
    return flag && value ? `${flag} ${/\s/.test(value) ? `"${value}"` : value}` : flag;
  });
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
const instead: Partial<Readonly<Record<ErrorCode, (error: UgokuError) => string>>> = {
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

/** The error's hint, or what takes its place at a terminal. A sentence that only code can follow is left out. */
export function hintOf(error: UgokuError): string | undefined {
  if (error.hint === undefined) return undefined;
  const hint = inFlags(error.hint);
  if (!codeOnly.test(hint)) return hint;
  const sentences = hint.split(/(?<=[.!?])\s+/).filter((sentence) => !codeOnly.test(sentence));
  return instead[error.code]?.(error) ?? (sentences.join(" ") || undefined);
}
