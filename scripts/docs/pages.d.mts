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
export function pages(): Page[];
