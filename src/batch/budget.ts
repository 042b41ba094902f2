import { CostError } from "../errors.js";

/** What the jobs of one run cost, by the rates of their models. */
export class Budget {
  readonly #maxCost: number | undefined;
  /** US dollars of the jobs that were made; `null` once a rate is not known. */
  spent: number | null = 0;

  constructor(maxCost: number | undefined) {
    this.#maxCost = maxCost;
  }

  /**
   * Counts a create before it is sent; gives back what takes it off again.
   *
   * @throws CostError if it would cross `maxCost`, or if its rate is not known.
   */
  reserve(usd: number | null): () => void {
    const maxCost = this.#maxCost;
    const before = this.spent;
    if (maxCost !== undefined && (usd === null || before === null || before + usd > maxCost))
      throw new CostError(
        usd === null ? "cost_unknown" : "cost_above_maximum",
        usd === null
          ? `What this clip costs is not known, and maxCost ${maxCost} was asked for.`
          : `With this clip, the batch would cost about $${((before ?? 0) + usd).toFixed(2)}, and maxCost ${maxCost} was asked for.`,
        { hint: "Raise maxCost and start again with the same ledger: what is done is kept." },
      );
    this.spent = before === null || usd === null ? null : before + usd;
    return () => {
      if (this.spent !== null && usd !== null) this.spent -= usd;
    };
  }
}
