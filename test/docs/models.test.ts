// @module-tag node-independent

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { createUgoku, type ModelSpec, models, openModels } from "../../src/index.js";
import type { ModelTable } from "../../src/models/models.js";
import type { FrameRule } from "../../src/models/spec.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const page = readFileSync(join(resolve(import.meta.dirname, "../.."), "docs/models.md"), "utf8");

/** The cells of every row of a section's table, below its head. */
function getRows(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

const list = (values: readonly (number | string)[] | "any") => (values === "any" ? "any" : values.join(", "));
const unknown = "not established";

function referenceCells([id, spec]: [string, ModelSpec]): string[] {
  const rates = spec.rates ?? [];
  const cheapest = rates[0]?.usdPerSecond;
  const others = rates.slice(1).map(({ usdPerSecond, sizes = [] }) => `${usdPerSecond} for ${sizes.join(", ")}`);
  return [`\`${id}\``, list(spec.seconds), list(spec.sizes), [cheapest, ...others].join("; ")];
}

function openCells([id, spec]: [string, ModelSpec]): string[] {
  const { side, seconds } = spec.limits ?? {};
  const frames: FrameRule = spec.frames ?? { multiple: 0 };
  return [
    `\`${id}\``,
    spec.sizes === "any" ? `${side?.step}n` : list(spec.sizes),
    spec.defaultSize,
    spec.seconds === "any" ? (seconds?.step === 1 ? "whole" : "any") : list(spec.seconds),
    `${spec.defaultSeconds}`,
    `${frames.multiple}n + 1`,
    `${frames.fps ?? unknown}`,
    `${frames.usual ?? unknown}`,
  ];
}

const entries = (table: ModelTable) => Object.entries(table);

describe("docs/models.md", () => {
  test("matches the table of reference models", () => {
    expect(getRows("The reference models")).toEqual(entries(models).map(referenceCells));
    for (const { ratesAsOf } of Object.values(models)) expect(page).toContain(`as read on ${ratesAsOf}`);
  });

  test("matches the table of open models", () => {
    expect(getRows("Open models").map((cells) => cells.slice(0, 8))).toEqual(entries(openModels).map(openCells));
  });

  test("has no limit that differs from the table", () => {
    for (const [id, { limits }] of entries(openModels))
      if (limits) expect([id, limits.side.to, limits.seconds.to]).toEqual([id, Infinity, Infinity]);
  });

  test("has a source with a commit for every open model", () => {
    const rows = getRows("Open models");
    expect(rows.length).toBeGreaterThan(0);
    for (const cells of rows) {
      expect(cells).toHaveLength(10);
      expect(cells[9]).toBe("no");
      const sources = [...(cells[8] ?? "").matchAll(/\]\[([\w-]+)\]/g)].map(([, name]) => name);
      expect(sources.length, cells[0]).toBeGreaterThan(0);
      for (const name of sources)
        expect(page).toMatch(new RegExp(`^\\[${name}\\]: https://github\\.com/[^/]+/[^/]+/blob/[0-9a-f]{40}/`, "m"));
    }
  });

  test("shows fields that servers of the dialect take", async () => {
    const model = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";
    const { animate } = createUgoku({ baseURL: "http://videos.test/v1", dialect: "vllm-omni", model, logger: false });
    const { request } = await animate(await portrait())
      .withPrompt("The woman slowly smiles.")
      .duration(5)
      .extra({ fps: 16, num_frames: 81 })
      .plan();
    expect(request).toMatchObject({ seconds: 5, extra: { fps: 16, num_frames: 81 } });
  });
});
