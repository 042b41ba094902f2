// A progress bar with the remaining time, from job.updates().
import { createUgoku } from "ugoku";
import { preview } from "ugoku/preview";

const { animate } = createUgoku({ endpoint: preview(), model: "preview" });
const job = await animate(process.argv[2] ?? "photo.jpg")
  .withPrompt("She turns slowly to the right and smiles; guests chat softly behind her. The camera pushes in.")
  .duration(4)
  .size("640x360")
  .submit();

const { isTTY } = process.stdout;
for await (const { status, progress, etaMs } of job.updates()) {
  const bar = "█".repeat(progress / 4).padEnd(25, "░");
  const left = etaMs === null ? "" : `, ${Math.ceil(etaMs / 1000)} s left`;
  const line = `${bar} ${String(Math.round(progress)).padStart(3)} % ${status}${left}`;
  process.stdout.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`); // a log file gets lines
}
if (isTTY) process.stdout.write("\n");

// The job has ended: wait() returns its clip, or throws the reason.
await (await job.wait()).saveTo("progress-bar.mp4", { overwrite: true });
