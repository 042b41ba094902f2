// The client of the soak test: rounds of concurrent jobs through one client, each until its file or its bytes.
// node --expose-gc client.mjs <ugoku> <baseURL> <jobs> <rounds> <folder> [resend]
import { createHash } from "node:crypto";
import { getEventListeners, setMaxListeners } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

const [library, baseURL, jobs, rounds, folder, resend] = process.argv.slice(2);
const { createUgoku, SubmitUncertainError } = await import(library);
const total = Number(jobs);

/** An image of sora-2's size, in one color. */
function picture() {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.from([0, 0, 2, 208, 0, 0, 5, 0, 8, 2, 0, 0, 0]);
  const pixels = deflateSync(Buffer.alloc((720 * 3 + 1) * 1280));
  const parts = [chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]));
}

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

/** A client that retries every failure: the soak test must detect it. */
async function resending(input, init) {
  try {
    const response = await fetch(input, init);
    if (init.method !== "POST" || response.status < 500) return response;
  } catch (error) {
    if (init.method !== "POST") throw error;
  }
  return fetch(input, init);
}

const image = picture();
const ugoku = createUgoku({ baseURL, logger: false, ...(resend ? { fetch: resending } : {}) });
// One signal for everything, so that leaked listeners are visible at the end.
const { signal } = new AbortController();
setMaxListeners(0, signal);
const facts = { uncertain: 0, reconciled: 0, notTaken: 0, waitedAlone: 0, waitedTogether: 0, saved: 0 };
const wrong = [];
const heap = [];
const started = Date.now();

function measure(at) {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  heap.push({ at, heapUsed, external, seconds: (Date.now() - started) / 1000 });
}

/** A job for the prompt, submitted or reconciled. Only if the list does not contain it, it is submitted with another key. */
async function submit(prompt, key) {
  try {
    return await ugoku.animate(image).withPrompt(prompt).lint("off").idempotencyKey(key).submit({ signal });
  } catch (error) {
    if (!(error instanceof SubmitUncertainError)) throw error;
    facts.uncertain += 1;
    const found = await error.reconcile({ settleMs: 3_000, signal });
    if (!found) {
      facts.notTaken += 1;
      return submit(prompt, `${key}-again`);
    }
    facts.reconciled += 1;
    return found;
  }
}

async function fetchClip(clip, prompt, index) {
  const path = join(folder, `${index}.mp4`);
  const read = async () => {
    if (index % 2 === 0) return clip.bytes({ signal });
    await clip.saveTo(path, { signal, overwrite: true });
    facts.saved += 1;
    const bytes = await readFile(path);
    await rm(path);
    return bytes;
  };
  const bytes = await read();
  const mark = createHash("sha256").update(prompt).digest();
  if (bytes.length !== 65_536 || !mark.equals(bytes.subarray(32, 64))) wrong.push(`${prompt}: the clip of another job`);
}

async function round(number) {
  const prompts = Array.from(
    { length: total },
    (_, index) => `The woman of picture ${number}-${index} slowly turns her head to the right and smiles.`,
  );
  const ended = new Set();
  const take = async (clip, index) => {
    await fetchClip(clip, prompts[index], index);
    if (ended.has(index)) wrong.push(`${prompts[index]}: handed out twice`);
    ended.add(index);
    const share = ended.size / total;
    if ([0.25, 0.5].some((part) => share >= part && share - 1 / total < part))
      measure(`${number}: ${Math.round(share * 100)} %`);
  };
  // All are submitted at once. One half uses job.wait(), the other waitForAll().
  const together = new Map();
  const submitted = await Promise.all(
    prompts.map(async (prompt, index) => {
      const job = await submit(prompt, `key-${number}-${index}`);
      if (index % 4 < 2) return { alone: job.wait({ signal }).then((clip) => take(clip, index)) };
      together.set(job.id, index);
      return { job };
    }),
  );
  const downloads = [];
  for await (const outcome of ugoku.waitForAll(
    submitted.flatMap(({ job }) => job ?? []),
    { signal },
  )) {
    const index = together.get(outcome.job.id);
    facts.waitedTogether += 1;
    if (outcome.status === "completed") downloads.push(take(outcome.clip, index));
    else wrong.push(`${prompts[index]}: ${outcome.error.message}`);
  }
  await Promise.all(downloads);
  const alone = submitted.flatMap(({ alone }) => alone ?? []);
  facts.waitedAlone += alone.length;
  await Promise.all(alone);
  for (const [index, prompt] of prompts.entries()) if (!ended.has(index)) wrong.push(`${prompt}: lost`);
}

measure("start");
for (let number = 1; number <= Number(rounds); number++) {
  await round(number).catch((error) => wrong.push(`round ${number}: ${error.stack}`));
  measure(`${number}: 100 %`);
}
const seconds = (Date.now() - started) / 1000;
// By then, idle connections are closed.
await new Promise((resolve) => setTimeout(resolve, 5_000));
measure("at rest");
const left = process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout|FSReq)/.test(name));
const listeners = getEventListeners(signal, "abort").length;
process.send({ facts, wrong, heap, seconds, left, listeners });
// If the process does not end by itself now, something leaks.
process.disconnect();
