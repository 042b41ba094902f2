import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { RequestError, UgokuError, WebhookError } from "../../src/index.js";
import { signWebhook, verifyWebhook, type WebhookHeaders } from "../../src/webhook.js";
import { failure } from "../helpers/failure.js";
import { body, hmac, incoming, now, payload, published, seconds, secret, toKey } from "./helpers.js";

const options = { now };
const other = `whsec_${Buffer.from("another secret of 24 byt").toString("base64")}`;
const invalid = { name: "WebhookError", code: "webhook_invalid", retryable: false };

describe("Standard Webhooks test vector", () => {
  test("is what Node's own HMAC gives", () => {
    const { id, timestamp, body: text, signature } = published;
    expect(`v1,${hmac(toKey(secret), id, timestamp, text)}`).toBe(signature);
  });

  test("signWebhook() gives it", async () => {
    const { id, timestamp } = published;
    const expected = {
      body: published.body,
      headers: {
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": published.signature,
        "content-type": "application/json",
      },
    };
    expect(await signWebhook(published.body, secret, { id, timestamp })).toEqual(expected);
    expect(await signWebhook(published.body, secret, { id, timestamp: new Date(timestamp * 1000 + 999) })).toEqual(
      expected,
    );
  });

  test("verifyWebhook() takes its signature, and then misses a video in it", async () => {
    const headers = {
      "webhook-id": published.id,
      "webhook-timestamp": String(published.timestamp),
      "webhook-signature": published.signature,
    };
    const at = { now: published.timestamp * 1000 };
    const error = await failure(verifyWebhook({ body: published.body, headers }, secret, at));
    expect(error).toMatchObject({ ...invalid, message: "The webhook's type is undefined." });
    const forged = { ...headers, "webhook-signature": published.signature.replace("g0h", "g1h") };
    expect((await failure(verifyWebhook({ body: published.body, headers: forged }, secret, at))).message).toContain(
      "signature",
    );
  });
});

describe("verifyWebhook() › accepts", () => {
  test("a webhook with additional fields as a typed event", async () => {
    const sent = payload({ data: { id: "video_1", expires_at: 7 }, account: "acme" });
    const event = await verifyWebhook(incoming(JSON.stringify(sent)), secret, options);
    expect(event).toMatchObject({
      type: "video.completed",
      id: "evt_1",
      webhookId: "msg_1",
      createdAt: new Date((seconds - 2) * 1000),
      data: { id: "video_1", expires_at: 7 },
      raw: sent,
    });
    const failed = await verifyWebhook(incoming(JSON.stringify(payload({ type: "video.failed" }))), secret, options);
    expect(failed.type).toBe("video.failed");
  });

  test.each<[string, (headers: Record<string, string>) => WebhookHeaders]>([
    ["a plain object", (headers) => headers],
    ["names in capitals", (headers) => mapNames(headers, (name) => name.toUpperCase())],
    [
      "Title-Case",
      (headers) => mapNames(headers, (name) => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())),
    ],
    [
      "lists, as Node has them",
      (headers) => Object.fromEntries(Object.entries(headers).map(([name, v]) => [name, [v]])),
    ],
    ["Headers", (headers) => new Headers(headers)],
    ["pairs", (headers) => Object.entries(headers)],
    ["a Map", (headers) => new Map(Object.entries(headers))],
    ["others beside them", (headers) => ({ ...headers, host: "a.example", "set-cookie": ["a", "b"], te: undefined })],
  ])("passes with its headers as %s", async (_, form) => {
    const { headers } = incoming();
    expect(await verifyWebhook({ body, headers: form(headers) }, secret, options)).toMatchObject({ id: "evt_1" });
  });

  test.each<[string, string | Uint8Array | ArrayBuffer]>([
    ["a string", body],
    ["a Buffer", Buffer.from(body)],
    ["a part of a larger Buffer", Buffer.from(`xx${body}yy`).subarray(2, 2 + body.length)],
    ["an ArrayBuffer", new TextEncoder().encode(body).buffer],
  ])("passes with its body as %s", async (_, form) => {
    expect(await verifyWebhook({ ...incoming(), body: form }, secret, options)).toMatchObject({ id: "evt_1" });
  });

  test("passes as a Request", async () => {
    const request = new Request("https://app.example/hooks", { method: "POST", ...incoming() });
    expect(await verifyWebhook(request, secret, options)).toMatchObject({ id: "evt_1", webhookId: "msg_1" });
  });

  test("is judged by its bytes: a byte order mark, Japanese and odd spaces stay what they are", async () => {
    const text = `\uFEFF  ${JSON.stringify(payload({ note: "動く 🎬" }), null, 3)}\r\n`;
    for (const request of [
      incoming(Buffer.from(text)),
      incoming(text),
      new Request("https://a.example", { method: "POST", ...incoming(Buffer.from(text)) }),
    ]) {
      expect((await verifyWebhook(request, secret, options)).raw.note).toBe("動く 🎬");
    }
  });

  test("passes through a real server, from Node's own headers", async () => {
    const outcomes: unknown[] = [];
    const handle = async (request: IncomingMessage) => {
      const raw = await buffer(request);
      const event = await verifyWebhook({ body: raw, headers: request.headers }, secret);
      // As express.raw() leaves it: the request itself, with its body.
      expect(await verifyWebhook(Object.assign(request, { body: raw }), secret)).toEqual({
        ...event,
        resume: expect.any(Function),
      });
      return event.data.id;
    };
    const server = createServer((request, response) => {
      handle(request).then(
        (id) => response.end(outcomes.push(id) && "ok"),
        (error) => response.writeHead(400).end(outcomes.push(error.code) && "no"),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const signed = await signWebhook(payload(), secret);
      expect((await fetch(url, { method: "POST", ...signed })).status).toBe(200);
      const changed = { ...signed, body: signed.body.replace("video_1", "video_2") };
      expect((await fetch(url, { method: "POST", ...changed })).status).toBe(400);
      expect(outcomes).toEqual(["video_1", "webhook_invalid"]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("verifyWebhook() › rejects a change of", () => {
  const { headers } = incoming();
  const signature = headers["webhook-signature"];
  test.each<[string, { body?: string; headers?: Record<string, string> }]>([
    ["the body", { body: body.replace("video_1", "video_2") }],
    ["a space in the body", { body: `${body} ` }],
    ["the id", { headers: { "webhook-id": "msg_2" } }],
    ["the time", { headers: { "webhook-timestamp": String(seconds + 1) } }],
    [
      "the signature",
      { headers: { "webhook-signature": signature.replace(/.(?==$)/, (last) => (last === "A" ? "B" : "A")) } },
    ],
    ["the secret", { headers: { "webhook-signature": `v1,${hmac(toKey(other), "msg_1", seconds, body)}` } }],
    ["the signature's first half", { headers: { "webhook-signature": signature.slice(0, 24) } }],
    ["the signature, to nothing but its version", { headers: { "webhook-signature": "v1," } }],
    ["the signature's version", { headers: { "webhook-signature": signature.replace("v1", "v1a") } }],
    ["the signature's version, in capitals", { headers: { "webhook-signature": signature.replace("v1", "V1") } }],
    ["where id and time meet", { headers: { "webhook-id": "msg", "webhook-timestamp": `1.${seconds}` } }],
  ])("%s", async (_, change) => {
    const request = { body: change.body ?? body, headers: { ...headers, ...change.headers } };
    const error = await failure(verifyWebhook(request, secret, options));
    expect(error).toMatchObject(invalid);
    const right = hmac(
      toKey(secret),
      request.headers["webhook-id"],
      request.headers["webhook-timestamp"],
      request.body,
    );
    for (const text of [inspect(error, { showHidden: true }), JSON.stringify(error), String(error.stack)]) {
      expect(text).not.toContain(right.slice(0, 12));
      expect(text).not.toContain(secret.slice(6, 18));
      expect(text).not.toContain("video_");
    }
  });

  test("control: the unchanged webhook is accepted", async () => {
    expect(await verifyWebhook({ body, headers }, secret, options)).toMatchObject({ id: "evt_1" });
  });
});

describe("verifyWebhook() › several signatures", () => {
  const right = incoming().headers["webhook-signature"];
  const wrong = `v1,${hmac(toKey(other), "msg_1", seconds, body)}`;
  const verify = (signature: string | string[]) =>
    verifyWebhook({ body, headers: { ...incoming().headers, "webhook-signature": signature } }, secret, options);

  test.each<[string, string | string[]]>([
    ["the right one first", `${right} ${wrong}`],
    ["the right one last", `${wrong} ${right}`],
    [
      "one of a version to come before it",
      `v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== ${right}`,
    ],
    ["odd spaces", `  ${wrong}   ${right}  `],
    ["no version, as one SDK sends it", right.slice(3)],
    ["two headers", [wrong, right]],
    ["two headers that a proxy joined", `${right}, ${wrong}`],
    ["two headers that a gateway joined without a space", `${wrong},${right}`],
    ["the right one behind a thousand", `${`${wrong} `.repeat(1000)}${right}`],
  ])("%s", async (_, signature) => {
    expect(await verify(signature)).toMatchObject({ id: "evt_1" });
  });

  test("rejects if none matches", async () => {
    for (const signature of [`${wrong} ${wrong}`, "v1a,abc v2,def", "v1", ",", "v1,v1,"]) {
      expect(await failure(verify(signature)), signature).toMatchObject(invalid);
    }
  });

  test("cost one HMAC a secret, however many they are", async ({ onTestFinished }) => {
    const { subtle } = globalThis.crypto;
    const calls: string[] = [];
    for (const name of ["sign", "verify", "importKey"] as const) {
      const original = subtle[name].bind(subtle) as (...parameters: unknown[]) => unknown;
      Object.defineProperty(subtle, name, {
        configurable: true,
        value: (...parameters: unknown[]) => {
          calls.push(name);
          return original(...parameters);
        },
      });
      onTestFinished(() => void Reflect.deleteProperty(subtle, name));
    }
    const headers = { ...incoming().headers, "webhook-signature": `${wrong} `.repeat(5000) };
    expect(await failure(verifyWebhook({ body, headers }, [secret, published.id], options))).toMatchObject(invalid);
    expect(calls.toSorted()).toEqual(["importKey", "importKey", "sign", "sign"]);
  });
});

describe("verifyWebhook() › time", () => {
  const at = (age: number, more = {}) =>
    verifyWebhook(incoming(body, { timestamp: seconds - age }), secret, { now, ...more });

  test("accepts 300 s in either direction and rejects 301 s", async () => {
    for (const age of [-300, 0, 300]) expect(await at(age)).toMatchObject({ id: "evt_1" });
    expect(await failure(at(301))).toMatchObject({
      ...invalid,
      message: "The webhook was signed 301 s ago; at most 300 s are accepted.",
    });
    expect(await failure(at(-301))).toMatchObject({
      ...invalid,
      message: "The webhook was signed 301 s in the future; at most 300 s are accepted.",
    });
  });

  test("the tolerance can be another, also none", async () => {
    expect(await at(3600, { tolerance: 3600 })).toMatchObject({ id: "evt_1" });
    expect(await at(0, { tolerance: 0 })).toMatchObject({ id: "evt_1" });
    for (const age of [1, -1]) expect(await failure(at(age, { tolerance: 0 }))).toMatchObject(invalid);
  });

  test("is a number, a date or a clock; without one, this machine's", async () => {
    for (const time of [now, new Date(now), () => now])
      expect(await at(300, { now: time })).toMatchObject({ id: "evt_1" });
    expect(await verifyWebhook(await signWebhook(payload(), secret), secret)).toMatchObject({ id: "evt_1" });
    expect(await failure(verifyWebhook(incoming(body, { timestamp: published.timestamp }), secret))).toMatchObject(
      invalid,
    );
  });

  test.each([
    "1614265330.5",
    "1614265330abc",
    "-5",
    "+5",
    "0x10",
    "1e9",
    "now",
    "2026-11-22T00:00:00Z",
    "9".repeat(16),
    " 5",
  ])("%j is not a time", async (timestamp) => {
    const error = await failure(verifyWebhook(incoming(body, { timestamp }), secret, options));
    expect(error).toMatchObject({ ...invalid, message: expect.stringContaining("webhook-timestamp is ") });
    expect(error.hint).toContain("seconds since 1970");
  });
});

describe("verifyWebhook() › secrets", () => {
  const verify = (given: unknown, request = incoming()) => verifyWebhook(request, given as string, options);

  test("text without whsec_ is the secret as it is", async () => {
    for (const text of ["plain secret", "秘密のことば", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]) {
      const headers = { ...incoming().headers, "webhook-signature": `v1,${hmac(text, "msg_1", seconds, body)}` };
      expect(await verify(text, { body, headers })).toMatchObject({ id: "evt_1" });
      expect(await failure(verify(`${text} `, { body, headers }))).toMatchObject(invalid);
    }
  });

  test("base64 may lack its padding, and be of the alphabet for URLs", async () => {
    const key = Buffer.from([251, 255, 254, 1, 2, 3, 4]);
    const headers = { ...incoming().headers, "webhook-signature": `v1,${hmac(key, "msg_1", seconds, body)}` };
    const base64 = key.toString("base64");
    expect(base64).toMatch(/[+/].*=$/);
    for (const text of [base64, base64.replace("=", ""), key.toString("base64url")]) {
      expect(await verify(`whsec_${text}`, { body, headers })).toMatchObject({ id: "evt_1" });
    }
  });

  test("of several any may be the right one, so that a secret can be changed without a gap", async () => {
    for (const list of [
      [secret, other],
      [other, secret],
      ["text", other, secret],
    ]) {
      expect(await verify(list)).toMatchObject({ id: "evt_1" });
    }
    expect(await failure(verify([other, "text"]))).toMatchObject(invalid);
  });

  test.each<[string, unknown, string]>([
    ["empty", "", "The secret is empty."],
    ["undefined", undefined, "The secret is undefined, not a string."],
    ["a number", 7, "The secret is of type number, not a string."],
    ["nothing but its prefix", "whsec_", "The secret is empty after whsec_."],
    ["no base64", "whsec_s3cret!s3cret!", "The secret begins with whsec_, but the rest is not base64."],
    ["cut off", `${secret}x`, "The secret begins with whsec_, but the rest is not base64."],
    ["copied with a line break", `${secret}\n`, "The secret begins with whsec_, but the rest is not base64."],
    ["an empty list", [], "The list of secrets is empty."],
    ["a list with an empty one", [secret, ""], "Secret 2 of 2 is empty."],
  ])("reports a secret that is %s without showing it", async (_, given, message) => {
    const error = await failure(verify(given));
    expect(error).toMatchObject({ ...invalid, message });
    expect(error.hint).toBeTruthy();
    expect(inspect(error, { showHidden: true })).not.toMatch(/s3cret|MfKQ9r8/);
  });
});

describe("verifyWebhook() › invalid requests", () => {
  test.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("without %s", async (name) => {
    for (const value of [undefined, "", []]) {
      const error = await failure(
        verifyWebhook({ body, headers: { ...incoming().headers, [name]: value } }, secret, options),
      );
      expect(error).toMatchObject({ ...invalid, message: `The request has no ${name}.` });
    }
  });

  test("without any of them", async () => {
    const error = await failure(verifyWebhook({ body, headers: {} }, secret));
    expect(error.message).toBe("The request has no webhook-id, no webhook-timestamp, no webhook-signature.");
  });

  test("with two ids, of which either might be the signed one", async () => {
    for (const name of ["webhook-id", "webhook-timestamp"] as const) {
      const { headers } = incoming();
      for (const form of [
        { ...headers, [name]: [headers[name], "2"] },
        { ...headers, [name.toUpperCase()]: "2" },
      ]) {
        const error = await failure(verifyWebhook({ body, headers: form }, secret, options));
        expect(error).toMatchObject({ ...invalid, message: `The request has 2 ${name} headers.` });
      }
    }
  });

  test.each<[string, unknown, string]>([
    ["an object", payload(), "body is an object, not its raw text"],
    ["a list", [1], "body is an array of 1, not its raw text"],
    ["undefined", undefined, "body is undefined"],
    ["null", null, "body is null"],
    ["a stream", new Blob([body]).stream(), "body is a ReadableStream, not its raw text"],
  ])("with a body that is %s: the error says to pass the raw one", async (_, given, message) => {
    const error = await failure(verifyWebhook({ ...incoming(), body: given as string }, secret, options));
    expect(error).toMatchObject({ ...invalid, message: expect.stringContaining(message) });
    expect(error.hint).toContain("byte for byte");
    expect(error.message).not.toContain("evt_1");
  });

  test("with a Request whose body was read", async () => {
    const request = new Request("https://a.example", { method: "POST", ...incoming() });
    await request.json();
    const error = await failure(verifyWebhook(request, secret, options));
    expect(error).toMatchObject({ ...invalid, message: "The request's body has already been read." });
    expect(error.hint).toContain("before request.json()");
  });

  test("with a Request that someone else is reading, or that breaks off", async () => {
    const locked = new Request("https://a.example", { method: "POST", ...incoming() });
    locked.body!.getReader();
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
    const cut = new Request("https://a.example", {
      ...incoming(),
      method: "POST",
      body: broken,
      duplex: "half",
    } as RequestInit);
    for (const request of [locked, cut]) {
      expect((await failure(verifyWebhook(request, secret, options))).message).toContain("could not be read");
    }
  });

  test("with a Request of another library, which has no web stream", async () => {
    const bytes = new TextEncoder().encode(body);
    const stand = { headers: incoming().headers, bodyUsed: false, arrayBuffer: async () => bytes.buffer };
    for (const stream of [undefined, Readable.from([bytes])])
      expect(await verifyWebhook({ ...stand, body: stream } as never, secret, options)).toMatchObject({ id: "evt_1" });
  });

  test("with a body of text in place of bytes: the error says so, and the rest is not read", async () => {
    let cancelled = false;
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue("text"),
      cancel: () => {
        cancelled = true;
      },
    });
    const stand = { headers: incoming().headers, bodyUsed: false, arrayBuffer: async () => {}, body: stream };
    const error = await failure(verifyWebhook(stand as never, secret, options));
    expect(error.message).toContain("could not be read completely (TypeError: not a stream of bytes)");
    expect(cancelled).toBe(true);
  });

  test("with a Request whose body does not end: it is left after 30 s", async () => {
    vi.useFakeTimers();
    try {
      let cancelled = false;
      const stream = new ReadableStream({
        cancel: () => {
          cancelled = true;
        },
      });
      const init = { method: "POST", body: stream, duplex: "half", headers: incoming().headers };
      const reading = failure(verifyWebhook(new Request("https://a.example", init as RequestInit), secret, options));
      await vi.advanceTimersByTimeAsync(30_000);
      expect((await reading).message).toContain("could not be read completely (Error: not within 30 s)");
      expect(cancelled).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a stale one is refused before its body is read", async () => {
    const { headers } = incoming(body, { timestamp: seconds - 301 });
    const request = new Request("https://a.example", { method: "POST", body, headers });
    expect(await failure(verifyWebhook(request, secret, options))).toMatchObject(invalid);
    expect(request.bodyUsed).toBe(false);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["text", "POST /"],
    ["no headers", { body }],
    ["text for headers", { body, headers: "webhook-id: 1" }],
  ])("%s", async (_, request) => {
    expect(await failure(verifyWebhook(request as Request, secret))).toMatchObject({
      ...invalid,
      hint: expect.stringContaining("Request"),
    });
  });

  test.each<[string, object | string, string]>([
    ["an unknown option", { tolerence: 5 }, 'verifyWebhook() has no option "tolerence".'],
    ["a tolerance that is none", { tolerance: -1 }, "tolerance of verifyWebhook() is -1"],
    ["a tolerance without end", { tolerance: Number.NaN }, "tolerance of verifyWebhook() is NaN"],
    ["a clock that is none", { now: new Date("x") }, "not a time"],
    ["a store without add()", { store: {} }, "without add()"],
    ["a client that is none", { ugoku: "x" }, "not a client"],
    ["a store that is an address", { store: "redis://me:s3cret@host" }, "redis://[redacted]@host"],
    ["a secret in place of the options", secret, '"whsec_[redacted]"'],
  ])("%s is a RequestError", async (_, wrong, message) => {
    expect(
      await failure(
        verifyWebhook(incoming(), secret, typeof wrong === "string" ? (wrong as never) : { now, ...wrong }),
      ),
    ).toMatchObject({
      name: "RequestError",
      code: "option_invalid",
      message: expect.stringContaining(message),
    });
  });

  test("a RequestError and a WebhookError of this entry are those of ugoku", async () => {
    const errors = [
      await failure(verifyWebhook(incoming(), secret, { now, tolerance: -1 })),
      await failure(verifyWebhook(incoming(), "")),
    ];
    expect(errors[0]).toBeInstanceOf(RequestError);
    expect(errors[0]).toMatchObject({ option: "tolerance", value: -1 });
    expect(errors[1]).toBeInstanceOf(WebhookError);
    expect(errors[1]).not.toBeInstanceOf(RequestError);
    for (const error of errors) {
      expect(error).toBeInstanceOf(UgokuError);
      expect(inspect(error)).toMatch(new RegExp(`^${error.name}: `));
      const { name, code, message, hint, docs } = error;
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name, code, message, hint, docs, retryable: false });
      expect(Object.values(error)).not.toContain(undefined);
    }
  });
});

describe("verifyWebhook() › limits of the body", () => {
  const limit = 1024 * 1024;
  const { headers } = incoming();
  /** A body that would take all memory; counts what was asked for. */
  const endless = () => {
    const counter = { megabytes: 0 };
    const pull = (controller: ReadableStreamDefaultController) => {
      counter.megabytes += 1;
      if (counter.megabytes > 50) controller.close();
      else controller.enqueue(new Uint8Array(limit));
    };
    return { counter, body: new ReadableStream({ pull }, { highWaterMark: 0 }) };
  };
  const post = (init: object) =>
    new Request("https://a.example", { method: "POST", duplex: "half", ...init } as RequestInit);

  test("a Request is read up to 1 MiB, whoever sent it", async () => {
    const { body, counter } = endless();
    const error = await failure(verifyWebhook(post({ body, headers }), secret, options));
    expect(error).toMatchObject({ ...invalid, message: "The request's body has more than 1048576 bytes." });
    expect(counter.megabytes).toBeLessThanOrEqual(3);
  });

  test("a Request that says so itself is not read at all", async () => {
    const { body, counter } = endless();
    const request = post({ body, headers: { ...headers, "content-length": String(limit + 1) } });
    expect(await failure(verifyWebhook(request, secret, options))).toMatchObject(invalid);
    expect(counter.megabytes).toBe(0);
  });

  test.each<[string, string | Uint8Array | ArrayBuffer, object]>([
    ["a text", "a".repeat(limit + 1), {}],
    ["bytes", new Uint8Array(limit + 1), {}],
    ["a buffer", new ArrayBuffer(limit + 1), {}],
    ["Base64", "a".repeat((limit * 4) / 3 + 8), { isBase64Encoded: true }],
  ])("%s of another framework", async (_, large, fields) => {
    const error = await failure(verifyWebhook({ body: large, headers, ...fields }, secret, options));
    expect(error.message).toBe("The request's body has more than 1048576 bytes.");
  });

  test("exactly 1 MiB is read", async () => {
    const text = `${body}${" ".repeat(limit - body.length)}`;
    expect((await verifyWebhook(post(incoming(text)), secret, options)).type).toBe("video.completed");
  });

  const nested = (open: string, inner: string, close: string, levels: number) =>
    `${body.slice(0, -1)},"x":${open.repeat(levels)}${inner}${close.repeat(levels)}}`;

  test.each<[string, string]>([
    ["lists", nested("[", "", "]", 100_000)],
    ["objects", nested('{"a":', "1", "}", 100_000)],
    ["lists below its id", body.replace('"video_1"', `${"[".repeat(100_000)}${"]".repeat(100_000)}`)],
    ["lists instead of an event", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ])("100,000 levels of %s are invalid", async (_, text) => {
    const error = await failure(verifyWebhook(incoming(text), secret, options));
    expect(error).toMatchObject({ ...invalid, message: "The webhook's JSON has more than 100 levels." });
    expect(`${inspect(error, { depth: 20 })}${JSON.stringify(error)}`).not.toContain("[[[");
  });

  test("an event with the most levels can be logged", async () => {
    const event = await verifyWebhook(incoming(nested("[", "", "]", 100)), secret, options);
    expect(JSON.parse(JSON.stringify(event))).toMatchObject({ id: "evt_1" });
    expect(inspect(event, { depth: 200 })).toContain("evt_1");
    expect(structuredClone(event.raw)).toEqual(event.raw);
    expect((await failure(verifyWebhook(incoming(nested("[", "", "]", 101)), secret, options))).code).toBe(
      "webhook_invalid",
    );
  });
});

describe("verifyWebhook() › events of API Gateway and Lambda URLs", () => {
  const signed = incoming('{"id":"evt_1","type":"video.completed","created_at":1,"data":{"id":"vidéo_1"}}');
  const encoded = Buffer.from(String(signed.body)).toString("base64");

  test("a body in Base64 is decoded", async () => {
    const event = await verifyWebhook({ ...signed, body: encoded, isBase64Encoded: true }, secret, options);
    expect(event.data.id).toBe("vidéo_1");
  });

  test("a body that is not, is used as it is", async () => {
    expect((await verifyWebhook({ ...signed, isBase64Encoded: false }, secret, options)).id).toBe("evt_1");
  });

  test("a body that should be and is not, is invalid", async () => {
    const error = await failure(verifyWebhook({ ...signed, isBase64Encoded: true }, secret, options));
    expect(error).toMatchObject({ ...invalid, message: expect.stringContaining("isBase64Encoded") });
  });
});

test("verifyWebhook() › a secret shown as v1,whsec_… is read", async () => {
  expect((await verifyWebhook(incoming(), `v1,${secret}`, options)).type).toBe("video.completed");
});

function mapNames(headers: Record<string, string>, change: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [change(name), value]));
}
