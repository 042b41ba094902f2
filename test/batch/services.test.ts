// @module-tag slow
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { animateAll, type BatchItem } from "../../src/batch.js";
import { createUgoku, type Endpoint } from "../../src/index.js";
import { seeded } from "../../src/testing/seeded-random.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture } from "../helpers/pictures.js";
import { manualTime } from "../helpers/time.js";
import { clipBytes, readClip, type StandIn, serveStandIn, standInKey, standIns } from "../services/stand-ins.js";
import { buildProgram, type Program, type ProgramResult, start } from "./batch-process.js";

cleanEnvironment();

const takes = ["one", "two", "moderated", "lost"] as const;
const promptOf = (take: string) => `The woman slowly raises her hand; take ${take}.`;
const isTake = (body: string, take: string) => body.includes(promptOf(take));

/** How often the create request of each take arrived. */
const countTakes = (jobs: readonly { readonly body: object }[], names: readonly string[]) =>
  names.map((take) => jobs.filter(({ body }) => isTake(JSON.stringify(body), take)).length);

async function itemsFor(standIn: StandIn, folder: string): Promise<BatchItem[]> {
  const path = join(folder, "photo.png");
  await writeFile(path, await picture(1280, 720));
  const image = standIn.takes === "bytes" ? path : "https://images.example/photo.png";
  return takes.map((take) => ({ image, prompt: promptOf(take), key: `sku-${take}` }));
}

describe.each(standIns)("animateAll() over $name", (standIn) => {
  test("a moderated item fails alone, a lost create answer is not sent again, and a second run continues", async () => {
    await using folder = await emptyFolder();
    await using service = await serveStandIn(standIn, {
      ending: (body) => (isTake(body, "moderated") ? "is moderated" : "completes"),
      intercept(kind, _, response, body) {
        const isLost = kind === "create" && isTake(body, "lost");
        if (isLost) response.destroy();
        return isLost;
      },
    });
    const items = await itemsFor(standIn, folder.path);
    const outDir = join(folder.path, "clips");
    const run = async () => {
      const endpoint: Endpoint = standIn.make({ apiKey: standInKey, baseURL: service.origin });
      const { clock, sleep } = manualTime(Date.now());
      const ugoku = createUgoku({ endpoint, logger: false, clock, sleep });
      const report = await animateAll(items, { ugoku, outDir, lint: "off", settleMs: 0 });
      return report.items.map(({ status, error }) => error?.code ?? status);
    };
    // Only a list can show the job of a lost answer.
    const lost = standIn.list ? "completed" : "submit_uncertain";
    expect(await run()).toEqual(["completed", "completed", "moderation_blocked", lost]);
    const skipped = (code: string) => (code === "completed" ? "skipped" : code);
    expect(await run()).toEqual(["completed", "completed", "moderation_blocked", lost].map(skipped));
    expect(countTakes(service.jobs, takes)).toEqual([1, 1, 1, 1]);
    expect(service.problems).toEqual([]);
    const names = (await readdir(outDir)).filter((name) => name.endsWith(".mp4"));
    expect(names).toHaveLength(standIn.list ? 3 : 2);
    for (const name of names) expect((await readClip(join(outDir, name))).equals(clipBytes)).toBe(true);
  });
});

describe("animateAll() over a service, killed at random moments", () => {
  let program: Program;
  beforeAll(async () => {
    program = await buildProgram();
  }, 60_000);
  afterAll(() => program[Symbol.asyncDispose]());

  const count = 12;
  const kills = 4;

  test.each(standIns.filter(({ name }) => ["kling", "replicate", "wan", "fal"].includes(name)))(
    "$name: creates each once, and saves each clip whose job it knows",
    { timeout: 120_000 },
    async (standIn) => {
      const random = seeded(20261129);
      await using folder = await emptyFolder();
      // The answer is late, so that some kills fall between a create request and its record.
      await using service = await serveStandIn(standIn, { delayMs: 20 });
      await writeFile(join(folder.path, "photo.png"), await picture(1920, 1080));
      const names = Array.from({ length: count }, (_, index) => `n${index}x`);
      const lines = names.map((take) => JSON.stringify({ image: "photo.png", prompt: promptOf(take), key: take }));
      const manifest = join(folder.path, "list.jsonl");
      await writeFile(manifest, lines.join("\n"));
      const outDir = join(folder.path, "clips");
      // Without a list, a create request of unknown outcome is never sent again.
      const onAmbiguous = standIn.list ? "resubmit" : "report";
      const target = { service: standIn.name, apiKey: standInKey, baseURL: service.origin };
      const settings = { ...target, manifest, outDir, settleMs: 500, concurrency: 4, onAmbiguous };
      let killed = 0;
      let result: ProgramResult | undefined;
      while (result === undefined) {
        const killAfter = killed < kills ? 1 + Math.floor((random() * 3 * count) / kills) : Number.POSITIVE_INFINITY;
        result = await start(program.file, settings, killAfter).result;
        if (result === undefined) killed += 1;
      }
      expect(killed).toBe(kills);
      const counts = countTakes(service.jobs, names);
      expect(counts.filter((sent) => sent > 1)).toEqual([]);
      const { failed, ambiguous = 0 } = result;
      expect(failed).toBe(0);
      if (standIn.list) expect([ambiguous, Math.min(...counts)]).toEqual([0, 1]);
      const clips = (await readdir(outDir)).filter((name) => name.endsWith(".mp4"));
      expect(clips).toHaveLength(count - ambiguous);
    },
  );
});
