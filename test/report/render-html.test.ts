// @module-tag slow
// @module-tag node-independent

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTable } from "../../src/batch/table.js";
import { type Report, type ReportRow, renderReport } from "../../src/report/render-html.js";
import { loadThumbnails } from "../../src/report/thumbnails.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { hasBrowserFor, launch } from "../helpers/browser.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { emptyFolder, type Folder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

const read = (path: string) => readFileSync(resolve(import.meta.dirname, "../../src", path), "utf8");
const texts = {
  html: read("report/page/report.html"),
  css: read("serve/page/shared.css") + read("report/page/report.css"),
  script: read("report/page/report.client.js"),
  icon: read("serve/page/icon.svg"),
};
const hostile = [
  prompt,
  "カメラがゆっくり前に進む。",
  `<img src=x onerror="window.hacked = 1"></script><script>window.hacked = 1</script><!-- "quotes" 'too' &amp;`,
  "\u202Eينظر ببطء",
  "<!--foot--> {{data}} $& $1 \u2028",
];
const names = ["mug.jpg", "商品/花瓶.jpg", `<img src=x onerror=alert(1)>".png`, "\u202Egpj.exe", "</script>.jpg"];
const states = ["done", "failed", "ambiguous", "running", "waiting"] as const;
const count = 1_000;
const ruleUrl = "https://docs.test/rules/some-rule.md";

function createRow(index: number, pictures: Partial<ReportRow>): ReportRow {
  const status = states[index % 5] ?? "done";
  return {
    ...pictures,
    line: index + 1,
    key: `sku-${index}`,
    image: names[(index + 2) % 5] ?? "",
    imageHref: "photo.jpg",
    clip: status === "done" ? { name: "clip.mp4", href: "a%20clip%23.mp4" } : undefined,
    prompt: hostile[(index + 3) % 5] ?? "",
    model: "sora-2",
    seconds: 4,
    size: "720x1280",
    findings:
      index % 10 === 0 ? [{ severity: "warning", rule: "some-rule", message: hostile[2] ?? "", url: ruleUrl }] : [],
    notes: [],
    columns: { sku: `=1+${index}`, 単価: "1,5" },
    usd: index === 7 ? null : ((index * 37) % 100) / 10,
    waitedMs: 100,
    ranMs: (index * 61) % 997,
    status,
    error:
      status === "failed"
        ? { code: "moderation_blocked", message: hostile[2] ?? "", hint: "Change the prompt." }
        : undefined,
    jobId: `video_${index}`,
  };
}

const createReport = (rows: readonly ReportRow[]): Report => ({
  title: "</title><script>window.hacked = 1</script>.jsonl",
  unit: "line",
  endpoint: "127.0.0.1",
  madeAt: "2026-11-23T03:00:00Z",
  totals: [["Lines", String(rows.length)]],
  notice: "Continue.",
  command: "ugoku batch '<b>'",
  rows,
});

test("renderReport() › escapes all text", () => {
  const rows = Array.from({ length: 5 }, (_, index) => createRow(index, {}));
  const page = [...renderReport(createReport(rows), texts)].join("");
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script/g)).toHaveLength(2);
  expect(page).not.toContain("<img src=x");
  const [, data = ""] = /id="data">(.*?)<\/script>/s.exec(page) ?? [];
  expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(createReport(rows))));
  expect(page).not.toMatch(/(?:src|href)="(?!data:|\.")/);
});

test("loadThumbnails() › creates thumbnails, and skips unreadable images", async () => {
  const make = await loadThumbnails();
  const url = await make?.(await portrait());
  const { width, height, format } = await sharp(Buffer.from(url?.split(",")[1] ?? "", "base64")).metadata();
  expect({ width, height, format }).toEqual({ width: 68, height: 120, format: "webp" });
  expect(await make?.(new Uint8Array([1, 2, 3]))).toBeUndefined();
});

const hasBrowser = hasBrowserFor("opens the report (test/report/render-html)");

describe.skipIf(!hasBrowser)("a report of 1,000 lines in Chromium (skipped if Chromium is not installed)", () => {
  let folder: Folder;
  let browser: Browser;
  let page: Page;
  const messages: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    folder = await emptyFolder();
    const server = await createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0 } }).listen();
    const clip = await clientOf(server.url)
      .animate(await portrait())
      .withPrompt(prompt)
      .render();
    await clip.saveTo(join(folder.path, "a clip#.mp4"));
    await server.close();
    const make = await loadThumbnails();
    const thumbnail = await make?.(await portrait());
    const rows = Array.from({ length: count }, (_, index) => createRow(index, { thumbnail, poster: thumbnail }));
    const file = join(folder.path, "report.html");
    await writeFile(file, [...renderReport(createReport(rows), texts)].join(""));
    browser = await launch();
    page = await browser.newPage();
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) requests.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await browser?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  const shown = () =>
    page.$$eval("#rows > tr:not([hidden]) > td.line", (cells) => cells.map((cell) => Number(cell.textContent)));

  test("shows every line, with escaped text", async () => {
    expect(await shown()).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    const prompts = await page.$$eval("td.prompt p", (cells) => cells.slice(0, 5).map((cell) => cell.textContent));
    expect(prompts.toSorted()).toEqual([...hostile].toSorted());
    expect(await page.evaluate("window.hacked")).toBeUndefined();
  });

  test("sorts by a column in both directions, with unknown values last", async () => {
    const head = page.locator("#head th", { hasText: "Cost" });
    for (const direction of [1, -1]) {
      await head.getByRole("button").click();
      const known = Array.from({ length: count }, (_, index) => index + 1).filter((line) => line !== 8);
      const usd = (line: number) => (((line - 1) * 37) % 100) / 10;
      expect(await shown()).toEqual([...known.toSorted((a, b) => direction * (usd(a) - usd(b)) || a - b), 8]);
      expect(await head.getAttribute("aria-sort")).toBe(direction === 1 ? "ascending" : "descending");
    }
    for (const name of ["Image", "Clip", "Prompt", "Lint", "Time", "Status"]) {
      await page.locator("#head th", { hasText: name }).getByRole("button").click();
      expect(new Set(await shown()).size).toBe(count);
    }
    expect((await shown())[0]).toBe(2);
  });

  test("filters by status, text and lint findings, and resets the filter", async () => {
    await page.locator("#states button", { hasText: "Failed" }).click();
    expect((await shown()).every((line) => line % 5 === 2)).toBe(true);
    expect(await page.textContent("#count")).toBe("200 of 1,000 lines");
    await page.locator("#states button", { hasText: "All" }).click();
    await page.fill("#text", "カメラ 花瓶");
    expect((await shown()).length).toBe(0);
    await page.locator("#all").click();
    await page.fill("#text", "花瓶");
    expect((await shown()).length).toBe(200);
    await page.fill("#text", "");
    await page.selectOption("#lint", "rule some-rule");
    expect((await shown()).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, at) => at * 10 + 1));
    await page.selectOption("#lint", "");
    expect((await shown()).length).toBe(count);
  });

  test("shows the key of each line, and links a finding to the page of its rule", async () => {
    expect(await page.locator("#rows > tr td.status").first().textContent()).toContain("Key sku-");
    const link = page.locator(".finding a").first();
    expect(await link.getAttribute("href")).toBe(ruleUrl);
    expect(await link.textContent()).toBe("some-rule");
  });

  async function download(button: string): Promise<{ name: string; text: string }> {
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator(button).click()]);
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  }

  test("exports the lines that are shown as JSON Lines and CSV, without a server", async () => {
    await page.fill("#text", "sku-10");
    const lines = await shown();
    const jsonl = await download("#jsonl");
    expect(jsonl.name).toBe("__title__script_window.hacked _ 1__script_-report.jsonl");
    const records = jsonl.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(records.map(({ line }) => line)).toEqual(lines);
    expect(records.find(({ key }) => key === "sku-10")).toMatchObject({
      prompt: hostile[3],
      jobId: "video_10",
      findings: [{ rule: "some-rule", severity: "warning" }],
      columns: { sku: "=1+10" },
    });
    const csv = await download("#csv");
    expect(csv.name).toMatch(/-report\.csv$/);
    const table = readTable(csv.text.replace("\uFEFF", ""));
    const head = table.head.cells.map(({ text }) => text);
    expect(head.slice(0, 4)).toEqual(["line", "key", "image", "prompt"]);
    expect(head.slice(-2)).toEqual(["sku", "単価"]);
    expect(table.rows).toHaveLength(lines.length);
    const rows = table.rows.map(({ cells }) => Object.fromEntries(cells.map(({ text }, at) => [head[at], text])));
    // A text that begins like a formula is marked as text.
    expect(rows.find(({ key }) => key === "sku-10")).toMatchObject({ sku: "'=1+10", 単価: "1,5", jobId: "video_10" });
    expect(rows.find(({ key }) => key === "sku-101")?.errorMessage).toBe(hostile[2]);
    await page.fill("#text", "nothing like this");
    expect(await page.locator("#csv").isDisabled()).toBe(true);
    await page.fill("#text", "");
  });

  test("plays clips by keyboard, and restores the focus", async () => {
    await page.locator(".play").first().focus();
    await page.keyboard.press("Enter");
    const played = () => page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.1);
    await played();
    const title = await page.textContent("#player-title");
    await page.locator("#next").click();
    await played();
    expect(await page.textContent("#player-title")).not.toBe(title);
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("play");
    expect(await page.getAttribute("video", "src")).toBeNull();
  });

  test.each([320, 400, 640, 800, 960, 1100, 1264, 1265, 1600])("fits a window %i pixels wide", async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const layout = await page.evaluate(() => {
      const row = document.querySelector("#rows > tr") as HTMLElement;
      const box = (element: Element) => element.getBoundingClientRect();
      const [image, prompt] = [".image", ".prompt"].map((name) => box(row.querySelector(name) as Element));
      const isOutside = (element: Element) => box(element).right > box(row).right || box(element).width === 0;
      return {
        scrollWidth: document.documentElement.scrollWidth,
        outside: [...row.querySelectorAll("td, td *")].filter(isOutside).map(({ className }) => className),
        isBeside:
          prompt !== undefined && image !== undefined && prompt.left >= image.right && prompt.top < image.bottom,
      };
    });
    // Below 640 pixels, the prompt needs the whole width.
    expect(layout).toEqual({ scrollWidth: width, outside: [], isBeside: width > 640 });
  });

  test("the headers of a wide table stay below the filters, in however many rows these are", async () => {
    for (const width of [1265, 1900]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(() => scrollTo(0, 5_000));
      await page.waitForFunction(() => {
        const [filters, head] = ["#filters", "thead"].map((name) =>
          document.querySelector(name)?.getBoundingClientRect(),
        );
        return filters?.top === 0 && head !== undefined && Math.abs(head.top - filters.bottom) <= 1;
      });
    }
    await page.evaluate(() => scrollTo(0, 0));
  });

  test("requests only itself and the played clip, without errors", () => {
    const own = pathToFileURL(join(folder.path, "/")).href;
    expect([...new Set(requests)].map((url) => url.replace(own, ""))).toEqual(["report.html", "a%20clip%23.mp4"]);
    expect(messages).toEqual([]);
  });

  test("blocks other scripts", async () => {
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.hacked = 1";
      document.body.append(script);
    });
    expect(await page.evaluate("window.hacked")).toBeUndefined();
  });
});
