// Runs the bundle of test/consumers/esbuild-browser in headless Chromium, or without it in a `vm` context that has only the
// globals of browsers.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import vm from "node:vm";
import { chromium } from "playwright-core";
import { npm } from "./workshop.mjs";

const browserPath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
export const browserName = existsSync(browserPath) ? "headless Chromium" : `Node's vm (there is no ${browserPath})`;

export async function runInBrowser(project, photo) {
  const outcome = existsSync(browserPath) ? await inChromium(project, photo) : await inRealm(project, photo);
  assert.deepEqual(outcome, {
    rules: ["no-vague-request"],
    planned: [4, 0],
    clip: 16,
    requests: [
      ["POST", "/v1/videos", outcome.photo],
      ["GET", "/v1/videos/video_1", 0],
      ["GET", "/v1/videos/video_1/content", 0],
    ],
    photo: Buffer.from(photo, "base64").length,
    refused: "image_runtime_unsupported",
    webhook: "function",
  });
}

async function inChromium(project, photo) {
  npm(project, "run", "build");
  const page = `<!doctype html><script>photo = "${photo}"</script><script type="module" src="/main.js"></script>`;
  const server = createServer(({ url }, response) => {
    const isScript = url.endsWith(".js") && existsSync(join(project, "out", url));
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? readFileSync(join(project, "out", url)) : page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  try {
    const tab = await browser.newPage();
    const problems = [];
    tab.on("pageerror", (error) => problems.push(String(error)));
    tab.on("console", (message) => problems.push(message.text()));
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    const outcome = await tab.evaluate(() => globalThis.outcome);
    assert.deepEqual(problems, []);
    return outcome;
  } finally {
    await browser.close();
    server.close();
  }
}

async function inRealm(project, photo) {
  npm(project, "run", "build:script");
  const names =
    "AbortController AbortSignal Blob DOMException Event EventTarget File FormData Headers ReadableStream Request Response TextDecoder TextEncoder TransformStream URL URLSearchParams WritableStream atob btoa clearTimeout console crypto fetch performance queueMicrotask setTimeout structuredClone";
  const realm = Object.fromEntries(names.split(" ").map((name) => [name, globalThis[name]]));
  const context = vm.createContext({ ...realm, photo });
  vm.runInContext(readFileSync(join(project, "out/script.js"), "utf8"), context);
  return JSON.parse(JSON.stringify(await context.outcome));
}
