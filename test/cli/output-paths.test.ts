// @module-tag slow
// @module-tag node-independent

import { linkSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { commandLine, photo } from "./command-line.js";

const { folder, ugoku, files } = commandLine();
const at = (name: string) => join(folder(), name);
const options = ["-p", "The ball rolls.", "-m", "preview", "-s", "64x36", "-d", "1", "--force"];

describe("the input image is never overwritten, not even with --force", () => {
  test.each<[string, () => readonly string[]]>([
    ["by its name", () => ["photo.jpg", "-o", "photo.jpg"]],
    ["by a detour", () => ["photo.jpg", "-o", "./sub/../photo.jpg"]],
    ["by its whole path", () => ["photo.jpg", "-o", at("photo.jpg")]],
    ["as a file: URL", () => [pathToFileURL(at("photo.jpg")).href, "-o", "photo.jpg"]],
    ["by a link to it", () => ["photo.jpg", "-o", "link.jpg"]],
    ["when the image is the link", () => ["link.jpg", "-o", "photo.jpg"]],
    ["by a second name", () => ["photo.jpg", "-o", "twin.jpg"]],
    ["through a folder that is a link", () => ["photo.jpg", "-o", "here/photo.jpg"]],
    ["by the poster", () => ["photo.jpg", "-o", "clip.mp4", "--poster=photo.jpg"]],
    ["by the poster's default name", () => ["photo.webp", "-o", "photo.mp4", "--poster"]],
  ])("%s", async (_, words) => {
    mkdirSync(at("sub"));
    symlinkSync(at("photo.jpg"), at("link.jpg"));
    symlinkSync(folder(), at("here"));
    linkSync(at("photo.jpg"), at("twin.jpg"));
    writeFileSync(
      at("photo.webp"),
      await sharp(await photo())
        .webp()
        .toBuffer(),
    );
    const before = files();
    const { code, said } = await ugoku(["animate", ...words(), ...options]);
    expect(said).toContain("the image itself");
    expect(code).toBe(2);
    expect(files()).toEqual(before);
    expect(readFileSync(at("photo.jpg"))).toEqual(await photo());
  });

  test("the message is the same without --force", async () => {
    const { code, said } = await ugoku(["animate", "photo.jpg", ...options.slice(0, -1), "-o", "photo.jpg"]);
    expect(said).toContain("the image itself");
    expect(code).toBe(2);
  });
});

test.each([
  [["-o", "clip.mp4", "--poster=clip.mp4"]],
  [["-o", "clip.mp4", "--poster=./clip.mp4"]],
  [["-o", "here/clip.mp4", "--poster=clip.mp4"]],
  [["-o", "clip.webp", "--poster"]],
])("the poster does not replace the video: %j", async (words) => {
  symlinkSync(folder(), at("here"));
  const { code, said } = await ugoku(["animate", "photo.jpg", ...options, ...words]);
  expect(said).toContain("where the video goes");
  expect(code).toBe(2);
  expect(files()).toEqual(["here", "photo.jpg"]);
});

test("--force replaces other files", async () => {
  writeFileSync(at("clip.mp4"), "old");
  writeFileSync(at("still.webp"), "old");
  const { code } = await ugoku(["animate", "photo.jpg", ...options, "-o", "clip.mp4", "--poster=still.webp"]);
  expect(code).toBe(0);
  expect(readFileSync(at("clip.mp4")).toString("latin1", 4, 8)).toBe("ftyp");
  expect(readFileSync(at("still.webp")).toString("latin1", 0, 4)).toBe("RIFF");
});

describe("the default output name follows the image", () => {
  const clips = () => files().filter((name) => name.endsWith(".mp4"));
  const animate = async (...words: readonly string[]) => {
    const { code } = await ugoku(["animate", "photo.jpg", ...options.slice(0, -1), ...words]);
    expect(code).toBe(0);
    return clips();
  };

  test("numbered while that name exists; --force replaces it", async () => {
    expect(await animate()).toEqual(["photo.mp4"]);
    expect(await animate()).toEqual(["photo-2.mp4", "photo.mp4"]);
    writeFileSync(at("photo.mp4"), "old");
    expect(await animate("--force")).toEqual(["photo-2.mp4", "photo.mp4"]);
    expect(readFileSync(at("photo.mp4")).toString("latin1", 4, 8)).toBe("ftyp");
  });

  test("never the image itself: an image may be called photo.mp4", async () => {
    renameSync(at("photo.jpg"), at("photo.mp4"));
    const { code } = await ugoku(["animate", "photo.mp4", ...options]);
    expect([code, files()]).toEqual([0, ["photo-2.mp4", "photo.mp4"]]);
    expect(readFileSync(at("photo.mp4"))).toEqual(await photo());
  });
});
