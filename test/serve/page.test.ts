// @module-tag slow
// @module-tag node-independent

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hasBrowserFor, launch } from "../helpers/browser.js";
import { createForm, serveProcess } from "./helpers.js";

// A browser and rendering processes are slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const hasBrowser = hasBrowserFor("opens the page (test/serve/page)");

/** Opens the page, and records its requests and errors. */
async function open(browser: Browser, home: string, login?: { username: string; password: string }) {
  const page = await browser.newPage(login && { httpCredentials: login });
  const origins = new Set<string>();
  const errors: string[] = [];
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(home);
  return { page, origins, errors };
}

const cards = (page: Page) => page.locator("#jobs > li");

describe.skipIf(!hasBrowser)("ugoku serve › the page in Chromium (skipped if Chromium is not installed)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test("shows new jobs, plays and deletes a clip, and escapes prompts", async () => {
    await using server = await serveProcess(["--quiet"]);
    const { page, origins, errors } = await open(browser, server.home);
    await page.locator("#empty").waitFor();
    expect(await page.locator("#use-curl").textContent()).toContain(`curl ${server.baseURL}/videos \\\n`);

    const hostile = `<img src="/nothing" onerror="document.title='run'"><script>document.title='run'</script>`;
    for (const prompt of ["The ball rolls to the left.", hostile]) {
      const body = await createForm({ prompt, size: "160x90" });
      expect((await fetch(`${server.baseURL}/videos`, { method: "POST", body })).status).toBe(200);
    }
    await expect.poll(() => cards(page).count(), { timeout: 20_000 }).toBe(2);
    expect(await cards(page).locator(".prompt").allTextContents()).toEqual([hostile, "The ball rolls to the left."]);
    expect(await cards(page).locator(".prompt *").count()).toBe(0);
    expect(await page.title()).toBe("ugoku serve");
    await expect
      .poll(() => cards(page).locator(".state").allTextContents(), { timeout: 40_000 })
      .toEqual(["Done", "Done"]);

    const playback = await cards(page)
      .last()
      .evaluate(async (card) => {
        const video = card.querySelector("video")!;
        video.muted = true;
        await video.play();
        await new Promise((resolve) => {
          video.ontimeupdate = () => video.currentTime > 0.2 && resolve(undefined);
        });
        const image = card.querySelector("img")!;
        return {
          at: video.currentTime,
          width: video.videoWidth,
          height: video.videoHeight,
          imageWidth: image.naturalWidth,
        };
      });
    expect(playback).toMatchObject({ width: 160, height: 90, imageWidth: 320 });
    expect(playback.at).toBeGreaterThan(0.2);

    // By keyboard: the focus moves to the button of the other job.
    await cards(page)
      .first()
      .getByRole("button", { name: /^Delete job video_/ })
      .press("Enter");
    await expect
      .poll(() => cards(page).locator(".prompt").allTextContents(), { timeout: 20_000 })
      .toEqual(["The ball rolls to the left."]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Delete");
    const { data } = (await (await fetch(`${server.baseURL}/videos`)).json()) as { data: object[] };
    expect(data).toHaveLength(1);

    expect([...origins]).toEqual([new URL(server.home).origin]);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("with a key, shows the error of a job, and a message when the server does not respond", async () => {
    await using server = await serveProcess(["--quiet", "--api-key", "key-for-this-test"]);
    const headers = { authorization: "Bearer key-for-this-test" };
    const body = await createForm({ prompt: "No image." });
    body.delete("input_reference");
    expect((await fetch(`${server.baseURL}/videos`, { method: "POST", body, headers })).status).toBe(200);

    const { page } = await open(browser, server.home, { username: "any", password: "key-for-this-test" });
    await page.getByText("There is no image, and the preview engine moves a camera over one.").waitFor();
    expect(await page.locator("#use-curl").textContent()).toContain('-H "Authorization: Bearer $KEY"');
    await server.stop();
    await page.getByText("Is ugoku serve still running?").waitFor();
    await page.close();
  });

  test("shows refused create requests with their reason, newest first, as text", async () => {
    await using server = await serveProcess(["--quiet"]);
    const { page, errors } = await open(browser, server.home);
    await page.locator("#empty").waitFor();
    expect(await page.locator("#refused").isHidden()).toBe(true);
    for (const size of ["1x1", "<b>wide</b>"]) {
      const body = await createForm({ size });
      expect((await fetch(`${server.baseURL}/videos`, { method: "POST", body })).status).toBe(400);
    }
    await page.locator("#refusals li").nth(1).waitFor();
    const [newest, oldest] = await page.locator("#refusals li").allTextContents();
    expect(newest).toMatch(/400 .*<b>wide<\/b>/);
    expect(oldest).toContain(
      "400 Invalid value: '1x1'. Supported values are: an even number of pixels from 16 to 4096",
    );
    expect(await page.locator("#refusals b").count()).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("another origin can neither create nor read jobs", async () => {
    await using server = await serveProcess(["--quiet"]);
    // Another port is another origin.
    await using other = await serveProcess(["--quiet"]);
    const page = await browser.newPage();
    // This page has no Content-Security-Policy.
    await page.goto(`${other.baseURL}/videos`);
    const outcome = await page.evaluate(async (base) => {
      const form = new FormData();
      form.append("prompt", "The ball rolls.");
      const send = (init: RequestInit) =>
        fetch(`${base}/videos`, init).then(
          () => "read",
          () => "failed",
        );
      return [
        await send({ method: "POST", body: form, mode: "no-cors" }),
        await send({ method: "POST", body: form }),
        await send({}),
      ];
    }, server.baseURL);
    expect(outcome.slice(1)).toEqual(["failed", "failed"]);
    const { data } = (await (await fetch(`${server.baseURL}/videos`)).json()) as { data: object[] };
    expect(data).toEqual([]);
    await page.close();
  });
});
