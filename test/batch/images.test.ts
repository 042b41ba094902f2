import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { toTask } from "../../src/batch/bullmq/job-data.js";
import { animateAll, type BatchEvent } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt } from "../helpers/clients.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";
import { serve } from "../helpers/servers.js";

test("events name an image by its complete path, also with # and ?; a URL without its query", async () => {
  await using folder = await emptyFolder();
  const picture = await portrait();
  await using pictures = await serve((_request, response) => void response.end(picture));
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0 } });
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    fetch: (input, init) => fake.fetch(new Request(input, init)),
    allowPrivateHosts: true,
    logger: false,
  });
  const paths = ["shoe#3.png", "bag?2.png"].map((name) => join(folder.path, name));
  for (const path of paths) await writeFile(path, picture);
  const address = new URL("/hat.png", pictures.baseURL).href;
  const images = [...paths, `${address}?signature=s3cret#top`];
  const events: BatchEvent[] = [];
  const items = images.map((image) => ({ image, prompt }));
  const report = await animateAll(items, { ugoku, outDir: folder.path, onEvent: (event) => void events.push(event) });
  expect(report).toMatchObject({ done: 3 });
  expect(report.items.map(({ image }) => image)).toEqual([...paths, address]);
  expect(JSON.stringify([events, report])).not.toContain("s3cret");
  const outputs = report.items.map(({ output }) => basename(output).replace(/[0-9a-f]{16}/, "…"));
  expect(outputs).toEqual(["shoe_3-….mp4", "bag_2-….mp4", "hat-….mp4"]);
  // A queue knows them by the same keys.
  const tasks = await Promise.all(items.map((item) => toTask(item)));
  expect(tasks.map(({ key }) => key)).toEqual(report.items.map(({ key }) => key));
  expect(tasks.map(({ output }) => output)).toEqual(report.items.map(({ output }) => basename(output)));
});
