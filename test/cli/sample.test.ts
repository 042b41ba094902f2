// @module-tag slow

import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { commandLine } from "./command-line.js";

const { folder, files, ugoku, spawnUgoku } = commandLine();
const picture = readFileSync(resolve(import.meta.dirname, "../../examples/sample.jpg"));

test("ugoku sample writes the sample image, and its path to standard output", async () => {
  const { code, out, said } = await spawnUgoku(["sample", "cafe.jpg"]);
  expect([code, out]).toEqual([0, "cafe.jpg\n"]);
  const { width, height, format } = await sharp(join(folder(), "cafe.jpg")).metadata();
  expect(said).toContain(`${width}x${height} ${format?.toUpperCase()}`);
  expect(readFileSync(join(folder(), "cafe.jpg")).equals(picture)).toBe(true);
});

test("ugoku sample keeps an existing photo.jpg without --force", async () => {
  const before = statSync(join(folder(), "photo.jpg")).size;
  const refused = await spawnUgoku(["sample"]);
  expect([refused.code, refused.said.includes("--force")]).toEqual([2, true]);
  expect(statSync(join(folder(), "photo.jpg")).size).toBe(before);
  expect((await spawnUgoku(["sample", "--force"])).code).toBe(0);
  expect(statSync(join(folder(), "photo.jpg")).size).toBe(picture.length);
});

test("ugoku sample rejects an invalid path", async () => {
  const missing = await spawnUgoku(["sample", "missing/x.jpg"]);
  expect([missing.code, missing.out]).toEqual([2, ""]);
  expect(missing.said).toContain("does not exist");
  expect(missing.said).toContain("Create it, or choose another path. Nothing was written.\n");
  const isFolder = await spawnUgoku(["sample", "."]);
  expect(isFolder.said).toContain(`such as ${join(folder(), "photo.jpg")}`);
  expect(missing.said + isFolder.said).not.toMatch(/download|clip/);
});

test("the packaged sample image stays small", () => {
  expect(picture.length).toBeLessThan(120_000);
});

test.each(["foo.png", "a.webp", "-", ""])("ugoku sample refuses the name %j", async (name) => {
  const { code, out } = await ugoku(["sample", "--", name]);
  expect([code, out, files()]).toEqual([2, "", ["photo.jpg"]]);
});
