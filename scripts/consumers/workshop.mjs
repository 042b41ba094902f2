// Shared by all checks of the packed tarball: the folder, running commands, reporting results.
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const work = mkdtempSync(join(tmpdir(), "ugoku-consumers-"));
export const results = [];

/** One check: its name and seconds, or why it failed. The next ones go on. */
export async function check(name, test) {
  const started = Date.now();
  try {
    await test();
    results.push(true);
    console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    results.push(false);
    console.log(`FAIL  ${name}\n${error.message}`);
  }
}

/** Runs a command and returns its output. Throws if its exit code is not `expect` (default 0). */
export function run(command, words, { cwd = work, expect = 0, env } = {}) {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (status !== expect) throw new Error(`${command} ${words.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout + stderr;
}

export const npm = (cwd, ...words) =>
  run("npm", [...words, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], { cwd });
