export interface SearchRow {
  readonly name: string;
  /** The parent, which is shown before the name. */
  readonly parent?: string;
  /** The file name of the page. */
  readonly file?: string;
  readonly text: string;
  /** The weight of its words, relative to others. */
  readonly weight: number;
  readonly isApi?: boolean;
  /** A member of a type: other types may have a member of the same name. */
  readonly isMember?: boolean;
}
export interface SiteSearch {
  /** Every word of `query` is surrounded by asterisks, as in TypeDoc. `ref` is the index of a row; the best is first. */
  search(query: string): { ref: number; score: number }[];
}
export function siteSearch(data: { readonly rows: readonly SearchRow[] }): SiteSearch;
export function closeOnJump(): void;
