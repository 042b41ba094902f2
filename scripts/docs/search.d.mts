import type { SearchRow } from "../../docs/site/search.mjs";

export interface Section {
  readonly name: string;
  readonly anchor: string;
  readonly text: string;
}
export function sections(markdown: string): Section[];
export function pageRows(): (SearchRow & { readonly url: string })[];
