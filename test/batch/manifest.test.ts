import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readManifest } from "../../src/batch/manifest.js";
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

describe("the images of a manifest", () => {
  /** The image and the last frame of its only line, which is an item of a file in the folder. */
  async function readImages(folder: string, item: object, path = join(folder, "list.jsonl")) {
    await writeFile(join(folder, "list.jsonl"), JSON.stringify({ prompt, ...item }));
    const { rows } = await readManifest(path);
    return rows[0]?.value as { readonly image: unknown; readonly lastFrame?: unknown };
  }

  test.each(["scan:01.jpg", "a:b.jpg", "C:photo.jpg", "mailto:1.jpg", "photo.jpg", "./data:1.jpg", "https.jpg"])(
    "%s is a path in the manifest's folder",
    async (image) => {
      await using folder = await emptyFolder();
      const path = join(folder.path, image);
      expect(await readImages(folder.path, { image, lastFrame: image })).toMatchObject({
        image: path,
        lastFrame: path,
      });
      // An object is a path too.
      const object = await readImages(folder.path, { image: { path: image } });
      expect(object.image).toEqual({ path });
    },
  );

  test.each([
    "http://photos.test/a.jpg",
    "HTTPS://photos.test/a.jpg",
    "data:image/png;base64,AAAA",
    "file:///photos/a.jpg",
    // Refused when it is read.
    "s3://bucket/a.jpg",
    "/photos/scan:01.jpg",
  ])("%s stays as it is", async (image) => {
    await using folder = await emptyFolder();
    expect((await readImages(folder.path, { image })).image).toBe(image);
  });

  test("a file with a colon in its name is read from the manifest's folder, not from the current one", async () => {
    await using folder = await emptyFolder();
    await writeFile(join(folder.path, "scan:01.png"), await portrait());
    await using other = await emptyFolder();
    await writeFile(join(other.path, "scan:01.png"), "another file");
    await enter(other.path);
    await writeFile(join(folder.path, "list.csv"), "image,prompt\nscan:01.png,The woman slowly raises her hand.\n");
    const refused = await failure(animateAll(join(folder.path, "list.csv"), { ugoku, outDir: "clips", maxCost: 0 }));
    // The item is valid, and costs more.
    expect(refused.code).toBe("cost_above_maximum");
  });

  test("a file in the current folder whose name looks like an address is a file", async () => {
    await using folder = await emptyFolder();
    await enter(folder.path);
    expect(await readImages(".", { image: "./data:1.jpg" }, "list.jsonl")).toMatchObject({ image: "./data:1.jpg" });
    await writeFile("https:a.png", await portrait());
    const { rows } = await readManifest(".");
    expect(rows[0]?.value).toMatchObject({ image: "./https:a.png" });
  });

  /** Makes it the current folder for one test. */
  async function enter(path: string) {
    const before = process.cwd();
    process.chdir(path);
    onTestFinished(() => process.chdir(before));
  }
});
