// @module-tag slow

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clientOf, submit } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";

cleanEnvironment();

const clipOf = async (base64: string) => {
  const fetch = async () => Response.json({ status: "completed", data: [{ b64_json: base64 }] });
  const ugoku = clientOf("http://videos.test/v1", { fetch, dialect: "dynamo", model: "m" });
  return (await submit(ugoku)).wait();
};

/** Milliseconds of the longest time in which the event loop did nothing else. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  clearInterval(timer);
  return longest;
}

test("50 MB of Base64 text do not stop the event loop, and take little memory", async () => {
  await using folder = await emptyFolder();
  const file = mp4(50_000_000);
  const clip = await clipOf(file.toString("base64"));
  const path = join(folder.path, "clip.mp4");
  const before = process.memoryUsage().rss;
  expect(await longestBlock(() => clip.saveTo(path))).toBeLessThan(500);
  expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
  expect((await readFile(path)).equals(file)).toBe(true);
});

test("a long decoding ends with the signal", async () => {
  const clip = await clipOf(mp4(50_000_000).toString("base64"));
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 5);
  expect((await rejection(clip.bytes({ signal: controller.signal }))) as Error).toMatchObject({ message: "enough" });
});

test.each<[string, (base64: string) => string]>([
  ["with line breaks", (text) => text.replaceAll(/.{76}/g, "$&\r\n")],
  ["in the alphabet of URLs", (text) => text.replaceAll("+", "-").replaceAll("/", "_")],
  ["without padding", (text) => text.replaceAll("=", "")],
  ["as a data: URL", (text) => `data:video/mp4;base64,${text}`],
])("Base64 text may come %s", async (_, write) => {
  const file = mp4(3_000_001);
  for (let at = 40; at < file.length; at++) file[at] = (at * 7 + (at >> 8)) & 255;
  expect(Buffer.from(await (await clipOf(write(file.toString("base64")))).bytes()).equals(file)).toBe(true);
});

test.each<[string, (base64: string) => string]>([
  ["another character", (text) => `${text.slice(0, 2_000_000)}!${text.slice(2_000_001)}`],
  ["padding in the middle", (text) => `${text.slice(0, 1_000)}==${text.slice(1_000)}`],
])("Base64 text with %s is an error, not half a clip", async (_, write) => {
  const error = await failure((await clipOf(write(mp4(3_000_000).toString("base64")))).bytes());
  expect(error).toMatchObject({ name: "DownloadError", code: "response_invalid" });
});
