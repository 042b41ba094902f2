import { RequestError } from "../utils/errors.js";
import { text } from "../utils/message.js";

/** Where a problem is. */
export interface Location {
  /** The line of the manifest, from 1. */
  readonly line?: number | undefined;
  /** The index in a list, from 0. */
  readonly index?: number | undefined;
  /** The name of the image in a folder. */
  readonly file?: string | undefined;
}

/** An error in one line of a manifest, or in one item of a list. */
export interface Problem extends Location {
  /** The error, without its location. */
  readonly what: string;
  readonly hint?: string | undefined;
}

/** The location of a problem: the line in a manifest, the index in a list or a folder. */
export const locate = (line: number | undefined, index: number, file?: string): Location =>
  line === undefined ? { index, ...(file === undefined ? {} : { file }) } : { line };

/** The problem of an item without a prompt. */
export const noPrompt = "has no prompt";

const promptForAll = { option: "prompt", code: "defaults: { prompt }" };
const promptHint = text`Give each its own prompt, or all of them one with ${promptForAll}. In a folder, photo.txt has the prompt of photo.jpg. Nothing was sent.`;

/** Maximum number of problems in the message; `problems` has all. */
const maxListed = 50;

/** Invalid lines of a manifest or items of a list, all of them at once. Nothing was sent. */
export class ManifestError extends RequestError {
  static override readonly kind: string = "ManifestError";
  readonly problems: readonly Problem[];

  constructor(name: string, given: readonly Problem[]) {
    const problems = given.toSorted((a, b) => (a.line ?? a.index ?? 0) - (b.line ?? b.index ?? 0));
    const listed = problems.slice(0, maxListed).map((problem) => `  ${describe(problem)}`);
    const more = problems.length > maxListed ? [`  … and ${problems.length - maxListed} more`] : [];
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super("manifest_invalid", [`${count} in ${name}:`, ...listed, ...more].join("\n"), {
      hint: problems.every(({ what }) => what === noPrompt) ? promptHint : "Fix these and run again. Nothing was sent.",
    });
    this.problems = problems;
  }
}

function describe({ line, index, file, what, hint }: Problem): string {
  const location = file ?? (line !== undefined ? `line ${line}` : index !== undefined ? `item ${index}` : "the file");
  return `${location} ${what}${hint ? ` (${hint})` : ""}`;
}
