import { beforeAll, describe, expect, test } from "vitest";
import { counters } from "./counters.js";
import { makeDeterministic, runSequences } from "./run-sequences.js";

/** For more and other sequences: UGOKU_SEQUENCES=50000 UGOKU_SEED=10 npx vitest run test/reliability */
const seedOffset = Number(process.env.UGOKU_SEED ?? 0);

/** Defines the tests of one file: sequences from seed `first`, and a check that they contain every kind of command. */
export function defineSequenceTests(first: number, defaultRuns: number): void {
  const runs = Number(process.env.UGOKU_SEQUENCES ?? defaultRuns);
  const seed = first + seedOffset;
  describe(`${runs} sequences of submits, faults, crashes and reconciles from seed ${seed}`, () => {
    makeDeterministic();
    // `npm test` runs several files in one process, and they share the counters.
    beforeAll(() => {
      for (const name of Object.keys(counters)) counters[name as keyof typeof counters] = 0;
    });

    test("never create two jobs for a key, and never lose a job", { timeout: 120_000 + 200 * runs }, async () => {
      await runSequences(runs, seed);
      expect(counters.sequences).toBe(runs);
    });

    test("contain every kind of command", () => {
      // Minimum average for each sequence; some are deliberately rare.
      const minPerSequence = {
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
        resent: 0.08,
        aborts: 0.2,
        failed: 0.008,
      };
      // Counts below four are too random to check.
      for (const [name, share] of Object.entries(minPerSequence).filter(([, part]) => part * runs >= 4))
        expect(counters[name as keyof typeof minPerSequence], name).toBeGreaterThan(share * runs);
    });
  });
}
