// @module-tag slow
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { maxImageBytes } from "../../src/image/limits.js";
import { createImageLoader, loadImage } from "../../src/image/load.js";
import { fetchImage } from "../../src/platform/node/fetch-image.js";
import { failure, file, serve } from "../image/helpers.js";

let png: Buffer;
beforeAll(async () => {
  png = await file("png", 20, 10);
});

const allowPrivateHosts = ["127.0.0.1"];

describe("fetchImage()", () => {
  test("an image, by string, URL and { url }", async () => {
    await using server = await serve((request, response) => {
      expect(request.headers["user-agent"]).toBe("ugoku");
      expect(request.headers.accept).toContain("image/png");
      response.end(png);
    });
    const url = `${server.origin}/photos/cat.jpg?signature=secret`;
    for (const input of [url, new URL(url), { url }, { url: new URL(url), send: "fetch" as const }]) {
      const loaded = await loadImage(input, { allowPrivateHosts });
      expect(loaded).toMatchObject({
        kind: "bytes",
        name: `${server.origin}/photos/cat.jpg`,
        fileName: "cat.png",
        probe: { width: 20 },
      });
      expect(loaded.kind === "bytes" && Buffer.from(loaded.bytes).equals(png)).toBe(true);
    }
    await expect.poll(() => server.open()).toBe(0);
  });

  test("redirects, up to five", async () => {
    await using server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end(png);
      else response.writeHead([301, 302, 303, 307, 308][left % 5]!, { location: `/${left - 1}` }).end("elsewhere");
    });
    expect(await loadImage(`${server.origin}/5`, { allowPrivateHosts })).toMatchObject({ kind: "bytes" });
    expect(await failure(loadImage(`${server.origin}/6`, { allowPrivateHosts }))).toMatchObject({
      code: "image_url_failed",
      message: `${server.origin}/6 redirects more than 5 times.`,
    });
  });

  test("rejects a redirect without a valid target", async () => {
    await using server = await serve((request, response) => {
      response.writeHead(302, request.url === "/none" ? {} : { location: "http://" }).end();
    });
    expect(await failure(loadImage(`${server.origin}/none`, { allowPrivateHosts }))).toMatchObject({
      message: expect.stringContaining("no location"),
    });
    expect(await failure(loadImage(`${server.origin}/bad`, { allowPrivateHosts }))).toMatchObject({
      message: expect.stringContaining("invalid URL"),
    });
  });

  test("a redirect to a file, or with a password, is refused", async () => {
    await using server = await serve((request, response) => {
      const location = request.url === "/file" ? "file:///etc/passwd" : `http://user:pass@127.0.0.1:${server.port}/x`;
      response.writeHead(302, { location }).end();
    });
    for (const path of ["/file", "/password"]) {
      expect(await failure(loadImage(server.origin + path, { allowPrivateHosts }))).toMatchObject({
        code: "image_url_blocked",
      });
    }
    expect(server.requests).toEqual(["/file", "/password"]);
  });

  test("gzip", async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(png));
    });
    expect(await loadImage(`${server.origin}/cat.png`, { allowPrivateHosts })).toMatchObject({ probe: { width: 20 } });
  });

  test("gzip that unpacks to more than the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await using server = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    expect(await failure(loadImage(`${server.origin}/cat.png`, { allowPrivateHosts }))).toMatchObject({
      code: "image_too_large",
    });
    await expect.poll(() => server.open()).toBe(0);
  });

  test("reports the status", async () => {
    await using server = await serve((request, response) =>
      response.writeHead(Number(request.url?.slice(1))).end("no"),
    );
    expect(await failure(loadImage(`${server.origin}/404`, { allowPrivateHosts }))).toMatchObject({
      code: "image_url_failed",
      status: 404,
      retryable: false,
      hint: "Check the address in a browser, or download the image and pass the file.",
      message: `${server.origin}/404 responds with 404 Not Found.`,
    });
    expect(await failure(loadImage(`${server.origin}/403`, { allowPrivateHosts }))).toMatchObject({
      hint: expect.stringContaining("credentials"),
    });
    expect(await failure(loadImage(`${server.origin}/503`, { allowPrivateHosts }))).toMatchObject({
      status: 503,
      retryable: true,
    });
  });

  test("a page instead of a picture", async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "image/jpeg" }).end("<!doctype html><title>Log in</title>");
    });
    expect(await failure(loadImage(`${server.origin}/cat.jpg`, { allowPrivateHosts }))).toMatchObject({
      code: "image_url_failed",
      message: `${server.origin}/cat.jpg returns an HTML page, not an image.`,
    });
  });

  test.each<[string, string | Buffer, string]>([
    ["an SVG", '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/"/></svg>', "image/svg+xml"],
    ["an SVG behind its declaration", '<?xml version="1.0"?><!DOCTYPE svg><svg/>', "image/png"],
    ["a JSON answer", '{"AccessKeyId":"AKIA","SecretAccessKey":"x"}', "image/png"],
    ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----", "image/jpeg"],
    ["a password file", "root:x:0:0:root:/root:/bin/bash", "image/jpeg"],
    ["a Redis answer", "-ERR unknown command 'GET'", "image/webp"],
    ["a PDF", "%PDF-1.7", "image/jpeg"],
    ["a GIF", "GIF89a\x01\x00\x01\x00", "image/jpeg"],
    ["the first bytes of a PNG and no more", Buffer.from("89504e470d0a1a0a", "hex"), "image/png"],
  ])("%s instead of a picture is refused, and not repeated, whatever it calls itself", async (_, answer, type) => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { "content-type": type }).end(answer);
    });
    const error = await failure(loadImage(`${server.origin}/cat.png`, { allowPrivateHosts }));
    expect(["image_type_unsupported", "image_url_failed", "image_truncated"]).toContain(error.code);
    expect(JSON.stringify(error)).not.toMatch(/AKIA|PRIVATE|root|unknown command/);
  });

  test("a picture that is called a page: the bytes decide", async () => {
    await using server = await serve((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(png),
    );
    expect(await loadImage(server.origin, { allowPrivateHosts })).toMatchObject({ fileName: "image.png" });
  });

  test("nothing", async () => {
    await using server = await serve((request, response) =>
      response.writeHead(request.url === "/204" ? 204 : 200).end(),
    );
    for (const path of ["/204", "/200"]) {
      expect(await failure(loadImage(server.origin + path, { allowPrivateHosts }))).toMatchObject({
        code: "image_empty",
      });
    }
  });

  test("an endless body is cut off at the limit, and the connection closed", async () => {
    let sent = 0;
    await using server = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 16))) sent += 1 << 16;
      };
      response.on("drain", more);
      more();
    });
    expect(await failure(loadImage(`${server.origin}/endless`, { allowPrivateHosts }))).toMatchObject({
      code: "image_too_large",
    });
    await expect.poll(() => server.open()).toBe(0);
    // What the sockets' buffers hold on top is the system's choice.
    expect(sent).toBeLessThan(maxImageBytes + (16 << 20));
  });

  test("a length above the limit is refused before the body", async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { "content-length": String(maxImageBytes + 1) });
      response.write("x");
    });
    const error = await failure(loadImage(`${server.origin}/x`, { allowPrivateHosts }));
    expect(error).toMatchObject({ code: "image_too_large", message: expect.stringContaining("20,971,521") });
    await expect.poll(() => server.open()).toBe(0);
  });

  test("a body that breaks off", async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write(png.subarray(0, 100), () => response.destroy());
    });
    expect(await failure(loadImage(`${server.origin}/x`, { allowPrivateHosts }))).toMatchObject({
      code: "image_url_failed",
      retryable: true,
    });
  });

  test("reports a refused connection", async () => {
    const server = await serve(() => {});
    await server[Symbol.asyncDispose]();
    expect(await failure(loadImage(`${server.origin}/x`, { allowPrivateHosts }))).toMatchObject({
      code: "image_url_failed",
      retryable: true,
      message: `${server.origin}/x could not be fetched (ECONNREFUSED).`,
    });
  });

  test("a name that does not resolve", async () => {
    const lookup = () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));
    expect(await failure(fetchImage(new URL("https://nowhere.example/x.png"), { lookup }))).toMatchObject({
      code: "image_url_failed",
      message: "https://nowhere.example/x.png could not be fetched (ENOTFOUND).",
    });
    expect(await failure(fetchImage(new URL("https://nowhere.example/"), { lookup: async () => [] }))).toMatchObject({
      code: "image_url_failed",
    });
  });

  test("a server that never answers, or stops in between", async () => {
    await using server = await serve((request, response) => {
      if (request.url === "/half") response.writeHead(200).write(png.subarray(0, 50));
      if (request.url === "/drip") {
        response.writeHead(200);
        const timer = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(timer));
      }
    });
    const url = (path: string) => new URL(server.origin + path);
    for (const path of ["/never", "/half"]) {
      expect(await failure(fetchImage(url(path), { allowPrivateHosts, stall: 100 }))).toMatchObject({
        code: "image_url_failed",
        retryable: true,
        message: `${server.origin}${path} did not send a byte for 100 ms.`,
      });
    }
    expect(await failure(loadImage(url("/drip"), { allowPrivateHosts, timeout: 1_000 }))).toMatchObject({
      code: "image_url_failed",
      message: `${server.origin}/drip did not send the image within 1000 ms.`,
    });
    await expect.poll(() => server.open()).toBe(0);
  });

  test("redirects share one time limit, and their bodies are not waited for", async () => {
    await using server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      const send = () => {
        response.writeHead(302, { location: `/${left - 1}` });
        // Never ends.
        response.write("elsewhere");
      };
      if (left === 0) response.end(png);
      else setTimeout(send, 100);
    });
    const load = (hops: number, timeout: number) =>
      loadImage(`${server.origin}/${hops}`, { allowPrivateHosts, timeout });
    expect(await load(2, 10_000)).toMatchObject({ probe: { width: 20 } });
    expect(await failure(load(5, 250))).toMatchObject({
      code: "image_url_failed",
      message: `${server.origin}/5 did not send the image within 250 ms.`,
    });
    await expect.poll(() => server.open()).toBe(0);
  });

  test("accepts an infinite timeout", async () => {
    await using server = await serve((_request, response) => void setTimeout(() => response.end(png), 30));
    const options = { allowPrivateHosts, timeout: Number.POSITIVE_INFINITY, stall: 2 ** 40 };
    expect((await fetchImage(new URL(server.origin), options)).bytes).toHaveLength(png.length);
  });

  test("a signal ends it at once, and closes the connection", async () => {
    await using server = await serve(() => {});
    const controller = new AbortController();
    const reason = new Error("enough");
    const loading = loadImage(`${server.origin}/never`, { allowPrivateHosts, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(loading).rejects.toBe(reason);
    await expect.poll(() => server.open()).toBe(0);
  });

  test("uses a custom fetch for each hop", async () => {
    const seen: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      seen.push(String(input));
      expect(init?.redirect).toBe("manual");
      return seen.length === 1
        ? new Response(null, { status: 302, headers: { location: "https://cdn.example/b.png" } })
        : new Response(new Uint8Array(png));
    };
    expect(await loadImage("https://example.com/a.png", { fetch })).toMatchObject({ probe: { width: 20 } });
    expect(seen).toEqual(["https://example.com/a.png", "https://cdn.example/b.png"]);
  });
});

describe("createImageLoader()", () => {
  test("a URL is fetched once, also by several at once", async () => {
    await using server = await serve((_request, response) => void setTimeout(() => response.end(png), 30));
    const load = createImageLoader(`${server.origin}/cat.png`);
    const [first, second] = await Promise.all([load({ allowPrivateHosts }), load({ allowPrivateHosts })]);
    expect(first).toBe(second);
    expect(await load({ allowPrivateHosts })).toBe(first);
    expect(server.requests).toHaveLength(1);
  });

  test("a stream is read once", async () => {
    const load = createImageLoader(new Blob([new Uint8Array(png)]).stream());
    expect(await load()).toBe(await load());
  });

  test("a failure is not kept", async () => {
    await using server = await serve((_request, response) => {
      if (server.requests.length === 1) response.writeHead(503).end();
      else response.end(png);
    });
    const load = createImageLoader(`${server.origin}/cat.png`);
    expect(await failure(load({ allowPrivateHosts }))).toMatchObject({ status: 503 });
    expect(await load({ allowPrivateHosts })).toMatchObject({ kind: "bytes" });
  });

  test("a stream's failure stays what it was", async () => {
    const load = createImageLoader(new Blob(["<!doctype html>"]).stream());
    expect(await failure(load())).toMatchObject({ code: "image_type_unsupported" });
    expect(await failure(load())).toMatchObject({ code: "image_type_unsupported" });
  });

  test("an aborted caller does not stop the others", async () => {
    await using server = await serve((_request, response) => void setTimeout(() => response.end(png), 100));
    const load = createImageLoader(`${server.origin}/cat.png`);
    const controller = new AbortController();
    const leaving = load({ allowPrivateHosts, signal: controller.signal });
    const staying = load({ allowPrivateHosts });
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 20);
    await expect(leaving).rejects.toBe(reason);
    expect(await staying).toMatchObject({ kind: "bytes" });
    expect(server.requests).toHaveLength(1);
  });

  test("stops when the last caller aborts, and starts again for the next", async () => {
    await using server = await serve((_request, response) => {
      if (server.requests.length > 1) response.end(png);
    });
    const load = createImageLoader(`${server.origin}/cat.png`);
    const reason = new Error("enough");
    const callers = [new AbortController(), new AbortController()];
    const calls = Promise.allSettled(callers.map(({ signal }) => load({ allowPrivateHosts, signal })));
    await expect.poll(() => server.requests.length).toBe(1);
    for (const caller of callers) {
      expect(await server.open()).toBe(1);
      caller.abort(reason);
    }
    for (const { status } of await calls) expect(status).toBe("rejected");
    await expect.poll(() => server.open()).toBe(0);
    expect(await load({ allowPrivateHosts })).toMatchObject({ kind: "bytes" });
    expect(server.requests).toHaveLength(2);
  });

  test("a stream whose reading was aborted cannot be used again", async () => {
    const load = createImageLoader(
      new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(9)) }),
    );
    await expect(load({ signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: "TimeoutError" });
    expect(await failure(load())).toMatchObject({
      code: "image_input_invalid",
      message: expect.stringContaining("already been read"),
    });
  });

  test("an invalid input rejects and does not throw", async () => {
    const load = createImageLoader(42 as never);
    expect(await failure(load())).toMatchObject({ code: "image_input_invalid" });
  });
});
