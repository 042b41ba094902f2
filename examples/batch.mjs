// A catalogue: many images on one machine. It can be stopped at any time; the next run continues and pays for nothing twice.
import { createUgoku } from "ugoku";
import { animateAll } from "ugoku/batch";
import { preview } from "ugoku/preview";

const ugoku = createUgoku({ endpoint: preview(), model: "preview" });

// Or the path of a manifest: animateAll("catalogue.csv", …), with the columns image, prompt, duration, size …
const prompts = {
  turn: "The woman slowly turns to the right and smiles; guests chat softly behind her. The camera pushes in.",
  lift: "The woman slowly lifts the mug; steam rises from it. The camera gently pans to the left.",
  room: "The guests chat softly behind the woman, who slowly smiles. The camera slowly pulls back.",
};
const items = Object.entries(prompts).map(([key, prompt]) => {
  return { image: process.argv[2] ?? "photo.jpg", prompt, duration: 1, size: "480x270", key, output: `${key}.mp4` };
});

const options = {
  ugoku,
  outDir: "clips", // also the folder of the ledger, which records what was paid for
  maxCost: 5, // US dollars for the whole run; refused before anything is sent
  onEvent(event) {
    if (event.type === "completed") console.log("done", event.result.output);
    if (event.type === "failed") console.error(event.result.key, event.result.error?.message);
  },
};

const first = await animateAll(items, options);
console.log(`${first.done} done, ${first.failed} failed, ${first.ambiguous} ambiguous, ${first.skipped} skipped`);

const again = await animateAll(items, options);
console.log(`again: ${again.done} done, ${again.skipped} skipped`);
