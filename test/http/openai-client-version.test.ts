import { readFileSync } from "node:fs";
import { join } from "node:path";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { quiet, serveFake } from "./round-trip.js";

cleanEnvironment();

const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, string>>;
const root = join(import.meta.dirname, "../..");

/** The version that the tests are said to run against: by the folder that the matrix names, else by package.json. */
function promised(): string | undefined {
  const folder = process.env.UGOKU_TEST_OPENAI;
  if (folder) return /openai@([^/]+)\/node_modules\/openai$/.exec(folder)?.[1];
  return read(join(root, "package.json")).devDependencies?.openai;
}

test("requests come from the supported version of openai", async () => {
  expect(promised()).toMatch(/^\d+\.\d+\.\d+$/);
  await using server = await serveFake();
  await quiet({ client: new OpenAI({ baseURL: server.baseURL, apiKey: secretKey }) }).list();
  expect(server.requests[0]?.headers["user-agent"]).toBe(`OpenAI/JS ${promised()}`);
  expect(server.requests[0]?.headers["x-stainless-package-version"]).toBe(promised());
});
