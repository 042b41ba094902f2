import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serviceNames } from "../../src/cli/commands.js";
import { commandLine } from "./command-line.js";

const { folder, ugoku } = commandLine();
const plan = ["plan", "photo.jpg", "-p", "The woman slowly turns to the right."];
/** The notes about what a server cannot do. */
const limitsOf = (said: string) => said.split("\n").filter((line) => /^note .* can(?:not| only) /.test(line));

test.each(serviceNames)("the plan for %s has no note about what the command does not do", async (service) => {
  const { code, said } = await ugoku([...plan, "--service", service]);
  if (code === 0) expect(said).toContain(`, to ${service}`);
  for (const note of limitsOf(said)) expect(note).not.toMatch(/cannot (?:list|cancel)|thumbnail|sprite sheet/);
});

test("with --poster, the note about thumbnails matters; JSON has all warnings", async () => {
  const words = [...plan, "--service", "runway"];
  expect(limitsOf((await ugoku(words)).said)).toEqual([]);
  const { said } = await ugoku([...words, "--poster"]);
  expect(limitsOf(said)).toEqual([expect.stringContaining("The service runway cannot make thumbnails.")]);
  const { warnings } = JSON.parse((await ugoku([...words, "--json"])).out);
  expect(warnings.map(({ message }: { readonly message: string }) => message)).toEqual(
    expect.arrayContaining([expect.stringContaining("cannot list jobs"), expect.stringContaining("sprite sheets")]),
  );
});

test("notes about the image stay", async () => {
  const { said } = await ugoku([...plan, "--service", "runway"]);
  expect(said).toMatch(/^note +The image \(640 x 360\) is enlarged/m);
});

test("the plan of a batch leaves them out too", async () => {
  writeFileSync(join(folder(), "list.csv"), "image,prompt\nphoto.jpg,The ball slowly rolls.\n");
  const { code, said } = await ugoku(["batch", "list.csv", "--service", "runway", "--dry-run"]);
  expect([code, limitsOf(said)]).toEqual([0, []]);
  expect(said).toMatch(/^note +line 2: The image/m);
});
