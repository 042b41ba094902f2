export function checkSite(
  folder: string,
  base?: string,
): {
  readonly problems: readonly string[];
  readonly external: readonly string[];
  readonly pages: number;
  readonly links: number;
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
};
