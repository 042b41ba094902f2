import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { planFit } from "../../src/image/fit.js";
import { probeImage } from "../../src/image/probe.js";
import { checkFit, fetchImage, fitImage, readImageFile } from "../../src/platform/browser.js";
import * as nodePlatform from "../../src/platform/node/index.js";
import type { Platform } from "../../src/platform/platform.js";
import { failure, file } from "../image/helpers.js";

let png: Buffer;
beforeAll(async () => {
  png = await file("png", 20, 10);
});
afterEach(() => vi.unstubAllGlobals());

test("browser and Node export the same functions", () => {
  const here: Pick<Platform, "fetchImage" | "fitImage" | "readImageFile"> = { fetchImage, fitImage, readImageFile };
  expect(Object.keys(nodePlatform)).toEqual(expect.arrayContaining(Object.keys(here)));
});

test("readImageFile() › rejects with a hint", async () => {
  expect(await failure(readImageFile("photos/cat.jpg"))).toMatchObject({
    code: "image_runtime_unsupported",
    message: "photos/cat.jpg cannot be read: this runtime has no file system.",
    hint: expect.stringContaining("Pass bytes, a Blob or a File"),
  });
});

test("fitImage() and checkFit() › reject with the size that fits", async () => {
  const plan = planFit(probeImage(png), { width: 30, height: 15 }, { mode: "auto", match: "exact", alternatives: [] });
  const error = await failure(fitImage(png, plan, { name: "cat.png" }));
  expect(error).toMatchObject({
    code: "image_runtime_unsupported",
    hint: "Run on Node with sharp, or pass an upright image of exactly 30x15 pixels.",
  });
  expect(await failure(checkFit(plan, { name: "cat.png" }))).toEqual(error);
});

describe("fetchImage() › browser", () => {
  const url = (text: string) => new URL(text);

  test("the runtime's fetch, as a plain function", async () => {
    vi.stubGlobal("fetch", function (this: unknown) {
      expect(this === undefined || this === globalThis).toBe(true);
      return Promise.resolve(new Response(new Uint8Array(png)));
    });
    const { bytes } = await fetchImage(url("https://example.com/cat.png"));
    expect(Buffer.from(bytes).equals(png)).toBe(true);
  });

  test("addresses and local names are refused before anything is sent", async () => {
    const fetch = vi.fn();
    const hosts = [
      "127.0.0.1",
      "2130706433",
      "10.0.0.1",
      "8.8.8.8",
      "[::1]",
      "[2606:4700::1]",
      "localhost",
      "localhost.",
      "printer.local",
      "a.internal",
      "intranet",
    ];
    for (const host of hosts) {
      expect(await failure(fetchImage(url(`http://${host}/x`), { fetch }))).toMatchObject({
        code: "image_url_blocked",
      });
    }
    expect(await failure(fetchImage(url("http://user:pass@example.com/x"), { fetch }))).toMatchObject({
      code: "image_url_blocked",
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  test("allows hosts in allowPrivateHosts", async () => {
    const fetch = vi.fn(async () => new Response(new Uint8Array(png)));
    await fetchImage(url("http://localhost:8787/x"), { fetch, allowPrivateHosts: ["localhost:8787"] });
    expect(fetch).toHaveBeenCalledOnce();
  });

  test("redirects are judged, or refused if the runtime hides them", async () => {
    const toPrivate = async () => new Response(null, { status: 302, headers: { location: "http://10.0.0.1/" } });
    expect(await failure(fetchImage(url("https://example.com/"), { fetch: toPrivate }))).toMatchObject({
      code: "image_url_blocked",
    });
    const hidden = async () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
    expect(await failure(fetchImage(url("https://example.com/"), { fetch: hidden }))).toMatchObject({
      code: "image_url_failed",
      hint: "Pass the final URL.",
    });
  });
});
