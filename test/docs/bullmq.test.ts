// @module-tag slow
// @module-tag node-independent

/** Runs the worker of docs/guides/bullmq.md, with the built package and without Redis. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocks } from "../../scripts/docs/markdown.mjs";
import { read } from "../../scripts/docs/pages.mjs";
import { readersFolder, run } from "../examples/page.js";

const { code: program = "" } =
  blocks(read("docs/guides/bullmq.md")).find(({ code }) => code.includes("createVideoWorker(")) ?? {};

test("the worker of the guide exits after SIGTERM while Redis is unreachable", { timeout: 120_000 }, async () => {
  await using folder = await readersFolder({ title: "", files: [], packages: ["bullmq", "ioredis"], commands: [] });
  // Nothing listens on port 1.
  const changed = program.replace("6379", "1").replace("25_000", "2_000").replace("/clips", folder.path);
  writeFileSync(join(folder.path, "worker.mjs"), changed);
  writeFileSync(
    join(folder.path, "stop.mjs"),
    'await import("./worker.mjs");\nsetTimeout(() => process.kill(process.pid, "SIGTERM"), 500);\n',
  );
  expect(await run("node stop.mjs", folder)).toMatchObject({ code: 1, said: expect.stringContaining("ECONNREFUSED") });
});
