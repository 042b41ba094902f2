// @module-tag slow
// @module-tag node-independent

import { copyFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LintOptions, lintPrompt } from "../../src/lint.js";
import { hasBrowserFor, launch } from "../helpers/browser.js";
import { emptyFolder, type Folder } from "../helpers/folders.js";

const root = resolve(import.meta.dirname, "../..");
const hasBrowser = hasBrowserFor("opens the playground (test/site/playground)");

const prompts: readonly (readonly [prompt: string, options: LintOptions & { preset?: "strict" }])[] = [
  ["動画にして", {}],
  ["このキャラクターがゆっくりと右を向き、優しく微笑む。背景のカフェの客たちは自然に談笑している。", {}],
  ["Make it a video.", {}],
  ["The woman turns for 10 seconds, 8k, masterpiece --ar 16:9", { preset: "strict", context: { seconds: 4 } }],
  // Surrogates before the finding, full-width letters, and lines.
  ["👩‍🎤🎬 彼女は右を向く。\n\nカメラはズームインし、左にパンする。１０秒間、８Ｋ。\n", { context: { seconds: 4 } }],
  ["A cat\u200b blinks slowly.\n<img src=x onerror=alert(1)>, 4k", {}],
];

describe.skipIf(!hasBrowser)("the linter playground in Chromium (skipped where Chromium is not installed)", () => {
  let app: Browser;
  let page: Page;
  let folder: Folder;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await emptyFolder();
    const { buildPlayground } = await import("../../scripts/docs/playground.mjs");
    await buildPlayground(folder.path);
    // The pages' own style is around it, as in the site: its rules must not move the underlines.
    await copyFile(join(root, "node_modules/typedoc/static/style.css"), join(folder.path, "style.css"));
    const head = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="style.css"><link rel="stylesheet" href="playground.css">`;
    const body = `<div class="tsd-panel tsd-typography"><div id="playground"></div></div><script src="playground.js"></script>`;
    await writeFile(join(folder.path, "playground.html"), head + body);
    app = await launch();
  });
  afterAll(async () => {
    await app?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  /** The page, opened as a file, as a reader does who has just built it. */
  async function open(fragment = "", locale = "en-US", viewport = { width: 900, height: 900 }): Promise<Page> {
    await page?.context().close();
    const context = await app.newContext({ locale, viewport });
    page = await context.newPage();
    page.on("console", (line) => complaints.push(line.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => {
      complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(pathToFileURL(folder.path).href)) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(`${pathToFileURL(join(folder.path, "playground.html"))}#${fragment}`);
    return page;
  }

  const toFragment = ({ preset, context }: LintOptions & { preset?: string }) =>
    new URLSearchParams({ ...(preset && { preset }), ...(context?.seconds && { seconds: `${context.seconds}` }) });

  /** The page's output: rules in order, underlined ranges, score. */
  const shown = () =>
    page.evaluate(() => {
      const layer = document.querySelector(".underlines")!;
      const ranges: Record<string, [number, number]> = {};
      let at = 0;
      for (const node of layer.childNodes) {
        const end = at + node.textContent!.length;
        for (const finding of ((node as HTMLElement).dataset?.findings ?? "").split(" ").filter(Boolean))
          ranges[finding] = [ranges[finding]?.[0] ?? at, end];
        at = end;
      }
      return {
        rules: [...document.querySelectorAll(".findings .about")].map((row) => row.lastElementChild!.textContent),
        messages: [...document.querySelectorAll(".finding span")].map((text) =>
          [...text.childNodes]
            .map((part) => (part.nodeName === "CODE" ? `\`${part.textContent}\`` : part.textContent))
            .join(""),
        ),
        ranges: Object.values(ranges),
        score: document.querySelector(".score b")?.textContent,
        text: layer.textContent!.slice(0, -1),
      };
    });

  it.each([
    ["en-US", /The woman/],
    ["ja-JP", /女性/],
  ])("begins with an example that has findings, in the language of the browser: %s", async (locale, words) => {
    await open("", locale);
    const { rules, text } = await shown();
    expect(text).toMatch(words);
    expect(rules).toEqual(lintPrompt(text).messages.map(({ ruleId }) => ruleId));
    expect(new Set(rules).size).toBeGreaterThanOrEqual(3);
  });

  it("stays empty if the prompt was removed", async () => {
    await page.locator("#prompt").fill("");
    await open(new URL(page.url()).hash.slice(1));
    expect(await page.locator("#prompt").inputValue()).toBe("");
  });

  it("shows at each key what lintPrompt() says in Node of the text so far", async () => {
    await open("prompt=");
    for (const key of "Make it a video.") {
      await page.locator("#prompt").press(key === " " ? "Space" : key);
      const { text, rules } = await shown();
      expect(rules).toEqual(lintPrompt(text).messages.map(({ ruleId }) => ruleId));
    }
    expect(await page.locator("#prompt").inputValue()).toBe("Make it a video.");
  });

  it.each(prompts)("shows what lintPrompt() says in Node, under its words: %j", async (prompt, options) => {
    // The same page for all: a new fragment is a new state.
    await page.evaluate(
      (fragment) => {
        location.hash = fragment;
      },
      `${toFragment(options)}`,
    );
    await page.locator("#prompt").fill(prompt);
    const { messages, score } = lintPrompt(prompt, { preset: "recommended", ...options });
    expect(await shown()).toEqual({
      rules: messages.map(({ ruleId }) => ruleId),
      messages: messages.map(({ message }) => message),
      ranges: messages.map(({ range }) => range),
      score: `${score}`,
      text: prompt,
    });
  });

  it("compares prompts that have findings, and one that has none", () => {
    const counts = prompts.map(([prompt, options]) => lintPrompt(prompt, options).messages.length);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(5);
    expect(counts).toContain(0);
  });

  /**
   * Where letters of the text field stand cannot be asked for. A plain copy of the field, laid out by the browser with
   * the field's own computed style, says it: the words' boxes in it are those of `Range.getBoundingClientRect()`.
   */
  const places = () =>
    page.evaluate(() => {
      const field = document.querySelector<HTMLTextAreaElement>("#prompt")!;
      const copy = document.createElement("div");
      for (const name of getComputedStyle(field))
        copy.style.setProperty(name, getComputedStyle(field).getPropertyValue(name));
      const box = field.getBoundingClientRect();
      Object.assign(copy.style, {
        position: "absolute",
        top: `${box.top + scrollY}px`,
        left: `${box.left}px`,
        margin: "0",
      });
      copy.textContent = `${field.value}\u200b`;
      document.body.append(copy);
      copy.scrollTop = field.scrollTop;
      const text = copy.firstChild!;
      const rows = (list: Iterable<DOMRect>) =>
        [...list].map(({ x, y, width, height }) => [x, y, width, height].map((value) => Math.round(value * 2) / 2));
      let at = 0;
      const found: unknown[] = [];
      for (const node of document.querySelector(".underlines")!.childNodes) {
        const end = at + node.textContent!.length;
        if (node instanceof HTMLElement) {
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, end);
          const own = document.createRange();
          own.selectNodeContents(node);
          found.push({ words: node.textContent, is: rows(own.getClientRects()), should: rows(range.getClientRects()) });
        }
        at = end;
      }
      const { height } = copy.getBoundingClientRect();
      copy.remove();
      return {
        found: found as { words: string; is: number[][]; should: number[][] }[],
        height,
        field: box.height,
        top: field.scrollTop,
        all: field.scrollHeight,
      };
    });

  it("draws each underline where the words are, also on a narrow screen and while scrolling", async () => {
    const long = `${prompts[4]![0]}${prompts[3]![0]}\n`.repeat(6);
    for (const width of [900, 360]) {
      await open("seconds=4&preset=strict", "en-US", { width, height: 900 });
      await page.locator("#prompt").fill(long);
      for (const scroll of [0, 75]) {
        await page.locator("#prompt").evaluate((field, top) => {
          field.scrollTop = top;
        }, scroll);
        await page.waitForFunction((top) => document.querySelector(".underlines")!.scrollTop === top, scroll);
        const { found, height, field, top, all } = await places();
        expect(found.length).toBeGreaterThan(10);
        expect([height, top]).toEqual([field, scroll]);
        expect(all).toBeGreaterThan(field);
        // Chromium places the letters of two layers on fractions of a pixel of their own.
        for (const { words, is, should } of found) {
          const apart = should.flatMap((box, line) => box.map((side, at) => Math.abs(side - (is[line]?.[at] ?? 1e3))));
          expect(is, words).toHaveLength(should.length);
          expect(Math.max(...apart), `${words}: ${JSON.stringify(is)}, ${JSON.stringify(should)}`).toBeLessThan(1);
        }
      }
    }
  });

  it("applies a suggestion, fixes all, and takes both back with Ctrl+Z", async () => {
    const prompt = "A cat\u200b blinks slowly in the rain. --ar 16:9";
    await open();
    const field = page.locator("#prompt");
    await field.fill(prompt);
    await page.getByRole("button", { name: "Fix", exact: true }).first().click();
    expect(await field.inputValue()).toBe("A cat blinks slowly in the rain. --ar 16:9");
    await page.keyboard.press("Control+z");
    expect(await field.inputValue()).toBe(prompt);
    await page.getByRole("button", { name: "Fix all" }).click();
    expect(await field.inputValue()).toBe("A cat blinks slowly in the rain.");
    expect((await shown()).rules).toEqual([]);
    expect(await page.getByRole("button", { name: "Fix all" }).isVisible()).toBe(false);
  });

  it("is used by keyboard: an example, the place of a finding, the rule's page", async () => {
    await open();
    await page.getByRole("button", { name: "Make it a video." }).focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#prompt").inputValue()).toBe("Make it a video.");
    await page.getByRole("button", { name: /Show in the prompt/ }).focus();
    await page.keyboard.press("Enter");
    const selected = await page
      .locator("#prompt")
      .evaluate((field: HTMLTextAreaElement) => [
        document.activeElement === field,
        field.value.slice(field.selectionStart, field.selectionEnd),
      ]);
    expect(selected).toEqual([true, "Make it a video."]);
    expect(await page.locator(".about a").getAttribute("href")).toBe("rules/no-vague-request.html");
  });

  it("says the score to who cannot see it, once the typing rests", async () => {
    await open();
    await page.locator("#prompt").fill("動画にして");
    const status = page.getByRole("status").filter({ hasText: "Score 20 of 100. 1 error" });
    await status.waitFor({ state: "attached" });
    expect(await status.getAttribute("aria-live")).toBe("polite");
  });

  it("keeps everything in the address, so that a link shows the same", async () => {
    await open();
    await page.locator("#prompt").fill("10秒の動画。彼女は右を向く。\n100% & #1+1");
    await page.getByLabel("Rules").selectOption("strict");
    await page.getByLabel("Language of the findings").selectOption("en");
    await page.getByLabel("Model").selectOption("sora-2-pro");
    await page.getByLabel("Seconds").selectOption("8");
    await page.getByLabel("Size").selectOption("1280x720");
    const [before, address] = [await shown(), page.url()];
    expect(before.rules).toContain("param-conflict");
    await open(new URL(address).hash.slice(1));
    expect(await shown()).toEqual(before);
  });

  it("speaks Japanese to a Japanese browser, and can be switched", async () => {
    await open(`prompt=${encodeURIComponent("Make it a video.")}`, "ja-JP");
    expect(await page.getByText("エラー1件").isVisible()).toBe(true);
    await page.getByRole("button", { name: "English" }).click();
    expect(await page.getByText("1 error").isVisible()).toBe(true);
    expect(await page.locator("#prompt").inputValue()).toBe("Make it a video.");
  });

  it("never made a request, a line on the console, or markup of a prompt", () => {
    expect(complaints).toEqual([]);
  });
});
