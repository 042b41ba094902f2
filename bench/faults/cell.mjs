// One client, one scenario, one process: no module, connection or timer of another cell remains.
// The parent starts the server after the client is loaded, so that loading is not measured.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { clip, picture, prompt } from "./media.mjs";
import { redirectFetch } from "./redirect-fetch.mjs";
import { scenarios, usualCap } from "./scenarios.mjs";

const [, , clientName, scenarioId] = process.argv;
const scenario = scenarios.find(({ id }) => id === scenarioId);
const client = await import(`./clients/${clientName}.mjs`);

let origin;
redirectFetch(client.hosts, () => origin);

const uncaught = [];
process.on("uncaughtException", (error) => uncaught.push(String(error)));
process.on("unhandledRejection", (error) => uncaught.push(String(error)));

const run = await client.load();
const image = picture({ large: scenario.largeImage });
const folder = mkdtempSync(join(tmpdir(), "faults-"));
const file = join(folder, "clip.mp4");

process.once("message", async (message) => {
  origin = message.origin;
  const result = await play();
  // The parent ends this process when it has the result.
  rmSync(folder, { recursive: true, force: true });
  process.send(result);
  process.disconnect();
});
process.send({ ready: true });

async function play() {
  const aborter = new AbortController();
  if (scenario.abortAfter) setTimeout(() => aborter.abort(), scenario.abortAfter);
  const cap = scenario.cap ?? usualCap;
  const notes = [];
  let held = false;
  const options = {
    origin,
    image,
    prompt,
    file,
    interval: 300,
    requestTimeout: scenario.requestTimeout,
    jobTimeout: scenario.jobTimeout,
    signal: aborter.signal,
    note: (text) => notes.push(text),
    holds: () => {
      held = true;
    },
  };
  const started = performance.now();
  let late;
  const capped = new Promise((resolve) => {
    late = setTimeout(() => resolve({ end: "waiting" }), cap);
  });
  const settled = run(options).then(
    (said) => ({ end: "resolved", said }),
    (error) => ({ end: "rejected", ...describe(error) }),
  );
  const outcome = await Promise.race([settled, capped]);
  clearTimeout(late);
  const seconds = (performance.now() - started) / 1000;
  // Later requests of the client count too.
  if (outcome.end !== "waiting") await new Promise((resolve) => setTimeout(resolve, 300));
  return {
    ...outcome,
    seconds,
    cap,
    notes,
    held,
    uncaught,
    file: inspectFile(),
    beside: readdirSync(folder).filter((name) => name !== "clip.mp4").length,
  };
}

/** The visible content of an error: its class, its code, and its complete text. */
function describe(error) {
  const name =
    error?.constructor?.name === "DOMException" || error?.constructor?.name === "_Error"
      ? error.name
      : (error?.constructor?.name ?? typeof error);
  const code = typeof error?.code === "string" ? error.code : error?.status;
  const shown = inspect(error, {
    depth: 6,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
    breakLength: Infinity,
  });
  return {
    name: error?.name && error.name.length > name.length ? error.name : name,
    code,
    message: String(error?.message ?? error),
    shown: `${shown} ${safeJson(error)}`.slice(0, 200_000),
  };
}

function safeJson(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

/** The state of the file under the final name. */
function inspectFile() {
  if (!existsSync(file)) return { state: "nothing" };
  const bytes = readFileSync(file);
  if (bytes.equals(clip)) return { state: "whole" };
  if (bytes.length > 0 && bytes[0] === 0x7b) return { state: "error text" };
  return { state: "partial", percent: Math.round((100 * bytes.length) / clip.length) };
}
