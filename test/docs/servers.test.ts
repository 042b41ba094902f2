// @module-tag node-independent

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dialectNames } from "../../src/dialects/dialect-names.js";
import { dialects } from "../../src/dialects/find-dialect.js";

const page = readFileSync(join(import.meta.dirname, "../../docs/servers.md"), "utf8");

/** The overview's row of a dialect, by its columns. */
function getRow(name: string): Record<string, string> {
  const lines = page.split("\n").filter((line) => line.startsWith("|"));
  const cells = (line: string) => line.split("|").map((cell) => cell.trim());
  const row = lines.find((line) => cells(line)[2] === `\`${name}\``);
  if (row === undefined) throw new Error(`docs/servers.md has no row of ${name}`);
  return Object.fromEntries(cells(lines[0]!).map((head, index) => [head, cells(row)[index] ?? ""]));
}

describe("docs/servers.md", () => {
  test.each(dialectNames)("matches the dialect %s", (name) => {
    const row = getRow(name);
    const { create, can } = dialects[name];
    expect(row.list === "yes").toBe(can.list);
    expect(row.cancel !== "no").toBe(can.delete);
    expect(row.pictures === "yes").toBe(can.thumbnail && can.spritesheet);
    expect(row.length === "whole seconds").toBe(create.seconds.as !== "decimal-text");
    expect(/no|0, 100/.test(row.progress!)).toBe(!can.progress);
    expect(row["image as bytes"]).toBe(create.image.bytes?.as === "file" ? "file in a form" : "`data:` URL in JSON");
    expect(row["image as a reference"] !== "no").toBe(create.image.image_url !== undefined);
    expect(/`file_id`/.test(row["image as a reference"]!)).toBe(create.image.file_id !== undefined);
    // Every dialect but the default is named in an example that can be copied.
    if (name !== "openai") expect(page).toContain(`dialect: "${name}"`);
  });

  test("contains only extra() fields that the dialect accepts", () => {
    const sections = page.split(/^## /m);
    for (const [title, name] of [
      ["vLLM-Omni", "vllm-omni"],
      ["SGLang", "sglang"],
      ["NVIDIA Dynamo", "dynamo"],
      ["OpenRouter", "openrouter"],
    ] as const) {
      const section = sections.find((one) => one.startsWith(title))!;
      const [, list = ""] = /^- `\.extra\(\)`:(.*?)(?=^- |^$)/ms.exec(section) ?? [];
      const fields = [...list.matchAll(/`([a-z][a-z0-9_]*)`/g)].map(([, field]) => field!);
      const known = Object.keys(dialects[name].create.extraFields);
      const others = ["nvext", "control_reference"];
      expect(fields.length).toBeGreaterThan(4);
      expect(fields.filter((field) => !known.includes(field) && !others.includes(field))).toEqual([]);
    }
  });
});
