export function sourceBase(repository?: string | { readonly url: string }): string | undefined;
export function sourceProblem(place: string): string | undefined;
