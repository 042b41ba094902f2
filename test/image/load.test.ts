import { createReadStream } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ImageInput } from "../../src/image/classify-input.js";
import { maxImageBytes } from "../../src/image/limits.js";
import { loadImage } from "../../src/image/load.js";
import { ImageError } from "../../src/utils/errors.js";
import { failure, file } from "./helpers.js";

let folder: string;
let png: Buffer;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ugoku-image-"));
  png = await file("png", 20, 10);
  path = join(folder, "my cat.png");
  await writeFile(path, png);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function loadBytes(input: ImageInput) {
  const loaded = await loadImage(input);
  if (loaded.kind !== "bytes") throw new Error(`it became a ${loaded.kind}`);
  return loaded;
}

async function* pieces(bytes: Uint8Array, size = 50): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

const exact = (bytes: Uint8Array) =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;

describe("loadImage() › accepts", () => {
  const forms: Record<string, () => unknown> = {
    "a path": () => path,
    "a relative path": () => relative(process.cwd(), path),
    "{ path }": () => ({ path }),
    "a file: URL": () => pathToFileURL(path),
    "a file: URL as a string": () => pathToFileURL(path).href,
    "{ url } with a file: URL": () => ({ url: pathToFileURL(path) }),
    "a link to a file": async () => {
      const link = join(folder, "link");
      await symlink(path, link).catch(() => {});
      return link;
    },
    "a Uint8Array": () => new Uint8Array(png),
    "a Buffer": () => png,
    "a slice of a larger buffer": () => new Uint8Array([1, 2, 3, ...png, 4]).subarray(3, 3 + png.length),
    "a Uint8ClampedArray": () => new Uint8ClampedArray(png),
    "a DataView": () => new DataView(exact(png)),
    "an ArrayBuffer": () => exact(png),
    "a SharedArrayBuffer": () => {
      const shared = new SharedArrayBuffer(png.length);
      new Uint8Array(shared).set(png);
      return shared;
    },
    "{ bytes }": () => ({ bytes: new Uint8Array(png) }),
    "{ bytes } with a wrong type: the bytes decide": () => ({ bytes: exact(png), type: "image/jpeg" }),
    "a Blob": () => new Blob([exact(png)], { type: "image/gif" }),
    "a File": () => new File([exact(png)], "photos/my cat.jpeg", { type: "image/jpeg" }),
    "a ReadableStream": () => new Blob([exact(png)]).stream(),
    "a Node stream": () => createReadStream(path, { highWaterMark: 40 }),
    "a Readable of pieces": () => Readable.from(pieces(png)),
    "an async iterable": () => pieces(png),
    "a stream of one piece": () => pieces(png, 1e6),
    "a data URL in base64": () => `data:image/png;base64,${png.toString("base64")}`,
    "a data URL whose type is wrong": () => `data:image/gif;base64,${png.toString("base64")}`,
    "a data URL without a type": () => `data:;base64,${png.toString("base64")}`,
    "a data URL in capitals": () => `DATA:image/png;BASE64,${png.toString("base64")}`,
    "a data URL with line breaks": () =>
      `data:image/png;base64,\n${png.toString("base64").replace(/.{76}/g, "$&\r\n")}`,
    "a data URL without padding": () => `data:image/png;base64,${png.toString("base64").replace(/=+$/, "")}`,
    "a data URL in the URL-safe alphabet": () => `data:image/png;base64,${png.toString("base64url")}`,
    "a data URL whose base64 is percent-encoded": () =>
      `data:image/png;base64,${encodeURIComponent(png.toString("base64"))}`,
    "a data URL that is percent-encoded": () =>
      `data:image/png,${[...png].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`,
    "a data URL as a URL": () => new URL(`data:image/png;base64,${png.toString("base64")}`),
  };
  for (const [name, make] of Object.entries(forms)) {
    test(name, async () => {
      const loaded = await loadBytes((await make()) as ImageInput);
      expect(Buffer.from(loaded.bytes).equals(png)).toBe(true);
      expect(loaded.probe).toMatchObject({ type: "image/png", width: 20, height: 10 });
      expect(loaded.fileName).toMatch(/^[^/]+\.png$|^link\.png$/);
    });
  }

  test("names", async () => {
    expect(await loadBytes(path)).toMatchObject({ name: path, fileName: "my cat.png" });
    expect(await loadBytes(new File([exact(png)], 'x"\r\ny.jpeg'))).toMatchObject({ fileName: "x___y.png" });
    expect(await loadBytes(png)).toMatchObject({ name: "The image", fileName: "image.png" });
    expect(await loadBytes(new Blob([exact(png)]))).toMatchObject({ name: "The Blob", fileName: "image.png" });
  });

  test("without Buffer, as in a browser, data URLs give the same bytes", async () => {
    const { Buffer: buffer } = globalThis;
    const url = `data:image/png;base64,${png.toString("base64")}`;
    try {
      Reflect.deleteProperty(globalThis, "Buffer");
      const loaded = await loadBytes(url);
      globalThis.Buffer = buffer;
      expect(buffer.from(loaded.bytes).equals(png)).toBe(true);
    } finally {
      globalThis.Buffer = buffer;
    }
  });

  test("references and file ids pass through", async () => {
    const url = "https://example.com/cat.png?sig=1";
    expect(await loadImage({ url, send: "reference" })).toEqual({ kind: "reference", url });
    expect(await loadImage({ url: new URL(url), send: "reference" })).toEqual({ kind: "reference", url });
    expect(await loadImage({ fileId: "file-123" })).toEqual({ kind: "file_id", fileId: "file-123" });
  });
});

describe("loadImage() › rejects with image_input_invalid", () => {
  const wrong: Record<string, [unknown, RegExp]> = {
    undefined: [undefined, /cannot be undefined/],
    null: [null, /cannot be null/],
    "a number": [42, /cannot be 42/],
    "an empty string": ["", /cannot be an empty string/],
    "an empty object": [{}, /cannot be an object/],
    "an array": [[1, 2], /cannot be an array of 2/],
    "a function": [() => {}, /cannot be a function/],
    "a Promise": [Promise.resolve("x"), /cannot be a Promise/],
    "a Response": [new Response("x"), /cannot be a Response/],
    "a Date": [new Date(), /cannot be a Date/],
    "two at once": [{ path: "a", url: "b" }, /not two/],
    "an empty path": [{ path: "" }, /\{ path \} cannot be ""/],
    "a NUL in a path": ["a\0b.png", /NUL/],
    "a path that is a number": [{ path: 1 }, /\{ path \} cannot be 1/],
    "an empty file id": [{ fileId: " " }, /\{ fileId \}/],
    "bytes that are text": [{ bytes: "abc" }, /\{ bytes \} cannot be "abc"/],
    "a relative URL": [{ url: "/cat.png" }, /not a valid URL/],
    "a broken URL": ["http://", /not a valid URL/],
    "ftp:": ["ftp://example.com/cat.png", /cannot be fetched by "ftp:"/],
    "s3:": ["s3://bucket/cat.png", /cannot be fetched by "s3:"/],
    "blob:": [new URL("blob:https://example.com/1"), /cannot be fetched by "blob:"/],
    "javascript:": [new URL("javascript:1"), /cannot be fetched/],
    "a wrong send": [{ url: "https://example.com/", send: "later" }, /\{ send \} cannot be "later"/],
    "a reference to a file": [{ url: "file:///x", send: "reference" }, /cannot be passed on/],
    "bare base64": ["iVBORw0KGgo".repeat(200), /looks like base64/],
    "a file: URL of another machine": ["file://server/cat.png", /does not name a file on this machine/],
    "a data URL without a comma": ["data:image/png;base64", /no comma/],
    "a data URL with other characters": ["data:image/png;base64,ab*d", /not base64/],
    "a truncated data URL": ["data:image/png;base64,abcde", /truncated/],
    "a data URL with a bad percent sign": ["data:image/png,%8", /percent sign/],
  };
  for (const [name, [input, message]] of Object.entries(wrong)) {
    test(name, async () => {
      const error = await failure(loadImage(input as ImageInput));
      expect(error).toBeInstanceOf(ImageError);
      expect(error.code).toBe("image_input_invalid");
      expect(error.message).toMatch(message);
    });
  }

  test("no data in a data URL", async () => {
    expect(await failure(loadImage("data:,"))).toMatchObject({ code: "image_empty" });
    expect(await failure(loadImage("data:image/svg+xml;utf8,<svg/>"))).toMatchObject({
      code: "image_type_unsupported",
    });
  });

  test("an error never shows the bytes of a data URL", async () => {
    const error = await failure(
      loadImage(`data:text/plain;base64,${Buffer.from("secret".repeat(20)).toString("base64")}`),
    );
    expect(`${error.message} ${error.hint}`).not.toContain("c2VjcmV0");
  });
});

describe("loadImage() › paths", () => {
  test("not there: the absolute path", async () => {
    const error = await failure(loadImage("no/such/cat.jpg"));
    expect(error).toMatchObject({
      code: "image_not_found",
      message: `There is no file at ${join(process.cwd(), "no/such/cat.jpg")}.`,
    });
    expect(error.hint).toContain("current folder");
    expect(await failure(loadImage(join(path, "cat.jpg")))).toMatchObject({ code: "image_not_found" });
    expect((await failure(loadImage("~/cat.jpg"))).hint).toContain("~");
  });
  test("a folder", async () => {
    expect(await failure(loadImage(folder))).toMatchObject({
      code: "image_not_a_file",
      message: `${folder} is a folder, not a file.`,
    });
  });
  test.skipIf(process.platform === "win32")("a device", async () => {
    expect(await failure(loadImage("/dev/zero"))).toMatchObject({ code: "image_not_a_file" });
  });
  test("an empty file", async () => {
    const empty = join(folder, "empty.png");
    await writeFile(empty, "");
    expect(await failure(loadImage(empty))).toMatchObject({
      code: "image_empty",
      message: `${empty} is empty (0 bytes).`,
    });
  });
  test("a page under an image's name", async () => {
    const page = join(folder, "page.jpg");
    await writeFile(page, "<!doctype html><title>Log in</title>");
    expect(await failure(loadImage(page))).toMatchObject({
      code: "image_type_unsupported",
      message: `${page} is an HTML page, not an image.`,
    });
  });
  test("too large: refused before it is read", async () => {
    const large = join(folder, "large.png");
    await writeFile(large, png);
    // As large as it says, without a byte on the disk: reading it would take long.
    await truncate(large, 200 * 1024 ** 3);
    const start = performance.now();
    const error = await failure(loadImage(large));
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(error).toMatchObject({ code: "image_too_large" });
    expect(error.message).toContain("has 214,748,364,800 bytes. The limit is 20,971,520 bytes (20 MiB).");
  });
  test("exactly the limit is read", async () => {
    const most = join(folder, "most.png");
    await writeFile(most, png);
    await truncate(most, maxImageBytes);
    expect((await loadBytes(most)).bytes.length).toBe(maxImageBytes);
    await truncate(most, maxImageBytes + 1);
    expect(await failure(loadImage(most))).toMatchObject({ code: "image_too_large" });
  });
  test("no permission", async ({ skip }) => {
    const secret = join(folder, "secret.png");
    await writeFile(secret, png);
    await chmod(secret, 0);
    // An administrator may read everything.
    if (process.getuid?.() === 0) skip();
    expect(await failure(loadImage(secret))).toMatchObject({
      code: "image_unreadable",
      message: expect.stringContaining("permission"),
    });
  });
  test("links in a circle", async () => {
    const circle = join(folder, "circle");
    await mkdir(circle, { recursive: true });
    await symlink(join(circle, "b"), join(circle, "a")).catch(() => {});
    await symlink(join(circle, "a"), join(circle, "b")).catch(() => {});
    expect(await failure(loadImage(join(circle, "a")))).toMatchObject({ code: "image_unreadable" });
  });
});

describe("loadImage() › byte limit and streams", () => {
  test("bytes", async () => {
    expect(await failure(loadImage(new Uint8Array(maxImageBytes + 1)))).toMatchObject({ code: "image_too_large" });
  });
  test("a Blob", async () => {
    expect(await failure(loadImage(new Blob([new Uint8Array(maxImageBytes + 1)])))).toMatchObject({
      code: "image_too_large",
    });
  });
  test("a data URL", async () => {
    const base64 = Buffer.alloc(maxImageBytes + 3).toString("base64");
    expect(await failure(loadImage(`data:image/png;base64,${base64}`))).toMatchObject({ code: "image_too_large" });
    expect(await failure(loadImage(`data:image/png,${"a".repeat(maxImageBytes + 1)}`))).toMatchObject({
      code: "image_too_large",
    });
  });
  test("an endless ReadableStream is cancelled", async () => {
    let pulled = 0;
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1 << 20;
        controller.enqueue(new Uint8Array(1 << 20));
      },
      cancel() {
        cancelled = true;
      },
    });
    const error = await failure(loadImage(stream));
    expect(error).toMatchObject({
      code: "image_too_large",
      message: expect.stringContaining("at least 22,020,096 bytes"),
    });
    expect(cancelled).toBe(true);
    expect(pulled).toBeLessThanOrEqual(maxImageBytes + (3 << 20));
  });
  test("an endless generator is closed", async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield new Uint8Array(1 << 20);
      } finally {
        closed = true;
      }
    }
    expect(await failure(loadImage(endless()))).toMatchObject({ code: "image_too_large" });
    expect(closed).toBe(true);
  });
  test("an endless Node stream is destroyed", async () => {
    const stream = new Readable({
      read() {
        this.push(Buffer.alloc(1 << 20));
      },
    });
    expect(await failure(loadImage(stream))).toMatchObject({ code: "image_too_large" });
    expect(stream.destroyed).toBe(true);
  });
  test("a stream that breaks off", async () => {
    async function* broken() {
      yield png.subarray(0, 100);
      throw new Error("the disk is gone");
    }
    const error = await failure(loadImage(broken()));
    expect(error).toMatchObject({ code: "image_unreadable", message: "The stream failed after 100 bytes." });
    expect(error.cause).toMatchObject({ message: "the disk is gone" });
  });
  test("a stream of text", async () => {
    expect(await failure(loadImage(createReadStream(path, "latin1") as never))).toMatchObject({
      code: "image_input_invalid",
      message: "The stream yields text, not bytes.",
    });
  });
  test("a stream that was read before", async () => {
    const web = new Blob([exact(png)]).stream();
    await loadImage(web);
    expect(await failure(loadImage(web))).toMatchObject({
      code: "image_input_invalid",
      message: expect.stringContaining("already been read"),
    });
    const node = createReadStream(path);
    await loadImage(node);
    expect(await failure(loadImage(node))).toMatchObject({ code: "image_input_invalid" });
  });
  test("a stream without a byte", async () => {
    expect(await failure(loadImage(pieces(new Uint8Array())))).toMatchObject({ code: "image_empty" });
  });
});

describe("loadImage() › signal", () => {
  const reason = new Error("enough");
  test("reads nothing if it is already aborted", async () => {
    for (const input of [path, png, "nowhere.png", new Blob([exact(png)]), "https://127.0.0.1:1/"]) {
      await expect(loadImage(input, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    }
  });
  test("cancels a stream that never yields", async () => {
    let cancelled: unknown;
    const silent = new ReadableStream<Uint8Array>({
      cancel(why) {
        cancelled = why;
      },
    });
    const node = new Readable({ read() {} });
    const iterable = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    for (const input of [silent, node, iterable]) {
      const controller = new AbortController();
      const loading = loadImage(input, { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 5);
      await expect(loading).rejects.toBe(reason);
    }
    expect(cancelled).toBe(reason);
    expect(node.destroyed).toBe(true);
  });
});
