type Repository = string | { readonly url: string };
export function ownerName(repository?: Repository): string | undefined;
export function sourceBase(repository?: Repository, revision?: string): string;
export function sourceProblem(place: string): string | undefined;
