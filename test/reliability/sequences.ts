import { beforeAll, describe, expect, test } from "vitest";
import { play, repeatable } from "./model.js";
import { tally } from "./tally.js";

/** For more, and others: UGOKU_SEQUENCES=50000 UGOKU_SEED=10 npx vitest run test/reliability */
const offset = Number(process.env.UGOKU_SEED ?? 0);

/** The tests of one file: as many sequences from `first` on, and the proof that they were no idle ones. */
export function sequences(first: number, usual: number): void {
  const runs = Number(process.env.UGOKU_SEQUENCES ?? usual);
  const seed = first + offset;
  describe(`${runs} sequences of submits, faults, crashes and reconciles from seed ${seed}`, () => {
    repeatable();
    // `npm test` runs several files in one process, and they share the tally.
    beforeAll(() => {
      for (const name of Object.keys(tally)) tally[name as keyof typeof tally] = 0;
    });

    test("never create two jobs for a key, and never lose a job", { timeout: 60_000 + 100 * runs }, async () => {
      await play(runs, seed);
      expect(tally.sequences).toBe(runs);
    });

    test("contain every kind of command", () => {
      // Of one sequence, on average, at the least; some of these are rare on purpose.
      const least = {
        commands: 10,
        creates: 1,
        jobs: 0.8,
        clips: 0.8,
        crashes: 1.5,
        uncertain: 0.5,
        reconciled: 0.2,
        reconciledByAnother: 0.1,
        nothingFound: 0.2,
        ambiguous: 0.08,
        sentAgain: 0.08,
        aborts: 0.2,
        failed: 0.008,
      };
      // What would be once or twice in so few is left to chance.
      for (const [name, share] of Object.entries(least).filter(([, part]) => part * runs >= 4))
        expect(tally[name as keyof typeof least], name).toBeGreaterThan(share * runs);
    });
  });
}
