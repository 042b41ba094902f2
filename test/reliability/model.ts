import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, vi } from "vitest";
import { createUgoku } from "../../src/index.js";
import { commands, setups } from "./commands.js";
import { World } from "./world.js";

/**
 * Makes a sequence run the same way each time: the digest comes without the thread pool, and pauses without chance. Loads
 * what the first submit would load.
 */
export function repeatable(): void {
  beforeAll(async () => {
    vi.spyOn(crypto.subtle, "digest").mockImplementation(async (_, data) => {
      const { buffer, byteOffset, byteLength } = createHash("sha256")
        .update(data as Uint8Array)
        .digest();
      return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    });
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    await createUgoku({ baseURL: "http://videos.test/v1", logger: false })
      .animate({ fileId: "file_1" })
      .withPrompt("The woman smiles.")
      .lint("off")
      .plan();
    return () => vi.restoreAllMocks();
  });
}

/** Plays `runs` sequences. A failure names its seed, and the shortest sequence that fails. */
export function play(runs: number, seed: number): Promise<void> {
  const property = fc.asyncProperty(setups, commands, async (setup, sequence) => {
    const world = new World(setup);
    await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence);
    await world.finish();
  });
  return fc.assert(property, { numRuns: runs, seed });
}
