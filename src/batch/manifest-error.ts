import { RequestError } from "../utils/errors.js";

/** What is wrong with one line of a manifest, or one item of a list. */
export interface Problem {
  /** The line of the manifest, 1 for the first. */
  readonly line?: number | undefined;
  /** The place in a list, 0 for the first. */
  readonly index?: number | undefined;
  /** What is wrong, without the place. */
  readonly what: string;
  readonly hint?: string | undefined;
}

/** Where a problem is: in a manifest by its line, in a list by its index. */
export const placeOf = (line: number | undefined, index: number): Pick<Problem, "line" | "index"> =>
  line === undefined ? { index } : { line };

/** So many are in the message; `problems` has all. */
const mostTold = 50;

/** Lines of a manifest, or items of a list, that cannot be used: all of them at once. Nothing was sent. */
export class ManifestError extends RequestError {
  static override readonly kind: string = "ManifestError";
  readonly problems: readonly Problem[];

  constructor(name: string, given: readonly Problem[]) {
    const problems = given.toSorted((a, b) => (a.line ?? a.index ?? 0) - (b.line ?? b.index ?? 0));
    const told = problems.slice(0, mostTold).map((problem) => `  ${describe(problem)}`);
    const more = problems.length > mostTold ? [`  … and ${problems.length - mostTold} more`] : [];
    const count = problems.length === 1 ? "1 thing is" : `${problems.length} things are`;
    super("manifest_invalid", [`${count} wrong with ${name}:`, ...told, ...more].join("\n"), {
      hint: "Mend them and start again. Nothing was sent.",
    });
    this.problems = problems;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), problems: this.problems };
  }
}

export function fault(line: number | undefined, what: string, hint?: string): Problem {
  return { line, what, hint };
}

function describe({ line, index, what, hint }: Problem): string {
  const place = line !== undefined ? `line ${line}` : index !== undefined ? `item ${index}` : "the file";
  return `${place} ${what}${hint ? ` (${hint})` : ""}`;
}
