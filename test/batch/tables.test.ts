// @module-tag slow
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { validateItems } from "../../src/batch/plan-batch.js";
import { hashItem } from "../../src/batch/validate-item.js";
import {
  animateAll,
  type BatchEvent,
  type BatchInput,
  type BatchOptions,
  type ItemDefaults,
  type ManifestError,
} from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { runway } from "../../src/services.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";
import { json, serve } from "../helpers/servers.js";

type Files = Readonly<Record<string, string | Uint8Array>>;

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries({ "photo.png": image, ...files })) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

const image = await portrait();

/** The items of a file or folder of these; nothing is sent. */
async function read(manifest: string, files: Files, defaults?: ItemDefaults) {
  await using folder = await emptyFolder();
  await writeFiles(folder.path, files);
  const fetch = () => Promise.reject(new Error("a request was sent"));
  const ugoku = createUgoku({ baseURL: "http://fake.test/v1", fetch, logger: false });
  const context = { ugoku, outDir: join(folder.path, "out"), lint: "off", defaults, signal: undefined } as const;
  return (await validateItems(join(folder.path, manifest), context)).map(({ entry }) => entry);
}

/** Runs `animateAll()` on a file or folder of these, with a fake server. */
async function run(manifest: string, files: Files, options: Partial<BatchOptions> = {}) {
  await using folder = await emptyFolder();
  await writeFiles(folder.path, files);
  const fake = createFakeVideosApi();
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    fetch: (input, init) => fake.fetch(input, init),
    logger: false,
    pollInterval: () => 1,
    rates: { "sora-2": 0 },
  });
  const events: BatchEvent[] = [];
  const report = animateAll(join(folder.path, manifest), {
    ...{ ugoku, outDir: join(folder.path, "out"), onEvent: (event: BatchEvent) => events.push(event) },
    ...options,
  });
  return { report: await report, events, requests: fake.requests, jobs: fake.jobs };
}

const problemsOf = async (...given: Parameters<typeof read>) => {
  const error = (await failure(read(...given))) as ManifestError;
  return { ...error, message: error.message, problems: error.problems ?? [] };
};

const utf16 = (text: string, isBigEndian = false): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return isBigEndian ? bytes.swap16() : bytes;
};

const comma = 'image,prompt,duration\nphoto.png,"The hat moves, slowly.",8\n';
const semicolon = comma.replaceAll(/,(?! slowly)/g, ";");
const tabs = comma.replaceAll(/,(?! slowly)/g, "\t");

describe("manifest › the form of a table", () => {
  test.each<[string, string, string | Uint8Array]>([
    ["commas", "list.csv", comma],
    ["semicolons", "list.csv", semicolon],
    ["tabs", "list.csv", tabs],
    ["tabs in .tsv", "list.tsv", tabs],
    ["commas in .tsv", "list.tsv", comma],
    ["an upper-case extension", "list.CSV", comma],
    ["sep=;", "list.csv", `sep=;\r\n${semicolon}`],
    ["sep=, with a byte order mark", "list.csv", `\ufeffSEP=,\n${comma}`],
    ["a quoted sep= of another character", "list.csv", `"sep=|"\n${comma.replaceAll(/,(?! slowly)/g, "|")}`],
    ["UTF-8 with a byte order mark", "list.csv", `\ufeff${semicolon}`],
    ["UTF-16 little endian", "list.csv", utf16(tabs)],
    ["UTF-16 big endian", "list.csv", utf16(semicolon, true)],
    ["UTF-16 without a byte order mark", "list.csv", utf16(tabs).subarray(2)],
    ["CRLF", "list.csv", comma.replaceAll("\n", "\r\n")],
    ["CR", "list.csv", comma.replaceAll("\n", "\r")],
    ["no line end at the end", "list.csv", comma.trimEnd()],
    ["empty lines before, between and after", "list.csv", `\n\n${comma.replace("\n", "\n\n")}\n\n`],
    [
      "empty trailing columns and rows",
      "list.csv",
      'image,prompt,duration,,\nphoto.png,"The hat moves, slowly.",8,,\n,,,,\n,,,,,,\n',
    ],
    ["names in any case, with spaces", "list.csv", comma.replace("image,prompt,duration", " Image ,PROMPT, Duration")],
    ["JSON Lines with CR", "list.jsonl", '{"image":"photo.png","prompt":"The hat moves, slowly.","duration":8}\r\r'],
    [
      "JSON Lines in UTF-16",
      "list.jsonl",
      utf16('{"image":"photo.png","prompt":"The hat moves, slowly.","duration":8}\n'),
    ],
  ])("%s", async (_, name, content) => {
    expect(await read(name, { [name]: content })).toMatchObject([{ prompt: "The hat moves, slowly.", seconds: 8 }]);
  });

  test("a quoted cell keeps its line ends, delimiters and quotes", async () => {
    const [entry] = await read("list.csv", { "list.csv": 'image;prompt\nphoto.png;"The ""big"" hat;\r\nit moves."\n' });
    expect(entry?.prompt).toBe('The "big" hat;\nit moves.');
  });

  test("a comma separates decimals, where the length is not a whole number", async () => {
    const table = "image;prompt;duration\nphoto.png;The hat moves.;7,5\n";
    const { message } = await problemsOf("list.csv", { "list.csv": table });
    expect(message).toContain("duration 7.5 is not supported");
  });

  test.each<[string, string, string | Uint8Array, RegExp]>([
    ["an Excel file", "list.xlsx", "PK\x03\x04", /spreadsheet.*CSV UTF-8/s],
    ["an Excel file that is called .csv", "list.csv", "PK\x03\x04\x00\x00", /spreadsheet.*CSV UTF-8/s],
    ["Latin-1", "list.csv", Uint8Array.of(0x69, 0xe9, 0x0a), /not UTF-8.*CSV UTF-8/s],
    ["a binary file", "list.tsv", "image\tprompt\0\n", /binary/],
    ["another extension", "list.json", "[]", /\.csv, \.tsv, \.jsonl/],
  ])("%s is refused with the way out", async (_, name, content, words) => {
    const error = await failure(read(name, { [name]: content }));
    expect(error.code).toBe("manifest_invalid");
    expect(`${error.message} ${error.hint}`).toMatch(words);
  });
});

describe("manifest › columns", () => {
  test("own columns are in the events and the report, and do not change the key", async () => {
    const rows = (sku: string, price: string) => ({
      "list.csv": `SKU,image,prompt,Unit Price\n${sku},photo.png,The hat moves.,${price}\n`,
    });
    const first = await run("list.csv", rows("A-1", "9"));
    const columns = { SKU: "A-1", "Unit Price": "9" };
    expect(first.report.items).toMatchObject([{ columns }]);
    expect(first.events.find(({ type }) => type === "completed")).toMatchObject({ result: { columns } });
    expect(first.events.find(({ type }) => type === "start")).toMatchObject({ items: [{ item: { columns } }] });
    const second = await run("list.csv", rows("B-2", "10"));
    expect(second.report.items[0]?.key).toBe(first.report.items[0]?.key);
  });

  test("own fields of JSON keep their type", async () => {
    const line = { image: "photo.png", prompt, sku: 7, tags: ["a"] };
    const [entry] = await read("list.jsonl", { "list.jsonl": JSON.stringify(line) });
    expect(entry?.columns).toEqual({ sku: 7, tags: ["a"] });
  });

  test("items of a list and of a stream have own fields too, and a default prompt", async () => {
    const items: BatchInput[] = [{ image, sku: "A-1" }];
    async function* stream() {
      yield* items;
    }
    for (const given of [items, stream()]) {
      await using folder = await emptyFolder();
      const fake = createFakeVideosApi();
      const fetch = (input: string, init: RequestInit) => fake.fetch(input, init);
      const ugoku = createUgoku({ baseURL: "http://fake.test/v1", fetch, logger: false, pollInterval: () => 1 });
      const report = await animateAll(given, { ugoku, outDir: folder.path, defaults: { prompt } });
      expect(report.items).toMatchObject([{ status: "completed", prompt, columns: { sku: "A-1" } }]);
    }
  });

  test.each([
    ["promt", "prompt"],
    ["prompts", "prompt"],
    ["durration", "duration"],
    ["seconds", "duration"],
    ["sizes", "size"],
    ["szie", "size"],
    ["modle", "model"],
    ["keys", "key"],
    ["last_frames", "lastFrame"],
    ["outptu", "output"],
    ["exra", "extra"],
    ["seeds", "seed"],
    ["negative_promt", "negativePrompt"],
    ["audios", "audio"],
  ])("a column %s is refused: %s was probably meant", async (name, meant) => {
    const table = `image,${meant === "prompt" ? "" : "prompt,"}${name}\nphoto.png,x,x\n`;
    const { problems } = await problemsOf("list.csv", { "list.csv": table });
    expect(problems).toMatchObject([{ line: 1, what: `has an unknown column "${name}"; did you mean ${meant}?` }]);
  });

  test.each(["sku", "title", "fist", "side", "site", "kid", "tone", "imported", "price", "id", "name"])(
    "a column %s is the user's own",
    async (name) => {
      const [entry] = await read("list.csv", { "list.csv": `image,prompt,${name}\nphoto.png,The hat moves.,x\n` });
      expect(entry?.columns).toEqual({ [name]: "x" });
    },
  );

  test("a name that is like a field is the user's own, if the field is there too", async () => {
    const table = "image,prompt,images,duration,durations\nphoto.png,The hat moves.,3,,x\n";
    const [entry] = await read("list.csv", { "list.csv": table });
    expect(entry?.columns).toEqual({ images: "3", durations: "x" });
  });

  test("missing and repeated columns are reported together", async () => {
    const { problems } = await problemsOf("list.csv", { "list.csv": "Prompt,prompt,sku,SKU\nx,x,x,x\n" });
    expect(problems.map(({ what }) => what)).toEqual([
      'has no column "image"',
      'names the column "prompt" twice',
      'names the column "sku" twice',
    ]);
  });

  test("a cell in a column without a name is reported with its line", async () => {
    const { problems } = await problemsOf("list.csv", { "list.csv": "image,prompt,\nphoto.png,a,\nphoto.png,b,c\n" });
    expect(problems).toMatchObject([{ line: 3, what: "has a cell in column 3, which has no name" }]);
  });

  test("extra is a JSON object", async () => {
    const { problems } = await problemsOf("list.csv", {
      "list.csv": 'image;prompt;extra\nphoto.png;a;[1]\nphoto.png;b;"{""seed"":7}"\n',
    });
    expect(problems).toMatchObject([
      { line: 2, what: 'has "[1]" as extra, not a JSON object' },
      { line: 3, what: expect.stringMatching(/"seed"|seed/) },
    ]);
  });

  test("lastFrame is refused before anything is sent, where it is not supported", async () => {
    const { problems } = await problemsOf("list.csv", {
      "list.csv": "image,prompt,Last Frame\nphoto.png,The hat moves.,photo.png\n",
    });
    expect(problems).toMatchObject([{ line: 2, what: expect.stringMatching(/last ?frame/i) }]);
  });

  test.each<[string, string]>([
    ["a table", "image,prompt,Seed,negative_prompt,AUDIO\nphoto.png,The hat moves.,7,text,FALSE\n"],
    ["a table with on and off", "image;prompt;seed;Negative Prompt;audio\nphoto.png;The hat moves.;7;text;off\n"],
    ["JSON Lines", '{"image":"photo.png","prompt":"The hat moves.","seed":7,"negativePrompt":"text","audio":false}\n'],
  ])("seed, negativePrompt and audio of %s reach the create request", async (kind, content) => {
    await using service = await serve((_, response) => json(response, { error: "no" }, 400));
    await using folder = await emptyFolder();
    const name = kind === "JSON Lines" ? "list.jsonl" : "list.csv";
    await writeFiles(folder.path, { [name]: content });
    const endpoint = runway({ model: "veo3.1", apiKey: "key-123456", baseURL: service.origin });
    const ugoku = createUgoku({ endpoint, logger: false });
    await animateAll(join(folder.path, name), { ugoku, outDir: join(folder.path, "out") });
    expect(service.requests.map(({ body }) => JSON.parse(body.toString()))).toMatchObject([
      { seed: 7, negativePrompt: "text", audio: false },
    ]);
  });

  test.each<[string, string, string]>([
    ["a table", "list.csv", "image,prompt,size,Fit,Background\nphoto.png,The hat moves.,1280x720,contain,#00ff00\n"],
    ["a table without fit", "list.csv", "image,prompt,size,background\nphoto.png,The hat moves.,1280x720,#00ff00\n"],
    [
      "JSON Lines",
      "list.jsonl",
      '{"image":"photo.png","prompt":"The hat moves.","size":"1280x720","fit":"contain","background":"#00ff00"}\n',
    ],
  ])("background of %s fills the borders", async (_, name, content) => {
    const { report, jobs } = await run(name, { [name]: content });
    expect(report).toMatchObject({ done: 1 });
    const { data } = await sharp(jobs[0]?.params.image?.bytes).raw().toBuffer({ resolveWithObject: true });
    // JPEG keeps a color within a few steps.
    for (const [channel, expected] of [0, 255, 0].entries())
      expect(Math.abs((data[channel] ?? -1) - expected)).toBeLessThan(12);
  });

  test("background is part of the key, and a wrong one is reported before anything is sent", async () => {
    const item = { image, prompt, fit: "contain" } as const;
    const keys = [{}, { background: "blur" }, { background: "white" }].map((one) =>
      hashItem({ ...item, ...one }, "photo.png"),
    );
    expect(new Set(await Promise.all(keys)).size).toBe(3);
    const { problems } = await problemsOf("list.csv", {
      "list.csv": "image,prompt,size,background\nphoto.png,The hat moves.,1280x720,no-color\n",
    });
    expect(problems).toMatchObject([{ line: 2, what: expect.stringContaining("no-color") }]);
  });

  test("seed, negativePrompt and audio are part of the key", async () => {
    const item = { image, prompt };
    const others = [{}, { seed: 7 }, { seed: 8 }, { negativePrompt: "text" }, { audio: true }, { audio: false }];
    const keys = await Promise.all(others.map((other) => hashItem({ ...item, ...other }, "photo.png")));
    expect(new Set(keys).size).toBe(others.length);
  });

  test("every option that the endpoint does not take, or whose value is wrong, is reported before anything is sent", async () => {
    const { problems } = await problemsOf("list.csv", {
      "list.csv":
        "image,prompt,seed,negativePrompt,audio\nphoto.png,The hat moves.,1.5,,maybe\nphoto.png,The hat moves.,7,text,true\n",
    });
    expect(problems).toMatchObject([
      { line: 2, what: "has 1.5 as seed, not a whole number, 0 or more" },
      { line: 2, what: 'has "maybe" as audio, not true or false' },
      { line: 3, what: expect.stringContaining("option seed") },
      { line: 3, what: expect.stringContaining("option negativePrompt") },
      { line: 3, what: expect.stringContaining("option audio") },
    ]);
  });

  test("a default prompt is for lines without one, with and without the column", async () => {
    const table = "image,prompt\nphoto.png,The hat moves.\nphoto.png,\n";
    const entries = await read("list.csv", { "list.csv": table }, { prompt });
    expect(entries.map((entry) => entry.prompt)).toEqual(["The hat moves.", prompt]);
    expect(await read("list.csv", { "list.csv": "image\nphoto.png\n" }, { prompt })).toMatchObject([{ prompt }]);
  });
});

describe("manifest › problems", () => {
  test("every problem of every line is reported", async () => {
    const table = [
      "image,prompt,duration,size,fit,key",
      "gone.png,The hat moves.,7,1x1,covr,",
      "photo.png,,seven,,,",
      'photo.png,"The hat" moves.,8,,,',
      "photo.png,The hat moves.,8,,,,x",
    ].join("\n");
    const { problems } = await problemsOf("list.csv", { "list.csv": table });
    const found = problems.map(({ line, what }) => `${line} ${what}`).join("\n");
    for (const words of [
      /^2 .*duration 7 /m,
      /^2 .*size "1x1"/m,
      /^2 .*fit "covr"/m,
      /^2 .*gone\.png/m,
      /^3 has no prompt/m,
      /^3 has "seven" as duration, not a number of seconds/m,
      /^4 has a quote/m,
      /^5 has 7 cells, and the first line 6/m,
    ])
      expect(found).toMatch(words);
    expect(problems).toHaveLength(8);
  });

  test.each([
    ["photo.png,The hat moves, slowly,", 4],
    ["photo.png,The hat moves,slowly,", 4],
    ["photo.png,The hat moves, slowly,,,", 6],
    ["photo.png,The hat moves , 8,,", 5],
    ["photo.png,The hat moves, slowly,8", 4],
  ])("an unquoted comma is named, whatever it makes of the cells after it: %s", async (row, count) => {
    for (const third of ["duration", "model", "sku"]) {
      if (third !== "duration" && row.includes(",slowly")) continue;
      const { problems } = await problemsOf("list.csv", { "list.csv": `image,prompt,${third}\n${row}\n` });
      const hint = expect.stringContaining("Put a cell that contains the delimiter in quotes");
      expect(problems).toEqual([{ line: 2, what: `has ${count} cells, and the first line 3`, hint }]);
    }
  });

  test("rows that a spreadsheet has padded with empty cells are read", async () => {
    const table = `image,prompt,duration\nphoto.png,The hat moves.,8\nphoto.png,"The hat, a big one, moves.",8,,\n`;
    expect(await read("list.csv", { "list.csv": table })).toMatchObject([{ seconds: 8 }, { seconds: 8 }]);
  });

  test("the message lists the first 50, and counts the rest", async () => {
    const { message, problems } = await problemsOf("list.csv", {
      "list.csv": `image,prompt,duration\n${"photo.png,a,x\n".repeat(60)}`,
    });
    expect(problems).toHaveLength(60);
    expect(message).toMatch(/^60 problems.*line 51 .*… and 10 more$/s);
    expect(message).not.toContain("line 52 ");
  });

  test("more rows than a manifest may have are refused before any image is read", async () => {
    const table = `image,prompt\n${"photo.png,The hat moves.\n".repeat(100_001)}`;
    const { message } = await problemsOf("list.csv", { "list.csv": table });
    expect(message).toContain("has 100,001 items, more than 100,000");
  });
});

describe("manifest › a folder of images", () => {
  test("in natural order, with prompts beside them, and what is left out", async () => {
    const files = {
      "photos/b10.png": image,
      "photos/b9.png": image,
      "photos/a.PNG": image,
      "photos/b9.txt": "The sea moves.\n",
    };
    const others = {
      "photos/notes.md": "x",
      "photos/film.gif": "GIF89a",
      "photos/.DS_Store": "x",
      "photos/old/c.png": image,
    };
    const { report, events, jobs } = await run(
      "photos",
      { ...files, ...others },
      { defaults: { prompt }, concurrency: 1 },
    );
    expect(report.items.map((item) => item.image.replace(/.*photos./, ""))).toEqual(["a.PNG", "b9.png", "b10.png"]);
    expect(jobs.map(({ video }) => video.prompt)).toEqual([prompt, "The sea moves.", prompt]);
    const start = events.find((event) => event.type === "start");
    expect(start?.notes).toEqual(["Not JPEG, PNG or WebP, and left out: film.gif, notes.md, old."]);
  });

  test("without a prompt each image is a problem; without images the folder is refused", async () => {
    const { problems, message, hint } = await problemsOf("photos", { "photos/a.png": await portrait() });
    expect(problems).toMatchObject([{ index: 0, file: "a.png", what: "has no prompt" }]);
    expect(message).toContain("a.png has no prompt");
    expect(hint).toContain("defaults: { prompt }");
    expect(await failure(read("photos", { "photos/a.txt": "x" }))).toMatchObject({
      code: "manifest_invalid",
    });
  });
});
