import type { Block } from "./markdown.mjs";

export interface Example extends Block {
  readonly path: string;
}
export interface Ran extends Example {
  /** Its lines on standard output. */
  readonly printed: readonly string[];
  readonly failure: string | undefined;
}
export function whyNotRun(example: Block): string | undefined;
export function examples(): Example[];
export function expectedLines(code: string): string[];
export function firstMissing(expected: readonly string[], printed: readonly string[]): string | undefined;
export function runExamples(examples: readonly Example[], options?: { package?: string }): Promise<Ran[]>;
