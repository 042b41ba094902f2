export interface Block {
  readonly language: string;
  /** All that stands behind the fence. */
  readonly info: string;
  readonly code: string;
  readonly line: number;
  /** Whether `<!-- run -->` stands above it. */
  readonly run: boolean;
  /** The reason that `<!-- not run: reason -->` gives. */
  readonly notRun: string | undefined;
}
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}
export function headings(text: string): Heading[];
export function links(text: string): string[];
export function withAbsoluteLinks(text: string, prefixes: { readonly source: string; readonly raw: string }): string;
export function blocks(text: string): Block[];
export function docstringBlocks(source: string): Block[];
