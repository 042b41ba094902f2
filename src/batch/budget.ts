import { addUsd } from "../client/cost.js";
import { CostError } from "../utils/errors.js";
import { setting, text } from "../utils/message.js";

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
    const sum = addUsd(this.spent, usd);
    if (maxCost !== undefined && (sum === null || sum > maxCost))
      throw new CostError(
        sum === null ? "cost_unknown" : "cost_above_maximum",
        sum === null
          ? text`The cost of this clip is unknown, and ${setting("maxCost", maxCost)} is set.`
          : text`With this clip, the batch would cost about $${sum}, more than ${setting("maxCost", maxCost)}.`,
        {
          hint: text`Raise ${setting("maxCost")} and run again with the same ledger: finished clips are kept.`,
          option: "maxCost",
          value: maxCost,
        },
      );
    this.spent = sum;
    return () => {
      if (usd !== null) this.spent = addUsd(this.spent, -usd);
    };
  }
}
