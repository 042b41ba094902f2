import { describe, expect, test } from "vitest";
import type { DialectName } from "../../src/dialects/dialect-names.js";
import { prompt, secretKey } from "../helpers/clients.js";
import { picture } from "../helpers/pictures.js";
import { named } from "./cases.js";

/** The body of a create request: texts, a file, or both. */
type Fields = Readonly<Record<string, string | Blob | readonly [Blob, string]>>;

function form(fields: Fields): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") made.set(name, value);
    else if (value instanceof Blob) made.set(name, value, "image.png");
    else made.set(name, value[0], value[1]);
  }
  return made;
}

const png = async (width = 720, height = 1280, type = "image/png") =>
  new Blob([await picture(width, height)], { type });
const texts = (model: string) => ({ model, prompt, seconds: "8", size: "720x1280" });
const wan = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";
const dataURL = "data:image/png;base64,iVBORw0KGgo=";
const frame = (url: unknown) => ({ type: "image_url", image_url: { url }, frame_type: "first_frame" });

/** Wrong creates: what is sent, and what the real server is known to say (or, of Dynamo and OpenRouter, must say somehow). */
const wrong: readonly (readonly [DialectName, string, () => Promise<FormData | object>, number, RegExp])[] = [
  [
    "openai",
    "a bare string in JSON",
    async () => ({ ...texts("sora-2"), input_reference: dataURL }),
    400,
    /expected an object, but got a string/,
  ],
  [
    "openai",
    "a string in a form",
    async () => form({ ...texts("sora-2"), input_reference: dataURL }),
    400,
    /expected a file, but got a string/,
  ],
  [
    "openai",
    "a file without a content type",
    async () => form({ ...texts("sora-2"), input_reference: await png(720, 1280, "") }),
    400,
    /unsupported mimetype \('application\/octet-stream'\)/,
  ],
  [
    "openai",
    "an image of another size",
    async () => form({ ...texts("sora-2"), input_reference: await png(64, 64) }),
    400,
    /Inpaint image must match/,
  ],
  [
    "openai",
    "seconds as a number",
    async () => ({ ...texts("sora-2"), seconds: 8, input_reference: { image_url: dataURL } }),
    400,
    /Invalid type for 'seconds'/,
  ],
  [
    "openai",
    "an unsupported duration",
    async () => form({ ...texts("sora-2"), seconds: "5", input_reference: await png() }),
    400,
    /Invalid value: '5'/,
  ],
  [
    "openai",
    "two references",
    async () => ({ ...texts("sora-2"), input_reference: { image_url: dataURL, file_id: "f" } }),
    400,
    /exactly one/,
  ],
  [
    "openai",
    "a field of another server",
    async () => form({ ...texts("sora-2"), seed: "1", input_reference: await png() }),
    400,
    /Unknown parameter: 'seed'/,
  ],
  [
    "openai",
    "a reference in openai-node's form encoding",
    async () => form({ ...texts("sora-2"), "input_reference[image_url]": dataURL }),
    400,
    /Unknown parameter/,
  ],
  ["azure", "JSON", async () => ({ ...texts("sora-2"), input_reference: { image_url: dataURL } }), 400, /multipart/],
  [
    "azure",
    "a model without a deployment",
    async () => form({ ...texts("sora-9"), input_reference: await png() }),
    404,
    /API deployment 'sora-9'/,
  ],
  ["vllm-omni", "JSON", async () => ({ ...texts(wan), input_reference: dataURL }), 400, /body\.prompt.*Field required/],
  [
    "vllm-omni",
    "a string instead of the image",
    async () => form({ ...texts(wan), input_reference: dataURL }),
    400,
    /Expected UploadFile/,
  ],
  [
    "vllm-omni",
    "both image and reference",
    async () => form({ ...texts(wan), input_reference: await png(), image_reference: "{}" }),
    400,
    /only one of/,
  ],
  [
    "vllm-omni",
    "a reference that is a URL string",
    async () => form({ ...texts(wan), image_reference: dataURL }),
    400,
    /Invalid JSON/,
  ],
  [
    "vllm-omni",
    "a file's id",
    async () => form({ ...texts(wan), image_reference: '{"file_id":"f"}' }),
    400,
    /not supported/,
  ],
  [
    "vllm-omni",
    "a fraction of a second",
    async () => form({ ...texts(wan), seconds: "4.5", input_reference: await png() }),
    400,
    /pattern/,
  ],
  [
    "vllm-omni",
    "too many steps",
    async () => form({ ...texts(wan), num_inference_steps: "201", input_reference: await png() }),
    400,
    /less than or equal to 200/,
  ],
  [
    "vllm-omni",
    "a reference in openai-node's form encoding",
    async () => form({ ...texts(wan), "input_reference[image_url]": dataURL }),
    400,
    /needs an input_reference/,
  ],
  [
    "sglang",
    "an object in JSON",
    async () => ({ ...texts(wan), input_reference: { image_url: dataURL } }),
    400,
    /Input should be a valid string/,
  ],
  [
    "sglang",
    "a fraction of a second",
    async () => form({ ...texts(wan), seconds: "4.5", input_reference: await png() }),
    422,
    /valid integer/,
  ],
  ["sglang", "no image", async () => form(texts(wan)), 400, /requires an 'image_path' input/],
  ["dynamo", "a form", async () => form({ ...texts(wan), input_reference: await png() }), 415, /application\/json/],
  [
    "dynamo",
    "seconds as a string",
    async () => ({ ...texts(wan), input_reference: dataURL }),
    400,
    /invalid type: string \\"8\\", expected i32/,
  ],
  [
    "dynamo",
    "an object",
    async () => ({ ...texts(wan), seconds: 8, input_reference: { image_url: dataURL } }),
    400,
    /invalid type: map, expected a string/,
  ],
  ["dynamo", "no model", async () => ({ prompt, seconds: 8, input_reference: dataURL }), 400, /missing field `model`/],
  [
    "litellm",
    "a string instead of the image",
    async () => form({ ...texts("sora-2"), input_reference: dataURL }),
    400,
    /expected a file/,
  ],
  ["litellm", "no model", async () => form({ prompt, input_reference: await png() }), 400, /Invalid model name/],
  [
    "new-api",
    "an object",
    async () => ({ ...texts("kling"), input_reference: { image_url: dataURL } }),
    400,
    /cannot unmarshal object/,
  ],
  [
    "new-api",
    "no model",
    async () => ({ prompt, seconds: "8", input_reference: dataURL }),
    400,
    /model field is required/,
  ],
  [
    "openrouter",
    "a form",
    async () => form({ ...texts("a/b"), input_reference: await png() }),
    415,
    /application\/json/,
  ],
  [
    "openrouter",
    "a duration as a string",
    async () => ({ model: "a/b", prompt, duration: "8", frame_images: [frame(dataURL)] }),
    400,
    /duration: expected integer/,
  ],
  [
    "openrouter",
    "seconds",
    async () => ({ model: "a/b", prompt, seconds: 8, frame_images: [frame(dataURL)] }),
    400,
    /Unrecognized key: .*seconds/,
  ],
  [
    "openrouter",
    "a frame that is a URL string",
    async () => ({ model: "a/b", prompt, duration: 8, frame_images: [dataURL] }),
    400,
    /frame_images/,
  ],
];

describe("a strict fake rejects an invalid create request", () => {
  test.each(wrong)("%s: %s", async (name, _, body, status, words) => {
    const strict = named(name).make();
    const made = await body();
    const init = {
      method: "POST",
      headers: {
        authorization: `Bearer ${secretKey}`,
        "api-key": secretKey,
        ...(made instanceof FormData ? {} : { "content-type": "application/json" }),
      },
      body: made instanceof FormData ? made : JSON.stringify(made),
    };
    const answer = await strict.fetch(new Request(`http://strict.test${strict.base}/videos`, init));
    expect(await answer.text()).toMatch(words);
    expect(answer.status).toBe(status);
    expect(strict.creates).toEqual([]);
    expect(strict.jobs.size).toBe(0);
  });

  test.each(["authorization", "api-key"])("without a key in the header %s", async (header) => {
    const other = header === "authorization" ? "api-key" : "authorization";
    const strict = named(header === "authorization" ? "vllm-omni" : "azure").make();
    const headers = { [other]: header === "authorization" ? secretKey : `Bearer ${secretKey}` };
    const answer = await strict.fetch(new Request(`http://strict.test${strict.base}/videos`, { headers }));
    expect(answer.status).toBe(401);
  });
});

test.each<[DialectName, string, string, number]>([
  ["dynamo", "GET", "", 405],
  ["dynamo", "GET", "/dyn-0", 404],
  ["dynamo", "GET", "/dyn-0/content", 404],
  ["litellm", "DELETE", "/video_1", 405],
  ["new-api", "GET", "", 405],
  ["new-api", "DELETE", "/task_1", 405],
  ["openrouter", "GET", "", 405],
  ["openrouter", "DELETE", "/1", 405],
  ["vllm-omni", "GET", "/video_gen_1", 404],
])("%s has no answer to %s /videos%s", async (name, method, path, status) => {
  const strict = named(name).make();
  const headers = { authorization: `Bearer ${secretKey}` };
  const answer = await strict.fetch(new Request(`http://strict.test${strict.base}/videos${path}`, { method, headers }));
  expect(answer.status).toBe(status);
});

test("an id with an unencoded slash matches no route of LiteLLM", async () => {
  const strict = named("litellm").make();
  const headers = { authorization: `Bearer ${secretKey}` };
  const body = form({ ...texts("sora-2"), input_reference: await png() });
  const created = await strict.fetch(new Request("http://strict.test/v1/videos", { method: "POST", headers, body }));
  const { id } = (await created.json()) as { id: string };
  expect(id).toMatch(/^video_.*[+].*[/].*=$/s);
  const at = async (path: string) =>
    (await strict.fetch(new Request(`http://strict.test/v1/videos/${path}`, { headers }))).status;
  expect(await at(id)).toBe(404);
  expect(await at(encodeURIComponent(id))).toBe(200);
});
