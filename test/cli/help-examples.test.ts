// @module-tag slow
// @module-tag node-independent

import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commands } from "../../src/cli/commands.js";
import { createUgoku } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { commandLine, environmentOf } from "./command-line.js";

const { folder } = commandLine();
const command = resolve(import.meta.dirname, "../../dist/cli.cjs");
const picture = resolve(import.meta.dirname, "../../examples/sample.jpg");
const at = (name: string) => join(folder(), name);
const prompt = "The woman slowly turns to the right and smiles.";

/** Runs a line of the help in a POSIX shell. Not `spawnSync`: the server is in this process. */
function runLine(line: string) {
  const functions = `ugoku() { "${process.execPath}" "${command}" "$@"; }; pbpaste() { echo "${prompt}"; }`;
  const child = spawn("sh", ["-c", `${functions}; ${line}`], { cwd: folder(), env: environmentOf({}) });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += String(chunk);
    });
  return new Promise<{ code: number | null; said: string }>((done) =>
    child.on("close", (code) => done({ code, said })),
  );
}

/** A server with one job, as the examples of `wait`, `jobs` and `cancel` have it. */
async function serverWithJob(runningMs: number) {
  const server = await createFakeVideosApi({ script: { queuedMs: 0, runningMs, pollAfterMs: 100 } }).listen();
  onTestFinished(() => server.close());
  const job = await createUgoku({ baseURL: server.url, logger: false }).animate(picture).withPrompt(prompt).submit();
  return { url: server.url, id: job.id, ticket: JSON.stringify(job.ticket) };
}

/** What the examples name, apart from photo.jpg. */
function writeFiles() {
  mkdirSync(at("prompts"));
  mkdirSync(at("photos"));
  copyFileSync(picture, at("photos/a.jpg"));
  writeFileSync(at("prompts/a.md"), `${prompt}\n`);
  writeFileSync(at("prompts.jsonl"), `${JSON.stringify({ prompt })}\n`);
  writeFileSync(at("catalogue.csv"), `image,prompt\nphoto.jpg,${prompt}\n`);
  const item = { image: "photo.jpg", prompt, model: "preview", size: "64x36", duration: 1 };
  writeFileSync(at("catalogue.jsonl"), `${JSON.stringify(item)}\n`);
}

// `ugoku serve` runs until it is stopped: serve.test.ts.
const examples = commands.flatMap(({ name, examples }) =>
  name === "serve" ? [] : examples.map((example) => [example, name] as const),
);

test.each(examples)("in a new folder: %s", { timeout: 120_000 }, async (example, name) => {
  rmSync(at("photo.jpg"));
  if (name !== "sample") expect((await runLine("ugoku sample")).code).toBe(0);
  writeFiles();
  const { url, id, ticket } = await serverWithJob(name === "cancel" ? 60_000 : 100);
  writeFileSync(at("photo.ticket.json"), ticket);
  const line = example.replaceAll("http://localhost:8091/v1", url).replaceAll("video_123", id);
  const { code, said } = await runLine(line);
  // Without the key of the service, which no test has.
  if (line.includes("--service"))
    expect([code, said]).toEqual([name === "doctor" ? 1 : 2, expect.stringContaining("API key")]);
  else expect([code, said]).toEqual([0, expect.any(String)]);
});
