import { execFile } from "node:child_process";
import type { Socket } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterEach, describe, expect, test, vi } from "vitest";
import { httpRequest } from "../../src/platform/node/http-request.js";
import { ConnectError, discardBody, type HttpResponse } from "../../src/utils/http-response.js";
import { rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { serve, serveSocket } from "../helpers/servers.js";
import { hasOpenssl, serveTls } from "../helpers/tls-server.js";

const get = (url: string, signal?: AbortSignal) => httpRequest(new URL(url), { headers: {}, signal });
/** A promise that is resolved from outside. */
function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const readText = ({ body }: HttpResponse) => text(body as AsyncIterable<Uint8Array>);

describe("a request", () => {
  test("arrives with its method, headers and body", async () => {
    await using server = await serve((_, response) => void response.end("ok"));
    const body = new TextEncoder().encode("これは本文です");
    await readText(
      await httpRequest(new URL(`${server.baseURL}/videos?a=1`), { method: "POST", headers: { "x-one": "1" }, body }),
    );
    const [request] = server.requests;
    expect(request).toMatchObject({ method: "POST", url: "/v1/videos?a=1", body: Buffer.from(body) });
    expect(request?.headers).toMatchObject({ "x-one": "1", "content-length": String(body.byteLength) });
    expect(request?.headers).not.toHaveProperty("transfer-encoding");
  });

  test.each([200, 404, 500])("resolves with the response of status %i", async (status) => {
    await using server = await serve((_, response) => {
      response.writeHead(status, "Some Words", { "x-request-id": "r1", "set-cookie": ["a=1", "b=2"] }).end("text");
    });
    const response = await get(`${server.baseURL}/videos`);
    expect(response).toMatchObject({
      status,
      statusText: "Some Words",
      ok: status === 200,
      url: `${server.baseURL}/videos`,
      redirected: false,
    });
    expect([response.headers.get("X-Request-Id"), response.headers.get("x-missing")]).toEqual(["r1", null]);
    const all: Record<string, string> = {};
    response.headers.forEach((value, name) => {
      all[name] = value;
    });
    expect(all).toMatchObject({ "x-request-id": "r1", "set-cookie": "a=1,b=2" });
    expect(await readText(response)).toBe("text");
  });

  test("follows no redirect", async () => {
    await using server = await serve((_, response) => void response.writeHead(302, { location: "/other" }).end());
    const response = await get(server.baseURL);
    expect([response.status, response.headers.get("location")]).toEqual([302, "/other"]);
    discardBody(response);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const)("decodes a body in %s", async (encoding, encode) => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": encoding }).end(encode(Buffer.from("decoded")));
    });
    expect(await readText(await get(server.baseURL))).toBe("decoded");
  });

  test.each([
    ["gzip", gzipSync(Buffer.from("decoded")).subarray(0, -8), "decoded"],
    ["gzip, br", brotliCompressSync(gzipSync(Buffer.from("decoded"))), "decoded"],
    ["gzip, identity", gzipSync(Buffer.from("decoded")), "decoded"],
    ["identity", Buffer.from("plain"), "plain"],
    ["unheard-of", Buffer.from("plain"), "plain"],
    ["gzip", Buffer.alloc(0), ""],
  ])("reads a body in %s that is not of the usual form", async (encoding, body, expected) => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": encoding }).write(body, () => response.end());
    });
    expect(await readText(await get(server.baseURL))).toBe(expected);
  });

  test("rejects in the reader for a body that is not in its encoding", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("plain");
    });
    await expect(readText(await get(server.baseURL))).rejects.toThrow("incorrect header check");
  });
});

describe("the connection", () => {
  /** The number of connections that `run` opens. */
  async function connectionsOf(status: number, body: string, run: (url: string) => Promise<void>) {
    const sockets = new Set<unknown>();
    await using server = await serve((_, response) => {
      sockets.add(response.socket);
      response.writeHead(status, status === 204 ? {} : { "content-length": body.length }).end(body);
    });
    await run(server.baseURL);
    return sockets.size;
  }

  test("is used again after a body that was read", async () => {
    const count = await connectionsOf(200, "text", async (url) => {
      for (let index = 0; index < 3; index += 1) await readText(await get(url));
    });
    expect(count).toBe(1);
  });

  test.each([204, 200])("is used again after a response of %i without a body, which nobody reads", async (status) => {
    const count = await connectionsOf(status, "", async (url) => {
      for (let index = 0; index < 3; index += 1) {
        expect((await get(url)).body).toBeNull();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    expect(count).toBe(1);
  });

  test("is closed with a body that is discarded", async () => {
    const closed = deferred();
    await using server = await serve((_, response) => {
      response.on("close", closed.resolve);
      response.write("endless");
    });
    discardBody(await get(server.baseURL));
    await closed.promise;
  });
});

describe("without a response", () => {
  const serverWithoutTls = async () => {
    const server = await serve((_, response) => void response.end());
    return {
      url: server.origin.replace("http:", "https:"),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };

  test("a refused connection is a ConnectError with the error of the socket as its cause", async () => {
    const server = await serve((_, response) => void response.end());
    await server[Symbol.asyncDispose]();
    const error = await rejection(get(server.baseURL));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ cause: { code: "ECONNREFUSED", syscall: "connect" } });
  });

  test("an unknown name is a ConnectError", async () => {
    const error = await rejection(get("http://nowhere.invalid/v1"));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ cause: { syscall: "getaddrinfo", hostname: "nowhere.invalid" } });
  });

  test("a server without TLS is a ConnectError", async () => {
    await using server = await serverWithoutTls();
    expect(await rejection(get(server.url))).toBeInstanceOf(ConnectError);
  });

  test("a connection that closes during the TLS handshake is a ConnectError", async () => {
    await using server = await serveSocket((socket) => socket.once("data", () => socket.destroy()));
    const error = await rejection(get(server.baseURL.replace("http:", "https:")));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ cause: { code: "ECONNRESET" } });
  });

  test.skipIf(!hasOpenssl)("a certificate that is not trusted is a ConnectError", async () => {
    await using server = await serveTls(() => {});
    const error = await rejection(get(`https://${server.place}`));
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
  });

  test("a connection that breaks after the request is not a ConnectError", async () => {
    await using server = await serveSocket((socket) => socket.once("data", () => socket.destroy()));
    const error = await rejection(get(server.baseURL));
    expect(error).not.toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ code: "ECONNRESET" });
  });

  test("a kept connection that breaks is not a ConnectError", async () => {
    let requests = 0;
    await using server = await serve((_, response) => {
      requests += 1;
      if (requests === 1) response.end("text");
      else response.socket?.destroy();
    });
    await readText(await get(server.baseURL));
    const error = await rejection(get(server.baseURL));
    expect(error).not.toBeInstanceOf(ConnectError);
    expect(requests).toBe(2);
  });

  describe("a connection that does not open", () => {
    afterEach(() => vi.useRealTimers());

    test("is a ConnectError after ten seconds", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const accepted = deferred();
      await using server = await serveSocket((socket) => socket.once("data", () => accepted.resolve()));
      const { host } = new URL(server.baseURL);
      const result = rejection(get(`https://${host}/v1`));
      await accepted.promise;
      vi.advanceTimersByTime(9_999);
      expect(await Promise.race([result, new Promise((resolve) => setImmediate(() => resolve("waits")))])).toBe(
        "waits",
      );
      vi.advanceTimersByTime(1);
      const error = await result;
      expect(error).toBeInstanceOf(ConnectError);
      expect(error).toMatchObject({ cause: { code: "ETIMEDOUT", message: expect.stringContaining(host) } });
    });
  });
});

test.each(["http://127.0.0.1:0/v1", "http://name:word@127.0.0.1:9/v1"])("%s is a ConnectError", async (url) => {
  expect(await rejection(get(url))).toBeInstanceOf(ConnectError);
});

test("an answer in another protocol rejects at once", async () => {
  await using server = await serveSocket((socket) => {
    socket.once("data", () =>
      socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    );
  });
  const error = await rejection(get(server.baseURL));
  expect(error).not.toBeInstanceOf(ConnectError);
  expect(String(error)).toContain("another protocol");
});

test("a header that cannot be sent is a ConnectError", async () => {
  const wrong = httpRequest(new URL("http://127.0.0.1:9/v1"), { headers: { "x-one": "\n" } });
  expect(await rejection(wrong)).toBeInstanceOf(ConnectError);
});

test("a refusal before the body is read ends the connection", async () => {
  const closed = deferred();
  const answered = deferred();
  let received = 0;
  await using server = await serveSocket((socket) => {
    socket.on("data", (chunk) => {
      received += chunk.length;
    });
    socket.once("data", () => {
      socket.pause();
      socket.write("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno");
      void answered.promise.then(() => socket.resume());
    });
    socket.once("close", closed.resolve);
  });
  const body = new Uint8Array(20_000_000);
  const response = await httpRequest(new URL(server.baseURL), { method: "POST", headers: {}, body });
  expect([response.status, await readText(response)]).toEqual([401, "no"]);
  answered.resolve();
  await closed.promise;
  expect(received).toBeLessThan(body.byteLength);
});

test("a kept connection that the server closed during a pause of the process is not used again", async () => {
  const sockets = new Set<Socket>();
  await using server = await serve((_, response) => {
    if (response.socket) sockets.add(response.socket);
    response.end("text");
  });
  await readText(await get(server.baseURL));
  // The event loop reads nothing of this before the next request begins.
  for (const socket of sockets) socket.destroy();
  await readText(await get(server.baseURL));
  expect(sockets.size).toBe(2);
});

describe("a signal", () => {
  const reason = new Error("the user stopped");

  test("that has fired sends nothing", async () => {
    await using server = await serve((_, response) => void response.end());
    expect(await rejection(get(server.baseURL, AbortSignal.abort(reason)))).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test("rejects with its reason before the response", async () => {
    const controller = new AbortController();
    await using server = await serve(() => controller.abort(reason));
    expect(await rejection(get(server.baseURL, controller.signal))).toBe(reason);
  });

  test("ends the body with its reason", async () => {
    const controller = new AbortController();
    await using server = await serve((_, response) => void response.write("some"));
    const response = await get(server.baseURL, controller.signal);
    const reading = rejection(readText(response));
    controller.abort(reason);
    expect(await reading).toBe(reason);
  });

  test("that fires while nobody reads ends the connection quietly", async () => {
    const controller = new AbortController();
    const closed = deferred();
    await using server = await serve((_, response) => {
      response.on("close", closed.resolve);
      response.write("some");
    });
    await get(server.baseURL, controller.signal);
    controller.abort(reason);
    await closed.promise;
  });
});

test("a body that breaks off rejects in its reader", async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("some", () => response.destroy());
  });
  await expect(readText(await get(server.baseURL))).rejects.toThrow("aborted");
});

describe("the choice between fetch and node:http", () => {
  /** What `program` prints in a process of its own. `find`: findHttpFetch(). */
  async function run(program: string): Promise<string> {
    await using folder = await emptyFolder();
    const outfile = join(folder.path, "program.mjs");
    const contents = `import { findHttpFetch as find } from "./src/platform/node/http-fetch.ts";\n${program}`;
    await build({
      stdin: { contents, resolveDir: join(import.meta.dirname, "../.."), loader: "ts" },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      external: ["undici"],
    });
    return (await promisify(execFile)(process.execPath, [outfile])).stdout.trim();
  }

  test.each([
    ["nothing has loaded undici", "", "http"],
    ["the global fetch was replaced", "globalThis.fetch = () => {};", "fetch"],
    ["the global fetch was wrapped", "const own = fetch; globalThis.fetch = (...given) => own(...given);", "fetch"],
    ["the global fetch is missing", "delete globalThis.fetch;", "fetch"],
    ["fetch was used", "await fetch('data:,');", "fetch"],
    ["the global dispatcher was set", "globalThis[Symbol.for('undici.globalDispatcher.1')] = {};", "fetch"],
    ["a later undici sets it", "globalThis[Symbol.for('undici.globalDispatcher.2')] = {};", "fetch"],
    ["it is a Proxy", "globalThis.fetch = new Proxy(fetch, {});", "fetch"],
    [
      "a wrapper shows the source of the original",
      "const own = fetch; globalThis.fetch = (...given) => own(...given); fetch.toString = () => String(own);",
      "fetch",
    ],
    [
      "all functions show the source of what they wrap",
      `const own = fetch; globalThis.fetch = function (...given) { return own(...given); };
       const show = Function.prototype.toString;
       Function.prototype.toString = function () { return show.call(this === fetch ? own : this); };`,
      "fetch",
    ],
    [
      "it is of another realm",
      "globalThis.fetch = (await import('node:vm')).runInNewContext('(function fetch(input, init = undefined) { /* internal/deps/undici/undici */ })');",
      "fetch",
    ],
    [
      "the requests of undici are observed",
      "(await import('node:diagnostics_channel')).subscribe('undici:request:create', () => {});",
      "fetch",
    ],
    ["a mock was removed", "const own = fetch; globalThis.fetch = () => {}; find(); globalThis.fetch = own;", "http"],
  ])("%s", async (_, before, expected) => {
    expect(await run(`${before}; console.log(find() ? "http" : "fetch");`)).toBe(expected);
  });

  test("a request loads no undici, and its idle connection does not keep the process alive", async () => {
    await using server = await serve((_, response) => void response.end("text"));
    const url = JSON.stringify(server.baseURL);
    const started = performance.now();
    const printed = await run(`
      const { body } = await find()(${url}, { headers: {} });
      for await (const _ of body);
      console.log(process.moduleLoadList.filter((name) => name.includes("undici")).length);`);
    expect(printed).toBe("0");
    expect(server.requests[0]?.headers["user-agent"]).toBe("ugoku");
    // The connection itself is kept for four seconds.
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});
