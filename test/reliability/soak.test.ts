// @module-tag slow
// @module-tag node-independent

import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { describe, test } from "vitest";

interface Soak {
  readonly code: number | null;
  readonly facts: Record<"uncertain" | "reconciled" | "notTaken" | "waitedAlone" | "waitedTogether" | "saved", number>;
  readonly seen: Record<"jobs" | "twiceByKey" | "twiceByPrompt" | "rateLimited" | "resumed" | "startedOver", number> & {
    readonly faulty: Record<"create" | "poll" | "list" | "content", number>;
  };
  readonly problems: readonly string[];
}

/** Runs `npm run soak` with fewer jobs. */
async function soak(...args: string[]): Promise<Soak> {
  const program = resolve(import.meta.dirname, "../../bench/soak.mjs");
  const child = spawn(process.execPath, [program, "--json", "--rounds", "1", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  await once(child, "close");
  if (text === "") throw new Error(`The soak test printed no result: ${stderr}`);
  return { code: child.exitCode, ...JSON.parse(text) };
}

describe.concurrent("150 jobs at once, while each 20th request of every kind fails", { timeout: 120_000 }, () => {
  test("are created once, saved, and leave nothing behind", async ({ expect }) => {
    const { code, facts, seen, problems } = await soak("--jobs", "150");
    expect(problems).toEqual([]);
    expect(code).toBe(0);
    expect([facts.waitedAlone + facts.waitedTogether, facts.saved]).toEqual([150, 75]);
    expect([seen.jobs, seen.twiceByKey, seen.twiceByPrompt]).toEqual([150, 0, 0]);
    // Every kind of fault occurred: refused, lost and uncertain create requests, failed polls and lists, cut downloads.
    expect(facts.uncertain).toBe(facts.reconciled + facts.notTaken);
    expect(facts.uncertain + seen.rateLimited).toBeGreaterThanOrEqual(seen.faulty.create);
    for (const count of [seen.rateLimited, facts.reconciled, facts.notTaken, seen.faulty.poll, seen.faulty.content])
      expect(count).toBeGreaterThan(0);
    expect(seen.resumed + seen.startedOver).toBeGreaterThan(0);
  });

  test("are created twice by a client that retries blindly, which the test detects", async ({ expect }) => {
    const { code, seen, problems } = await soak("--jobs", "100", "--resend");
    expect(code).toBe(1);
    expect(seen.twiceByKey).toBeGreaterThan(0);
    expect(problems.join("\n")).toContain("created twice");
  });
});
