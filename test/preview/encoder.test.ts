// @module-tag slow

import { execFile } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { emptyFolder } from "../helpers/folders.js";
import { bundle } from "./build-worker.js";

const run = promisify(execFile);
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

const script = `
  const hooks = () => ["uncaughtException", "unhandledRejection"].map((event) => process.listeners(event));
  const own = () => {};
  process.on("unhandledRejection", own);
  const { loadEncoder } = await import("./encoder.js");
  const encode = await loadEncoder();
  const frame = new Uint8Array(64 * 64 * 1.5).fill(128);
  const bytes = await encode({ width: 64, height: 64, fps: 24, frames: 2 }, () => frame);
  const [exceptions, rejections] = hooks();
  console.log(JSON.stringify({
    type: String.fromCharCode(...bytes.subarray(4, 8)),
    exceptions: exceptions.length,
    rejections: rejections.map((listener) => listener === own),
  }));
  setTimeout(() => { throw new Error("an uncaught error"); }, 1);
`;

describe("loadEncoder()", () => {
  let ended: { readonly code: number; readonly stdout: string; readonly stderr: string };
  beforeAll(async () => {
    await using folder = await emptyFolder();
    await bundle("preview/encoder.ts", folder.path, "encoder.js");
    await symlink(modules, join(folder.path, "node_modules"), "junction");
    await writeFile(join(folder.path, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder.path, "run.js"), script);
    ended = await run(process.execPath, ["run.js"], { cwd: folder.path, timeout: 20_000 }).then(
      (output) => ({ code: 0, ...output }),
      (error) => error,
    );
  });

  it("removes the encoder's process listeners, and keeps others", () => {
    expect(JSON.parse(ended.stdout)).toEqual({ type: "ftyp", exceptions: 0, rejections: [true] });
  });

  it("does not change how an uncaught error ends the process", () => {
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("Error: an uncaught error");
    expect(ended.stderr.length).toBeLessThan(2_000);
  });
});
