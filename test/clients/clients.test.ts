// @module-tag slow
// @module-tag node-independent

import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createFakeVideosApi, type FakeOptions } from "../../src/testing.js";
import { openrouterServer } from "../dialects/openrouter-server.js";
import { serveStrict } from "../dialects/strict-server.js";
import { clientOf, secretKey } from "../helpers/clients.js";
import { emptyFolder, type Folder } from "../helpers/folders.js";
import { picture } from "../helpers/pictures.js";
import { serveProcess } from "../serve/helpers.js";
import { installed, runProgram } from "./installed.js";

// Processes that render, on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const key = "key-of-the-clients";

interface Server extends AsyncDisposable {
  readonly baseURL: string;
}

async function fakeOnSocket(options: FakeOptions = {}): Promise<Server> {
  const fake = createFakeVideosApi({ apiKey: key, ...options });
  const server = await fake.listen();
  return { baseURL: server.url, [Symbol.asyncDispose]: () => server.close() };
}

/** The servers, each with the parameters of a small clip and the size of its image. */
const servers = {
  "the fake": {
    start: () => fakeOnSocket(),
    parameters: { model: "sora-2", seconds: "4", size: "1280x720" },
    image: [1280, 720],
  },
  "ugoku serve": {
    start: () => serveProcess(["--api-key", key, "--quiet"]),
    parameters: { model: "preview", seconds: "1", size: "160x90" },
    image: [320, 180],
  },
} as const;

let folder: Folder;
beforeAll(async () => {
  folder = await emptyFolder();
  for (const [width, height] of [
    [1280, 720],
    [320, 180],
  ] as const)
    await writeFile(join(folder.path, `${width}.png`), await picture(width, height));
});
afterAll(() => folder[Symbol.asyncDispose]());

const openai6 = pathToFileURL(
  createRequire(import.meta.url)
    .resolve("openai")
    .replace(/index\.js$/, "index.mjs"),
).href;
const ofNpm = (path: string) => (installed.npm ? pathToFileURL(join(installed.npm, path)).href : "");

/** What the openai packages must receive, of Python and of npm. */
const openaiResult = ({ model, seconds, size }: Record<"model" | "seconds" | "size", string>) => ({
  created: "queued",
  model,
  seconds,
  size,
  status: "completed",
  progress: 100,
  error: null,
  clip: "ftyp",
  thumbnail: "WEBP",
  range: [206, 100],
  listed: true,
  deleted: [true, "video.deleted", true],
  gone: { type: "NotFoundError", status: 404, code: null },
  unknown: { type: "NotFoundError", status: 404, code: null },
  wrong_key: { type: "AuthenticationError", status: 401, code: "invalid_api_key" },
  wrong_size: { type: "BadRequestError", status: 400, code: expect.anything() },
  no_prompt: { type: "BadRequestError", status: 400, code: expect.anything() },
  no_server: { type: "APIConnectionError" },
});

describe.each(Object.keys(servers) as (keyof typeof servers)[])("%s works with", (name) => {
  const { start, parameters, image } = servers[name];
  const photo = () => join(folder.path, `${image[0]}.png`);
  const words = (baseURL: string) => [baseURL, key, photo(), JSON.stringify(parameters)];

  test.skipIf(!installed.python)("openai of PyPI", async () => {
    await using server = await start();
    const result = await runProgram(installed.python!, "openai_client.py", words(server.baseURL));
    expect(result).toEqual(openaiResult(parameters));
  });

  test.for([
    ["6", openai6],
    ["7", ofNpm("openai/index.mjs")],
  ] as const)("openai %s of npm", async ([, module], { skip }) => {
    if (module === "") return skip();
    await using server = await start();
    const result = await runProgram(process.execPath, "openai-client.mjs", [module, ...words(server.baseURL)]);
    expect(result).toEqual(openaiResult(parameters));
  });

  test.skipIf(!installed.litellm)("LiteLLM's SDK", async () => {
    await using server = await start();
    const result = await runProgram(installed.litellm!, "litellm_client.py", words(server.baseURL));
    expect(result).toEqual({
      created: "queued",
      size: parameters.size,
      seconds: parameters.seconds,
      status: "completed",
      progress: 100,
      clip: "ftyp",
      listed: 1,
      unknown: { type: "NotFoundError", status: 404 },
      wrong_key: { type: "AuthenticationError", status: 401 },
      wrong_size: { type: "BadRequestError", status: 400 },
    });
  });

  test("curl", async () => {
    await using server = await start();
    const { model, size, seconds } = parameters;
    const result = await runProgram("bash", "curl.sh", [server.baseURL, key, photo(), model, size, seconds]);
    expect(result).toEqual({
      created: "queued",
      status: "completed",
      clip: "ftyp",
      continued: "1",
      listed: "1",
      json: "200",
      wrong_key: "401",
      no_type: "400",
      large: "400",
      deleted: "true",
      gone: "404",
    });
  });
});

describe("errors of the fake, as the openai package of PyPI knows them", () => {
  const program = `
import json, sys, openai, warnings
warnings.filterwarnings("ignore")
client = openai.OpenAI(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)
def name(work):
    try: return work()
    except openai.OpenAIError as error: return type(error).__name__
print(json.dumps([name(lambda: client.videos.create(prompt="x").status) for _ in range(int(sys.argv[3]))]))`;

  test.skipIf(!installed.python)("429, 500, 503, a lost response", async () => {
    const faults = [
      { kind: "status", status: 429 },
      { kind: "status", status: 500 },
      { kind: "status", status: 503 },
      { kind: "reset-after-acceptance" },
    ] as const;
    await using server = await fakeOnSocket({
      faults: faults.map((fault, index) => ({ on: "create", nth: index + 1, ...fault })),
    });
    const file = join(folder.path, "errors.py");
    await writeFile(file, program);
    const result = await runProgram(installed.python!, file, [server.baseURL, key, String(faults.length + 1)]);
    expect(result).toEqual([
      "RateLimitError",
      "InternalServerError",
      "InternalServerError",
      "APIConnectionError",
      "queued",
    ]);
  });
});

describe("the strict fake of OpenRouter works with", () => {
  test.skipIf(!installed.npm)("@openrouter/sdk, which sends the same fields as ugoku", async () => {
    const fake = openrouterServer();
    await using server = await serveStrict(fake);
    const module = ofNpm("@openrouter/sdk/esm/index.js");
    const words = [module, server.baseURL, secretKey, join(folder.path, "1280.png")];
    expect(await runProgram(process.execPath, "openrouter.mjs", words)).toEqual({
      created: "pending",
      polling: true,
      status: "completed",
      urls: 1,
      clip: "ftyp",
      gone: { type: "NotFoundResponseError", status: 404 },
      wrong_key: { type: "UnauthorizedResponseError", status: 401 },
      unknown_model: { type: "NotFoundResponseError", status: 404 },
    });

    const client = clientOf(server.baseURL, {
      apiKey: secretKey,
      dialect: "openrouter",
      model: "google/veo-3.1",
      pollInterval: 5,
    } as object);
    const animation = client
      .animate(await picture(1280, 720))
      .withPrompt("The camera slowly pushes in.")
      .lint("off");
    const clip = await animation.duration(4).size("1280x720").render();
    expect((await clip.bytes()).length).toBe(fake.clip.length);
    const [theirs, ours] = fake.creates;
    expect(ours).toEqual(theirs);
  });
});
