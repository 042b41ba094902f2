import { describe, expect, test } from "vitest";
import { defineModel } from "../../src/index.js";
import { createFakeVideosApi, type FakeOptions } from "../../src/testing.js";
import { picture, portrait } from "../helpers/pictures.js";

const url = "http://videos.test/v1/videos";

interface ErrorBody {
  readonly error: { readonly message: string; readonly type: string; readonly param: unknown; readonly code: unknown };
}

/** Sends a create request, and returns the response and the number of jobs. */
async function send(body: FormData | string, options: FakeOptions = {}, headers?: Record<string, string>) {
  const fake = createFakeVideosApi(options);
  const type = typeof body === "string" ? { "content-type": "application/json" } : {};
  const response = await fake.fetch(url, { method: "POST", body, headers: { ...type, ...headers } });
  const { error } = (await response.json()) as Partial<ErrorBody>;
  return { status: response.status, ...error, jobs: fake.jobs.length };
}

function form(fields: Record<string, string | Blob>): FormData {
  const result = new FormData();
  for (const [name, value] of Object.entries({ prompt: "She smiles.", ...fields })) {
    if (typeof value === "string") result.set(name, value);
    else result.set(name, value, "image.png");
  }
  return result;
}

const json = (fields: object) => JSON.stringify({ prompt: "She smiles.", ...fields });
const file = async (width: number, height: number, type = "image/png") =>
  new Blob([await picture(width, height)], { type });

describe("POST /videos › rejects", () => {
  test("a string instead of a file in a form", async () => {
    expect(await send(form({ input_reference: "https://pictures.test/a.png" }))).toEqual({
      status: 400,
      message: "Invalid type for 'input_reference': expected a file, but got a string instead.",
      type: "invalid_request_error",
      param: "input_reference",
      code: "invalid_type",
      jobs: 0,
    });
  });

  test.each([
    ["in JSON", json({ last_frame: { image_url: "https://pictures.test/a.png" } })],
    ["in form fields", form({ "last_frame[image_url]": "https://pictures.test/a.png" })],
  ])("a last frame that is not in the request, for a model that has one, %s", async (_, body) => {
    const models = { mine: defineModel({ seconds: [4], sizes: ["720x1280"], options: ["lastFrame"] }) };
    expect(await send(body, { models, defaultModel: "mine" })).toMatchObject({
      status: 400,
      message: "Invalid value for 'last_frame': expected a file or a data URL.",
      param: "last_frame",
      jobs: 0,
    });
    expect(await send(body)).toMatchObject({ status: 200, jobs: 1 });
  });

  test("a string instead of an object in JSON", async () => {
    expect(await send(json({ input_reference: "https://pictures.test/a.png" }))).toMatchObject({
      status: 400,
      message: "Invalid type for 'input_reference': expected an object, but got a string instead.",
      code: "invalid_type",
      jobs: 0,
    });
  });

  test.each([
    [{ file_id: "file-1", image_url: "https://pictures.test/a.png" }, "got both", "input_reference"],
    [{}, "got neither", "input_reference"],
    [[], "got neither", "input_reference"],
    [{ image: "https://pictures.test/a.png" }, "got neither", "input_reference"],
    [{ file_id: null, image_url: null }, "got neither", "input_reference"],
    [{ file_id: 7 }, "got a number instead", "input_reference.file_id"],
    [{ image_url: { url: "https://pictures.test/a.png" } }, "got an object instead", "input_reference.image_url"],
  ])("a reference without exactly one of file_id and image_url: %j", async (input_reference, message, param) => {
    expect(await send(json({ input_reference }))).toMatchObject({
      status: 400,
      message: expect.stringContaining(message),
      type: "invalid_request_error",
      param,
      jobs: 0,
    });
  });

  test("the same in form fields, as the openai package sends it", async () => {
    const parts = { "input_reference[file_id]": "file-1", "input_reference[image_url]": "https://pictures.test/a.png" };
    expect(await send(form(parts))).toMatchObject({
      status: 400,
      message: expect.stringContaining("both"),
      jobs: 0,
    });
    const withFile = { "input_reference[file_id]": "file-1", input_reference: await file(720, 1280) };
    expect(await send(form(withFile))).toMatchObject({
      status: 400,
      message: expect.stringContaining("both"),
      jobs: 0,
    });
  });

  test("seconds as a number", async () => {
    expect(await send(json({ seconds: 4 }))).toMatchObject({
      status: 400,
      message: "Invalid type for 'seconds': expected a string, but got a number instead.",
      param: "seconds",
      jobs: 0,
    });
  });

  test("a file without an image type", async () => {
    const bytes = await file(720, 1280, "application/octet-stream");
    expect(await send(form({ input_reference: bytes }))).toMatchObject({
      status: 400,
      message: "Invalid file 'input_reference': unsupported mimetype ('application/octet-stream').",
      jobs: 0,
    });
  });

  test("an image of another size", async () => {
    for (const [width, height] of [
      [1280, 720],
      [719, 1280],
      [720, 1279],
      [1440, 2560],
    ] as const)
      expect(await send(form({ size: "720x1280", input_reference: await file(width, height) }))).toMatchObject({
        status: 400,
        message: "Inpaint image must match the requested width and height",
        jobs: 0,
      });
  });

  test("an invalid image", async () => {
    const text = new Blob(["not an image"], { type: "image/png" });
    expect(await send(form({ input_reference: text }))).toMatchObject({
      status: 400,
      param: "input_reference",
      jobs: 0,
    });
  });

  test.each([
    [{ prompt: "" }, "prompt"],
    [{ prompt: "x".repeat(32_001) }, "prompt"],
    [{ model: "sora-3" }, "model"],
    [{ seconds: "5" }, "seconds"],
    [{ seconds: "4.0" }, "seconds"],
    [{ size: "720X1280" }, "size"],
    [{ size: "1024x1792" }, "size"],
  ])("%j", async (fields, param) => {
    expect(await send(form(fields))).toMatchObject({ status: 400, param, jobs: 0 });
    expect(await send(json(fields))).toMatchObject({ status: 400, param, jobs: 0 });
  });

  test("a body that is neither a form nor a JSON object", async () => {
    for (const body of ["[]", "null", "7", "{", ""]) expect(await send(body)).toMatchObject({ status: 400, jobs: 0 });
    expect(await send("a=b", {}, { "content-type": "application/x-www-form-urlencoded" })).toMatchObject({
      status: 400,
      // What curl -d sends without a header.
      message: expect.stringContaining("Content-Type: application/json"),
    });
    expect(await send("x", {}, { "content-type": "multipart/form-data; boundary=y" })).toMatchObject({
      status: 400,
    });
  });

  test("a wrong API key", async () => {
    const options = { apiKey: "sk-right" };
    expect(await send(json({}), options)).toMatchObject({ status: 401, type: "authentication_error" });
    expect(await send(json({}), options, { authorization: "Bearer sk-wrong" })).toMatchObject({ status: 401 });
    expect(await send(json({}), options, { authorization: "Bearer sk-right" })).toMatchObject({
      status: 200,
      jobs: 1,
    });
  });

  test("unknown paths and methods (404)", async () => {
    const fake = createFakeVideosApi();
    for (const [method, path] of [
      ["GET", "/v1/models"],
      ["PUT", "/v1/videos"],
      ["POST", "/v1/videos/video_1/remix"],
      ["GET", "/v1/videos/%E0%A4%A"],
      ["GET", "/v1/videos/video_1/content/more"],
      ["DELETE", "/v1/videos/unknown"],
    ] as const) {
      const response = await fake.fetch(`http://videos.test${path}`, { method });
      expect(response.status, `${method} ${path}`).toBe(404);
      expect(((await response.json()) as ErrorBody).error.message).toBeTruthy();
    }
  });
});

describe("POST /videos › accepts", () => {
  test("a file id or a URL", async () => {
    for (const input_reference of [{ file_id: "file-1" }, { image_url: "https://pictures.test/a.png" }])
      expect(await send(json({ input_reference }))).toMatchObject({ status: 200, jobs: 1 });
    expect(await send(form({ "input_reference[image_url]": "https://pictures.test/a.png" }))).toMatchObject({
      status: 200,
      jobs: 1,
    });
  });

  test("32,000 characters, counted as code points", async () => {
    expect(await send(json({ prompt: "😀".repeat(32_000) }))).toMatchObject({ status: 200 });
  });

  test('a larger image of the same shape if imageMatch is "shape"', async () => {
    const options = { imageMatch: "shape" } as const;
    const bigger = await file(1080, 1920);
    expect(await send(form({ size: "720x1280", input_reference: bigger }), options)).toMatchObject({ status: 200 });
    const wider = await file(1280, 720);
    expect(await send(form({ size: "720x1280", input_reference: wider }), options)).toMatchObject({ status: 400 });
  });

  test("an image, and the fake records the parameters and the request", async () => {
    const fake = createFakeVideosApi();
    const body = form({
      seconds: "8",
      size: "720x1280",
      input_reference: new Blob([await portrait()], { type: "image/png" }),
    });
    await fake.fetch(url, { method: "POST", body, headers: { "x-test": "1" } });
    expect(fake.jobs[0]!.params).toMatchObject({
      model: "sora-2",
      seconds: 8,
      width: 720,
      height: 1280,
      prompt: "She smiles.",
    });
    expect(fake.jobs[0]!.params.image?.bytes).toEqual(await portrait());
    expect(fake.requests[0]).toMatchObject({ method: "POST", path: "/v1/videos", headers: { "x-test": "1" } });
  });
});
