// The baseline of bench:batch: the same create requests, polls and downloads with Node's fetch alone, each with a signal,
// and nothing kept.
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { watchMemory } from "./memory.mjs";

const [baseURL, outDir, count, image, open, jobMs] = process.argv.slice(2);
const picture = readFileSync(image);
await mkdir(outDir);

/** One timer and one signal for each request, as in the client. */
async function ask(path, read, init) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 60_000);
  try {
    return await read(await fetch(`${baseURL}/videos${path}`, { ...init, signal: stop.signal }));
  } finally {
    clearTimeout(timer);
  }
}
const json = (response) => response.json();

let next = 0;
async function work() {
  for (let photo = next++; photo < Number(count); photo = next++) {
    const body = new FormData();
    body.set("prompt", `The flowers slowly sway in the wind. Take ${photo}.`);
    body.set("input_reference", new Blob([picture, `photo-${photo}-end`]), "photo.png");
    const { id } = await ask("", json, { method: "POST", body });
    await pause(Number(jobMs));
    await ask(`/${id}`, json);
    const clip = await ask(`/${id}/content`, (response) => response.arrayBuffer());
    await writeFile(join(outDir, `photo-${photo}.mp4`), Buffer.from(clip));
  }
}

const memory = watchMemory();
await Promise.all(Array.from({ length: Number(open) }, work));
process.send({ done: Number(count), ...memory.stop() });
process.disconnect();
