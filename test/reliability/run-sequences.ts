import fc from "fast-check";
import { beforeAll, vi } from "vitest";
import { createUgoku } from "../../src/index.js";
import { commands, setups } from "./commands.js";
import { Simulation } from "./simulation.js";

/**
 * Makes sequences reproducible: delays without jitter, and all lazy modules loaded.
 */
export function makeDeterministic(): void {
  beforeAll(async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    await createUgoku({ baseURL: "http://videos.test/v1", logger: false })
      .animate({ fileId: "file_1" })
      .withPrompt("The woman smiles.")
      .lint("off")
      .plan();
    return () => vi.restoreAllMocks();
  });
}

/** Runs `runs` random sequences. A failure reports its seed and the shortest failing sequence. */
export function runSequences(runs: number, seed: number): Promise<void> {
  const property = fc.asyncProperty(setups, commands, async (setup, sequence) => {
    const simulation = new Simulation(setup);
    await fc.asyncModelRun(() => ({ model: {}, real: simulation }), sequence);
    await simulation.finish();
  });
  return fc.assert(property, { numRuns: runs, seed });
}
