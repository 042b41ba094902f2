import { spawnSync } from "node:child_process";

/** Whether the programs are installed. If not, a warning names the skipped tests. */
export function hasFfmpegFor(what: string, programs: readonly string[] = ["ffmpeg"]): boolean {
  const has = programs.every((program) => spawnSync(program, ["-version"]).status === 0);
  if (!has) console.warn(`skipped: ffmpeg is not installed, so that ${what}`);
  return has;
}
