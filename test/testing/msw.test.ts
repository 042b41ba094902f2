// @module-tag slow

import { execFile } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { consumerFolder, msw } from "./consumer.js";

const { version } = JSON.parse(readFileSync(join(msw, "package.json"), "utf8")) as { version: string };

test(`the fake answers through msw ${version}, installed beside the built package, and so do its faults`, async () => {
  await using folder = await consumerFolder({ msw });
  copyFileSync(join(import.meta.dirname, "msw-consumer.mjs"), join(folder.path, "run.mjs"));
  const { stdout } = await promisify(execFile)(process.execPath, ["run.mjs"], { cwd: folder.path });
  const said = JSON.parse(stdout) as { version: string; image: number; results: Record<string, unknown> };
  // Or it would be another msw that was tried.
  expect(said.version).toBe(version);
  const { bytes } = said.results.happy as { bytes: number };
  expect(bytes).toBeGreaterThan(500);
  const whole = { bytes, creates: 1, jobs: 1, image: said.image };
  expect(said.results).toEqual({
    happy: whole,
    refuse: { ...whole, creates: 2 },
    "reset-before-acceptance": { code: "submit_uncertain", found: false, creates: 1, jobs: 0, image: said.image },
    "reset-after-acceptance": { code: "submit_uncertain", found: true, creates: 1, jobs: 1, image: said.image },
    429: { ...whole, creates: 2 },
    html: { code: "submit_uncertain", found: true, creates: 1, jobs: 1, image: said.image },
    truncated: whole,
    flaky: whole,
  });
});
