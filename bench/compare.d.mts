export interface Comparison {
  readonly ours: RegExp;
  readonly peers?: RegExp;
  readonly name?: string;
  readonly columns: Readonly<Record<string, "less" | "more">>;
  readonly group?: readonly string[];
  readonly together?: boolean;
}

/** Sentences about the peers that are ahead of ours. */
export function peersAhead(markdown: string, comparison: Comparison): string[];
