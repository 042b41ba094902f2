// @module-tag slow

import { execFile } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { consumerFolder, msw } from "./consumer.js";

const { version } = JSON.parse(readFileSync(join(msw, "package.json"), "utf8")) as { version: string };

test(`mswHandlers() › the built package works with msw ${version}, with every fault`, async () => {
  await using folder = await consumerFolder({ msw });
  copyFileSync(join(import.meta.dirname, "msw-consumer.mjs"), join(folder.path, "run.mjs"));
  const { stdout } = await promisify(execFile)(process.execPath, ["run.mjs"], { cwd: folder.path });
  const output = JSON.parse(stdout) as { version: string; image: number; results: Record<string, unknown> };
  // Makes sure that this msw was used.
  expect(output.version).toBe(version);
  const { bytes } = output.results.happy as { bytes: number };
  expect(bytes).toBeGreaterThan(500);
  const success = { bytes, creates: 1, jobs: 1, image: output.image };
  expect(output.results).toEqual({
    happy: success,
    refuse: { ...success, creates: 2 },
    "reset-before-acceptance": { code: "submit_uncertain", found: false, creates: 1, jobs: 0, image: output.image },
    "reset-after-acceptance": { code: "submit_uncertain", found: true, creates: 1, jobs: 1, image: output.image },
    429: { ...success, creates: 2 },
    html: { code: "submit_uncertain", found: true, creates: 1, jobs: 1, image: output.image },
    truncated: success,
    flaky: success,
  });
});
