import OpenAI from "openai";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { createUgoku } from "../../src/index.js";
import { clientThrough, prompt, secretKey, submit, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture, portrait } from "../helpers/pictures.js";
import { json, serve, video, type WireRequest } from "../helpers/servers.js";

cleanEnvironment();

/** A form as it came over the wire. */
async function parseForm({ headers, body }: WireRequest): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { "content-type": headers["content-type"] ?? "" } }).formData();
}

describe.each(transportNames)("a create request through %s", (transport) => {
  test("is one multipart form with the fields of the protocol", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = clientThrough(transport, server.baseURL);
    const image = await portrait();
    await ugoku.animate(image).withPrompt(prompt).duration(8).size("720x1280").submit();

    const [request, ...more] = server.requests;
    expect(more).toEqual([]);
    expect(request).toMatchObject({ method: "POST", url: "/v1/videos" });
    expect(request!.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(request!.headers.authorization).toBe(`Bearer ${secretKey}`);
    expect(request!.headers["content-length"]).toBe(String(request!.body.length));

    const form = await parseForm(request!);
    expect([...form.keys()].sort()).toEqual(["input_reference", "model", "prompt", "seconds", "size"]);
    expect(form.get("prompt")).toBe(prompt);
    expect(form.get("model")).toBe("sora-2");
    expect(form.get("seconds")).toBe("8");
    expect(form.get("size")).toBe("720x1280");
    const file = form.get("input_reference") as File;
    expect(file).toMatchObject({ name: "image.png", type: "image/png" });
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(image);
  });

  test("sends a new idempotency key for each submit() unless one is given", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = clientThrough(transport, server.baseURL);
    await submit(ugoku);
    await submit(ugoku);
    await submit(ugoku, { key: "order-42" });
    const keys = server.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[2]).toBe("order-42");
  });

  test("is JSON with a file id or a reference; seconds stay a string", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = clientThrough(transport, server.baseURL);
    await ugoku.animate({ fileId: "file-1" }).withPrompt(prompt).submit();
    await ugoku
      .animate({ url: "https://pictures.test/a.jpg?sig=1", send: "reference" })
      .withPrompt(prompt)
      .duration(4)
      .submit();
    const sent = server.requests.map(({ headers, body }) => {
      expect(headers["content-type"]).toBe("application/json");
      return JSON.parse(body.toString()) as unknown;
    });
    const shared = { model: "sora-2", prompt, seconds: "4", size: "720x1280" };
    expect(sent).toEqual([
      { ...shared, input_reference: { file_id: "file-1" } },
      { ...shared, input_reference: { image_url: "https://pictures.test/a.jpg?sig=1" } },
    ]);
  });
});

describe("the image of a create request", () => {
  test.each([
    ["jpeg", "image/jpeg", "image.jpg"],
    ["webp", "image/webp", "image.webp"],
  ] as const)("a %s goes as %s", async (format, type, name) => {
    await using server = await serve((_, response) => json(response, video()));
    const image = await picture(720, 1280, format);
    await createUgoku({ baseURL: server.baseURL }).animate(image).withPrompt(prompt).submit();
    const file = (await parseForm(server.requests[0]!)).get("input_reference") as File;
    expect(file).toMatchObject({ name, type, size: image.length });
  });

  test("a non-ASCII or quoted file name is escaped", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const file = new File([await portrait()], '猫 "neko"\r\nx: y.png', { type: "image/png" });
    await createUgoku({ baseURL: server.baseURL }).animate(file).withPrompt(prompt).submit();
    const received = (await parseForm(server.requests[0]!)).get("input_reference") as File;
    expect(received.name).toContain("猫");
    expect(received.type).toBe("image/png");
    expect(received.size).toBe((await portrait()).length);
  });

  test("is cropped to the exact size", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const image = await picture(800, 1280, "jpeg");
    await createUgoku({ baseURL: server.baseURL }).animate(image).withPrompt(prompt).size("720x1280").submit();
    const file = (await parseForm(server.requests[0]!)).get("input_reference") as File;
    const { width, height, format } = await sharp(Buffer.from(await file.arrayBuffer())).metadata();
    expect({ width, height, format }).toEqual({ width: 720, height: 1280, format: "jpeg" });
  });
});

describe("headers", () => {
  test("of createUgoku() are sent, with the key of the apiKey option", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const headers = { "X-Team": "video", Authorization: "Bearer other" };
    await submit(createUgoku({ baseURL: server.baseURL, apiKey: secretKey, headers, logger: false }) as never);
    expect(server.requests[0]!.headers).toMatchObject({ "x-team": "video", authorization: `Bearer ${secretKey}` });
  });

  test("without a key there is no Authorization", async () => {
    await using server = await serve((_, response) => json(response, video()));
    await submit(createUgoku({ baseURL: server.baseURL, logger: false }) as never);
    expect(server.requests[0]!.headers.authorization).toBeUndefined();
  });

  test.each([
    ["a line break in the key", { apiKey: "abc\r\nx-evil: 1" }],
    ["a key that is not ASCII", { apiKey: "キー" }],
    ["a header's name with a space", { headers: { "x y": "1" } }],
  ])("%s is found before anything is sent, and is not shown", async (_, options) => {
    await using server = await serve((_, response) => json(response, video()));
    const error = await failure(submit(createUgoku({ baseURL: server.baseURL, logger: false, ...options }) as never));
    expect(error.code).toBe("option_invalid");
    expect(JSON.stringify(error)).not.toMatch(/evil|キー/);
    expect(server.requests).toEqual([]);
  });

  test("the OpenAI client's organization and default headers are kept", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const client = new OpenAI({
      baseURL: `${server.baseURL}/`,
      apiKey: secretKey,
      organization: "org-1",
      defaultHeaders: { "x-team": "video" },
    });
    await submit(createUgoku({ client, logger: false }) as never);
    expect(server.requests[0]).toMatchObject({
      url: "/v1/videos",
      headers: { "openai-organization": "org-1", "x-team": "video" },
    });
  });
});

describe("a base URL", () => {
  test.each(["/v1", "/v1/", "/v1//"])("ending in %s is normalized", async (path) => {
    await using server = await serve((_, response) => json(response, video()));
    await submit(createUgoku({ baseURL: server.origin + path, logger: false }) as never);
    expect(server.requests[0]!.url).toBe("/v1/videos");
  });

  test("may have a query, which is sent with every request and omitted from tickets", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = createUgoku({ baseURL: `${server.baseURL}?api-version=1&sig=${secretKey}`, logger: false });
    const job = await submit(ugoku as never);
    await job.poll();
    expect(server.requests.map(({ url }) => url)).toEqual([
      `/v1/videos?api-version=1&sig=${secretKey}`,
      `/v1/videos/video_1?api-version=1&sig=${secretKey}`,
    ]);
    expect(JSON.stringify([job.ticket, ugoku])).not.toContain(secretKey);
    expect(ugoku.resume(JSON.parse(JSON.stringify(job.ticket)) as typeof job.ticket).id).toBe("video_1");
  });
});
