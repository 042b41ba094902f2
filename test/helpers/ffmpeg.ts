import { spawnSync } from "node:child_process";

/** Whether the programs are there. A skipped test is easily overlooked: if not, it is said what is not looked at. */
export function hasFfmpegFor(what: string, programs: readonly string[] = ["ffmpeg"]): boolean {
  const has = programs.every((program) => spawnSync(program, ["-version"]).status === 0);
  if (!has) console.warn(`skipped: ffmpeg is not installed, so that ${what}`);
  return has;
}
