/** The addresses that the search of the site in `folder` gives for what is typed, best first. */
export function searchOf(folder: string): { find(typed: string): string[] };
export function checkSearch(folder: string, named: readonly (readonly [typed: string, url: string])[]): string[];
