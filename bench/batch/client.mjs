// One batch of bench:batch: a stream of photos through the built package's animateAll(). Says its figures to its parent.
import { readFileSync } from "node:fs";
import { animateAll } from "../../dist/batch.js";
import { createUgoku } from "../../dist/index.js";
import { watchMemory } from "./memory.mjs";

const [baseURL, outDir, count, image, open] = process.argv.slice(2);
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
const memory = watchMemory();
const report = await animateAll(items(), { ugoku, outDir, concurrency: Number(open), lint: "off" });
const seen = memory.stop();
// The report is used after the measuring: what it holds is kept, and counts.
process.send({ done: report.done, failed: report.failed, ...seen });
process.disconnect();
