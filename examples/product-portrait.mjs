// A shop's photo, wider than a phone is high → a portrait clip that shows all of it.
import { createUgoku } from "ugoku";
import { lintImage } from "ugoku/lint";
import { preview } from "ugoku/preview";

const photo = process.argv[2] ?? "photo.jpg";
const size = "720x1280";

// Before anything is paid for: is the picture good enough for this shape?
const { score, messages } = await lintImage({ path: photo }, { size });
console.log(`image: ${score} of 100`);
for (const { ruleId, message } of messages) console.log(`  ${ruleId}: ${message}`);

const { animate } = createUgoku({ endpoint: preview(), onLint: () => {} });
const clip = await animate(photo)
  .withPrompt("The model slowly lifts the mug and smiles; steam rises from it. The camera gently pushes in.")
  .size(size)
  .fit("contain", { background: "edge" }) // borders in the photo's own edge colour; nothing is cut off
  .duration(4)
  .render();

await clip.saveTo("product.mp4", { overwrite: true });
console.log("product.mp4", clip.video.size);
