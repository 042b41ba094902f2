// One batch of bench:batch: a stream of photos through animateAll() of the built package. Sends its figures to the parent.
import { readFileSync } from "node:fs";
import { animateAll } from "../../dist/batch.js";
import { createUgoku } from "../../dist/index.js";
import { watchMemory } from "./memory.mjs";

const [baseURL, outDir, count, image, open] = process.argv.slice(2);
const picture = readFileSync(image);
const prompt = "The flowers slowly sway in the wind.";

/** The image is created on demand, as the file of a catalogue is read on demand. */
async function* items() {
  for (let photo = 0; photo < Number(count); photo++)
    yield {
      image: Buffer.concat([picture, Buffer.from(`photo-${photo}-end`)]),
      // Every second one has its own prompt.
      prompt: photo % 2 ? prompt : `${prompt} Take ${photo}.`,
      key: `photo-${photo}`,
    };
}

const ugoku = createUgoku({ baseURL, logger: false });
const memory = watchMemory();
const report = await animateAll(items(), { ugoku, outDir, concurrency: Number(open), lint: "off" });
const seen = memory.stop();
// The report is used after the measurement, so that its memory counts.
process.send({ done: report.done, failed: report.failed, ...seen });
process.disconnect();
