export interface SearchRow {
  readonly name: string;
  /** What it belongs to, as it is shown before the name. */
  readonly parent?: string;
  /** What the page's file is called. */
  readonly file?: string;
  readonly text: string;
  /** How much its words count beside those of others. */
  readonly weight: number;
  readonly isApi?: boolean;
  /** Of a type, so that others may have one of the same name. */
  readonly isMember?: boolean;
}
export interface SiteSearch {
  /** Every word of `query` between two stars, as TypeDoc's field asks. `ref` is the index of a row; the best is first. */
  search(query: string): { ref: number; score: number }[];
}
export function siteSearch(data: { readonly rows: readonly SearchRow[] }): SiteSearch;
export function closeOnJump(): void;
