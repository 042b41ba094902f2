import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { animateAll, type BatchItem, ManifestError } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { prompt } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture, portrait } from "../helpers/pictures.js";

/** Nothing is ever sent in these tests. */
const ugoku = createUgoku({
  baseURL: "http://nobody.test/v1",
  fetch: () => Promise.reject(new Error("a request was sent")),
  logger: false,
});

/** The problems of a manifest with that name and text, in a subfolder of the current folder. */
async function getProblems(name: string, text: string) {
  await using folder = await emptyFolder();
  const path = join(folder.path, "man", name);
  await mkdir(dirname(path));
  await writeFile(join(folder.path, "man", "photo.png"), await portrait());
  await writeFile(join(folder.path, "man", "wide.png"), await picture(1600, 400));
  await writeFile(path, text);
  const error = await failure(animateAll(relative(process.cwd(), path), { ugoku, outDir: join(folder.path, "clips") }));
  expect(error).toBeInstanceOf(ManifestError);
  const { problems, message } = error as ManifestError;
  return { message, problems, folder: dirname(path) };
}

test("problems name the manifest's columns and folder, and have a hint", async () => {
  const rows = [
    "photo.png,The hat moves.,7,,,k0",
    "photo.png,The hat moves.,,700x1000,,k1",
    "photo.png,The hat moves.,,,covr,k2",
    "wide.png,The hat moves.,,720x1280,,k3",
    "gone.png,The hat moves.,,,,k4",
    "photo.png,The hat moves.,,,,k5",
    "photo.png,The hat turns.,,,,k5",
    "photo.png,\u200b,,,,k6",
  ];
  const { message, problems, folder } = await getProblems(
    "list.csv",
    `image,prompt,duration,size,fit,key\n${rows.join("\n")}\n`,
  );
  expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 8, 9]);
  expect(message).toContain(
    "line 2 is invalid: duration 7 is not supported; sora-2 makes clips of 4, 8, 12, 16, 20 seconds. (Pass one of",
  );
  expect(message).toContain('line 3 is invalid: size "700x1000" is not supported; sora-2 makes clips of');
  expect(message).toContain('line 4 is invalid: fit "covr" is not supported. (Use auto, cover, contain, exact.)');
  expect(message).toMatch(/line 5 .*fit "cover" to crop it .*or fit "contain" to add borders/);
  expect(message).toContain(`a relative one in a manifest starts at its folder, ${folder}.`);
  expect(message).toContain('line 8 has the key "k5" of line 7 (');
  expect(message).not.toMatch(/current folder|\.\w+\(/);
  for (const { hint } of problems) expect(hint).toMatch(/^[A-Z].*[."]$/);
});

test("a missing manifest names the current folder; a folder without images is refused", async () => {
  const options = { ugoku, outDir: "never-made" };
  const gone = await failure(animateAll("man/no-file.csv", options));
  expect(gone.message).toBe("man/no-file.csv cannot be read: there is no such file.");
  expect(gone.hint).toContain(process.cwd());
  await using folder = await emptyFolder();
  await mkdir(join(folder.path, "list.csv"));
  expect((await failure(animateAll(join(folder.path, "list.csv"), options))).message).toContain(
    "is a folder without a JPEG, PNG or WebP image",
  );
});

const many = (wrong: string, at: number) =>
  Array.from({ length: 1_000 }, (_, index) => (index + 2 === at ? wrong : `photo.png,"Look ${index}, it moves."`));

test.each([
  ["at the end of the file", 2, ['photo.png,"The hat moves.']],
  ["before lines without quotes", 3, ["photo.png,The hat moves.", 'photo.png,"The hat', "photo.png,The hat moves."]],
  ["before hundreds of others", 17, many('photo.png,"The hat moves.', 17)],
  ["with text behind it", 3, ["photo.png,The hat moves.", 'photo.png,"The hat" moves.']],
  ["in the middle of a cell", 4, ['photo.png,"The\nhat moves."', 'photo.png,The 5" hat moves.']],
])("an invalid quote in a CSV is reported once, with its line: %s", async (_where, line, rows) => {
  const { message, problems } = await getProblems("list.csv", `image,prompt\n${rows.join("\r\n")}`);
  expect(problems).toMatchObject([
    { line, what: expect.stringContaining("quote"), hint: expect.stringContaining('""') },
  ]);
  expect(message).not.toMatch(/Invalid|record delimiter|Quote Not Closed/);
});

test("invalid items and ledgers are rejected by name", async () => {
  const item: BatchItem = { image: "p.png", prompt };
  const options = { ugoku, outDir: "never-made" };
  for (const items of [item, 5, null, undefined, () => {}, new Map().entries] as never[])
    expect(await failure(animateAll(items, options))).toMatchObject({
      code: "option_invalid",
      hint: expect.stringContaining("list"),
    });
  for (const ledger of [{}, { read() {}, write() {}, claim() {} }, [], 5, null] as never[]) {
    const error = await failure(animateAll([item], { ...options, ledger }));
    expect(error).toMatchObject({ code: "option_invalid", message: expect.stringMatching(/ledger/) });
  }
});
