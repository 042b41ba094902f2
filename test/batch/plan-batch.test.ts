import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { animateAll, type BatchEvent } from "../../src/batch.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

test('the start event has each item\'s status and request; "rendered" comes before the clip is saved', async () => {
  await using folder = await emptyFolder();
  const api = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0 } });
  const server = await api.listen();
  onTestFinished(() => server.close());
  const image = join(folder.path, "photo.jpg");
  await writeFile(image, await portrait());
  const options = { ugoku: clientOf(server.url), outDir: join(folder.path, "clips") };
  const run = async (items: readonly { image: string; prompt: string; size?: string }[]) => {
    const events: BatchEvent[] = [];
    await animateAll(items, { ...options, onEvent: (event) => events.push(event) });
    const start = events.find((event) => event.type === "start");
    return { events, start: start?.items?.map(({ item, status, warnings }) => ({ ...item, status, warnings })) };
  };
  const first = { image, prompt, size: "720x1280" };
  const once = await run([first]);
  expect(once.start).toMatchObject([{ status: "new", model: "sora-2", seconds: 4, size: "720x1280" }]);
  const order = once.events.map(({ type }) => type).filter((type) => type === "rendered" || type === "completed");
  expect(order).toEqual(["rendered", "completed"]);
  const rendered = once.events.find((event) => event.type === "rendered");
  expect((await rendered!.clip.thumbnail()).size).toBeGreaterThan(0);

  const wide = join(folder.path, "wide.jpg");
  await sharp({ create: { width: 800, height: 1280, channels: 3, background: "#c8803c" } }).toFile(wide);
  const second = { image: wide, prompt, size: "720x1280" };
  const twice = await run([first, second, first]);
  expect(twice.start?.map(({ status }) => status)).toEqual(["completed", "new", "duplicate"]);
  // What is cut is known before anything is sent.
  expect(twice.start?.[1]?.warnings).toMatchObject([{ code: "image_fit" }]);
  expect(twice.events.filter(({ type }) => type === "intent")).toHaveLength(1);
});
