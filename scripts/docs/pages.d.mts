export interface Page {
  /** In the repository. */
  readonly path: string;
  readonly title: string;
  readonly group: string;
  /** In the site, without ".html". */
  readonly url: string;
}
export const root: string;
export function read(path: string): string;
/** The start page of the site, which `pages()` does not contain. */
export const startPage: string;
export function pages(): Page[];
