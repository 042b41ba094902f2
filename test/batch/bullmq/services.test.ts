// @module-tag slow
// @module-tag node-independent
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createUgoku } from "../../../src/index.js";
import { cleanEnvironment } from "../../helpers/environment.js";
import { picture } from "../../helpers/pictures.js";
import { clipBytes, readClip, serveStandIn, standInKey, standIns } from "../../services/stand-ins.js";
import { hasRedis, type Redis, setUpQueue, startRedis } from "./queue-setup.js";

cleanEnvironment();

test.skipIf(hasRedis)("skipped: there is no redis-server on this machine", () => {});

describe.runIf(hasRedis)("createVideoWorker() over a service", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  test.concurrent.each(standIns)(
    "$name: a moderated video fails alone, a lost create answer is not sent again, and other workers continue",
    { timeout: 60_000 },
    async (standIn) => {
      await using at = await setUpQueue(redis, `service-${standIn.name}`);
      await using service = await serveStandIn(standIn, {
        // Runway asks for five seconds between two polls.
        polls: standIn.name === "runway" ? 0 : 2,
        ending: (body) => (body.includes("take moderated") ? "is moderated" : "completes"),
        intercept(kind, _, response, body) {
          const isLost = kind === "create" && body.includes("take lost");
          if (isLost) response.destroy();
          return isLost;
        },
      });
      const path = join(at.folder.path, "photo.png");
      await writeFile(path, await picture(1280, 720));
      const image = standIn.takes === "bytes" ? path : "https://images.example/photo.png";
      const items = ["one", "two", "moderated", "lost"].map((take) => ({
        ...{ image, key: `sku-${take}`, output: `${take}.mp4` },
        prompt: `The woman slowly raises her hand; take ${take}.`,
      }));
      await at.videos.addAll(items);
      const work = () => {
        const endpoint = standIn.make({ apiKey: standInKey, baseURL: service.origin });
        return at.work({ ugoku: createUgoku({ endpoint, logger: false, pollInterval: 50 }) });
      };
      const first = work();
      await expect.poll(() => service.jobs.length, { timeout: 20_000 }).toBeGreaterThan(1);
      await first.close();
      work();
      await at.ended(items.length, 30_000);
      expect(await at.videos.addAll(items)).toMatchObject({ added: 0, known: 4 });
      expect(service.jobs).toHaveLength(items.length);
      expect(service.problems).toEqual([]);
      const failed = await at.videos.queue.getFailed();
      const reasons = failed.map(({ failedReason = "" }) => failedReason.replace(/:.*/s, "")).toSorted();
      expect(reasons).toEqual(standIn.list ? ["moderation_blocked"] : ["moderation_blocked", "submit_uncertain"]);
      for (const take of standIn.list ? ["one", "two", "lost"] : ["one", "two"])
        expect((await readClip(join(at.outDir, `${take}.mp4`))).equals(clipBytes)).toBe(true);
    },
  );
});
