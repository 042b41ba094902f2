// One batch of bench:batch: a stream of photos through the built package's animateAll(). Says its figures to its parent.
import { readFileSync } from "node:fs";
import { animateAll } from "../../dist/batch.js";
import { createUgoku } from "../../dist/index.js";

const [baseURL, outDir, count, image] = process.argv.slice(2);
const picture = readFileSync(image);
const prompt = "The flowers slowly sway in the wind.";

/** The image is made when its turn comes, as a catalogue's file is read then. */
async function* items() {
  for (let photo = 0; photo < Number(count); photo++)
    yield {
      image: Buffer.concat([picture, Buffer.from(`photo-${photo}-end`)]),
      // Of every two, one has a prompt of its own.
      prompt: photo % 2 ? prompt : `${prompt} Take ${photo}.`,
      key: `photo-${photo}`,
    };
}

const ugoku = createUgoku({ baseURL, logger: false });
globalThis.gc?.();
const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 20);
const cpuBefore = process.cpuUsage();
const { done, failed, elapsedMs } = await animateAll(items(), { ugoku, outDir, concurrency: 100, lint: "off" });
const cpu = process.cpuUsage(cpuBefore);
clearInterval(watch);
process.send({
  done,
  failed,
  elapsedMs,
  cpuMs: (cpu.user + cpu.system) / 1_000,
  before,
  peak: Math.max(peak, process.memoryUsage.rss()),
});
process.disconnect();
