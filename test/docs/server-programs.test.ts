// @module-tag slow
// @module-tag node-independent

/**
 * Runs the programs of README and of the pages that need a server, with the built package, on the strict fake of the server
 * that they name: what such a server is known to refuse fails here.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { expect, it, vi } from "vitest";
import { type Example, examples, whyNotRun } from "../../scripts/docs/examples.mjs";
import type { DialectName } from "../../src/dialects/dialect-names.js";
import { sampleImage } from "../../src/testing.js";
import { clientFor, named, submitTo } from "../dialects/cases.js";
import { serveStrict } from "../dialects/strict-server.js";
import { readersFolder, run } from "../examples/page.js";
import { secretKey } from "../helpers/clients.js";

// It starts a process: time enough for a machine that is busy with others.
vi.setConfig({ testTimeout: 120_000 });

/** Programs that do not run on one of these fakes, and the tests of what they show. */
const elsewhere: Readonly<Record<string, RegExp>> = {
  "test/http/azure-openai-client.test.ts": /AzureOpenAI/,
  "test/dialects/define-dialect.test.ts": /defineDialect\(/,
  "test/docs/webhooks.test.ts": /verifyWebhook\(/,
  "test/ai-sdk/version-7.test.ts": /startVideo/,
  "test/clients/clients.test.ts": /127\.0\.0\.1:8787/,
  "test/docs/bullmq.test.ts": /ugoku\/bullmq/,
};

const pages = examples().filter(({ path }) => !path.startsWith("src/"));
const programs = pages.filter(
  (example) =>
    /^needs (a server|openai|ai)$/.test(whyNotRun(example) ?? "") &&
    !Object.values(elsewhere).some((pattern) => pattern.test(example.code)),
);
const withName = (list: readonly Example[]) => list.map((one) => [`${one.path}:${one.line}`, one] as const);

/** Sends every request of a program to the fake, with the key of the fake. */
const start = (origin: string) => `
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const { pathname, search } = new URL(input.url ?? input);
  const headers = new Headers(init?.headers);
  headers.set("authorization", "Bearer ${secretKey}");
  headers.set("api-key", "${secretKey}");
  return fetch("${origin}" + pathname + search, { ...init, headers });
};
await import("./program.mjs");
process.exit();
`;

const sendsCreateRequest = /\.(render|submit)\(|\bsubmit\(|animateAll\(|generateVideo\(/;

it.each(withName(programs))("%s runs on the strict fake of its server", async (_, { code, language }) => {
  const server = named((/dialect: "([\w-]+)"/.exec(code)?.[1] ?? "openai") as DialectName);
  const strict = server.make();
  strict.nextOutcome = { end: "completed", polls: 0 };
  await using wire = await serveStrict(strict);
  await using folder = await readersFolder({ title: "", files: [], packages: ["openai", "ai"], commands: [] });
  const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder.path, name), text);
  // What the reader has: images, a list of them, jobs, a ticket, and the names of keys and models.
  for (const name of ["photo.jpg", "product.jpg", "sku-1.jpg"]) write(name, sampleImage({ width: 1280, height: 720 }));
  write("catalogue.csv", "image,prompt\nphoto.jpg,The woman slowly turns to the right and smiles.\n");
  let program = code
    .replace(/"(my-deployment|my-video-model|provider\/model)"/, JSON.stringify(server.model))
    .replace(/"sk-[\w-]*…"/, '"sk-of-the-reader"');
  for (const id of code.match(/"video_\d+"/g) ?? []) {
    const job = await submitTo(clientFor(server, wire));
    program = program.replace(id, JSON.stringify(job.id));
  }
  if (code.includes('readFile("ticket.json"')) {
    const { ticket } = await submitTo(clientFor(server, wire));
    write("ticket.json", JSON.stringify({ ...ticket, baseURL: /baseURL: "(.*?)"/.exec(code)?.[1] }));
  }
  const earlier = strict.creates.length;

  write("program.mjs", (await transform(program, { loader: language as "ts" | "js", target: "es2022" })).code);
  write("start.mjs", start(wire.origin));
  const env = { UGOKU_BASE_URL: "http://localhost:8091/v1", GATEWAY_KEY: "key", AZURE_OPENAI_API_KEY: "key" };
  expect(await run("node start.mjs", folder, env)).toMatchObject({
    code: 0,
    said: expect.not.stringContaining("rror"),
  });
  expect(strict.creates.length > earlier).toBe(sendsCreateRequest.test(code));
});

/** Servers that refuse a model that they do not have, or a request that names none. */
const needsModel = /dialect: "(azure|vllm-omni|dynamo|litellm|openrouter)"/;

it.each(withName(pages.filter(({ code }) => needsModel.test(code) && !/probeEndpoint|resume\(/.test(code))))(
  "%s names a model of its server",
  (_, { code }) => expect(code).toMatch(/\bmodel\b/),
);
