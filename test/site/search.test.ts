// @module-tag slow
// @module-tag node-independent

import { readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { Application } from "typedoc";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { searchOf } from "../../scripts/docs/check-search.mjs";
import { startPage } from "../../scripts/docs/pages.mjs";
import { hasBrowserFor, launch } from "../helpers/browser.js";
import { emptyFolder, type Folder } from "../helpers/folders.js";

const root = resolve(import.meta.dirname, "../..");
const hasBrowser = hasBrowserFor("searches the site (test/site/search)");

// A small API, so that the build is a matter of seconds; the pages found are the real ones.
const sources = {
  "api.ts": `
/** It is not known whether a job exists: submit_uncertain. */
export class SubmitUncertainError extends Error {}
/** What it is paid with, at most once. */
export interface Obscure { /** Paid at most once. */ once: string; }
/** A name that is wider than a phone. */
export interface SettingsOfSomethingThatHasAVeryLongName<Version> { version: Version; }
/** Deep down there is as little room as on a phone. */
export const table: { outer: { middle: { inner: {
  mostSpokenWordsPerSecond: "https://developers.openai.com/api/docs/models/sora";
} } } } = {} as never;`,
  "other.ts": "/** Another entry point. */ export const other = 1;",
  "tsconfig.json": JSON.stringify({
    compilerOptions: { target: "es2022", skipLibCheck: true, types: [] },
    include: ["*.ts"],
  }),
};

/** Those that the search is asked for, and those with much code in lines and tables. */
const documents = [
  "README.md",
  ...["docs/errors.md", "docs/reliability.md", "docs/guides/testing.md", "README.ja.md"],
  ...["CHANGELOG.md", "docs/servers.md", "docs/models.md", "docs/guides/your-own-client.md"],
];

describe.skipIf(!hasBrowser)(
  "the site's search and pages in Chromium (skipped where Chromium is not installed)",
  () => {
    let app: Browser;
    let page: Page;
    let folder: Folder;
    const complaints: string[] = [];

    beforeAll(async () => {
      folder = await emptyFolder();
      for (const [name, text] of Object.entries(sources)) await writeFile(join(folder.path, name), text);
      const typedoc = await Application.bootstrapWithPlugins({
        plugin: [join(root, "scripts/docs/typedoc-plugin.mjs")],
        tsconfig: join(folder.path, "tsconfig.json"),
        entryPoints: [join(folder.path, "api.ts"), join(folder.path, "other.ts")],
        projectDocuments: documents.map((path) => join(root, path)),
        customCss: join(root, "docs/site/site.css"),
        readme: join(root, startPage),
        disableSources: true,
        // Only some pages are here: their links to others are followed in the whole site.
        logLevel: "Error",
      });
      const project = await typedoc.convert();
      if (!project) throw new Error("TypeDoc made nothing of the sources.");
      await typedoc.generateDocs(project, join(folder.path, "site"));
      app = await launch();
      page = await app.newPage({ viewport: { width: 1000, height: 800 } });
      page.setDefaultTimeout(10_000);
      page.on("pageerror", (error) => complaints.push(error.message));
    }, 60_000);
    afterAll(async () => {
      await app?.close();
      await folder?.[Symbol.asyncDispose]();
    });

    const toUrl = (path: string) => pathToFileURL(join(folder.path, "site", path)).href;

    /** Opens the search as a reader of the keyboard does, types, and says what is listed. */
    async function search(typed: string): Promise<{ path: string; text: string }[]> {
      if ((await page.locator("#tsd-search[open]").count()) === 0) {
        await page.goto(toUrl("errors.html"));
        // TypeDoc hides the page until its script has run; what is hidden takes no key.
        await page.locator("h1#errors").waitFor();
        await page.keyboard.press("/");
        await page.locator("#tsd-search-input:focus").waitFor();
        // Until the index is read, nothing is listed.
        await page.waitForFunction(() => document.querySelector("#tsd-search-status")?.textContent === "");
      }
      // The list is written anew some time after the last key: the old one must not be taken for it.
      await page.evaluate(() => {
        for (const id of ["tsd-search-results", "tsd-search-status"]) document.getElementById(id)!.innerHTML = "";
      });
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(typed);
      await page.locator("#tsd-search-results li, #tsd-search-status div").first().waitFor();
      const links = await page.$$eval("#tsd-search-results a", (found) =>
        found.map((link) => ({ href: (link as HTMLAnchorElement).href, text: link.textContent ?? "" })),
      );
      const site = toUrl("index.html").replace("index.html", "");
      return links.map(({ href, text }) => ({
        path: decodeURI(href.replace(site, "")),
        text: text.replace(/\s+/g, " ").trim(),
      }));
    }

    it("finds Japanese; ↓ and Enter open the result", async () => {
      for (const typed of ["カメラ", "カメラは固定", "動画", "リンター"])
        expect(
          (await search(typed)).map(({ path }) => path),
          typed,
        ).toContain("guides/prompt-that-moves.ja.html");
      const [first] = await search("カメラ 動画 リンター README");
      expect(first?.text).toMatch(/日本語/);
      expect((await search("クイックスタート"))[0]).toEqual({
        path: "README.ja.html#クイックスタート",
        text: "概要 (日本語) › クイックスタート",
      });
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL(/README\.ja\.html#/);
      expect(decodeURI(page.url())).toBe(`${toUrl("README.ja.html")}#クイックスタート`);
      expect(complaints).toEqual([]);
    });

    it("finds the section of an error code; ↓ and ↑ move through the list", async () => {
      const [first, second] = await search("submit_uncertain");
      expect(first).toEqual({ path: "errors.html#submit_uncertain", text: "Errors › submit_uncertain" });
      const chosen = () => page.locator('#tsd-search-results [aria-selected="true"] a').getAttribute("href");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      expect(await chosen()).toContain(second?.path);
      await page.keyboard.press("ArrowUp");
      expect(await chosen()).toContain(first?.path);
      await page.keyboard.press("Enter");
      await page.waitForURL(/#submit_uncertain$/);
      // It was the page that was open: nothing may lie over it.
      await page.locator("#tsd-search[open]").waitFor({ state: "detached" });
      await page.locator("#tsd-overlay").waitFor({ state: "detached" });
      expect(await page.locator("#submit_uncertain").isVisible()).toBe(true);
      expect(complaints).toEqual([]);
    });

    it("ranks the page of a topic above types, and types above pages that mention them", async () => {
      const once = await search("at most once");
      expect(once[0]?.path).toBe("reliability.html");
      expect(once.slice(0, 3).map(({ path }) => path)).not.toContain("interfaces/api.Obscure.html");
      expect((await search("Obscure")).map(({ text }) => text).slice(0, 1)).toEqual(["api.Obscure"]);
      expect((await search("SubmitUncertainError"))[0]?.path).toBe("classes/api.SubmitUncertainError.html");
      // The order is this search's own, to the last line.
      const { find } = searchOf(join(folder.path, "site"));
      for (const typed of ["submit", "the", "what"])
        expect(
          (await search(typed)).map(({ path }) => path),
          typed,
        ).toEqual(find(typed).slice(0, 10).map(decodeURI));
      expect((await search("submit uncertain"))[0]?.path).toBe("errors.html#submit_uncertain");
    });

    it("shows the file name above the code of an example", async () => {
      await page.goto(toUrl("guides/testing.html"));
      const shown = page.locator("p.file-name:has(+ pre)");
      await shown.first().waitFor();
      expect(await shown.allTextContents()).toEqual(["animate-product.test.ts"]);
    });

    it("no page is wider than a phone, code scrolls, and tables do not break short names", async () => {
      // With its script TypeDoc shows the page later, and no wider.
      const phone = await app.newPage({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
      const all = (await readdir(join(folder.path, "site"), { recursive: true })).filter((path) =>
        path.endsWith(".html"),
      );
      expect(all.length).toBeGreaterThan(documents.length + 4);
      for (const path of all) {
        await phone.goto(toUrl(path));
        await phone.locator("h1").first().waitFor();
        expect(await phone.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
      }
      await phone.goto(toUrl("README.html"));
      const blocks = await phone.$$eval("pre > code", (codes) =>
        codes.map((code) => ({
          wraps: getComputedStyle(code).whiteSpace,
          scrolls: code.scrollWidth > code.clientWidth,
        })),
      );
      expect(new Set(blocks.map(({ wraps }) => wraps))).toEqual(new Set(["pre"]));
      expect(blocks.filter(({ scrolls }) => scrolls).length).toBeGreaterThan(3);
      await phone.goto(toUrl("variables/api.table.html"));
      const signature = phone.locator(".tsd-signature").first();
      await signature.waitFor();
      expect(await signature.evaluate((code) => code.scrollWidth > code.clientWidth)).toBe(true);
      await phone.goto(toUrl("servers.html"));
      const name = phone.locator("td code", { hasText: /^openrouter$/ }).first();
      await name.waitFor();
      expect(await name.evaluate((code) => code.getClientRects().length)).toBe(1);
      await phone.close();
    });

    it("reports that nothing was found, for any characters", async () => {
      for (const typed of ["qqqq", "<b>qqqq</b>", "カメラ qqqq"]) {
        expect(await search(typed), typed).toEqual([]);
        expect(await page.locator("#tsd-search-status").textContent()).toContain(typed);
      }
      for (const typed of ["errors:", '"once"', "once~1", "^once", "(once"]) await search(typed);
      expect(complaints).toEqual([]);
    });
  },
);
