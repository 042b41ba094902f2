// A wide product photo → a portrait clip that shows the complete photo.
import { createUgoku } from "ugoku";
import { lintImage } from "ugoku/lint";
import { preview } from "ugoku/preview";

const photo = process.argv[2] ?? "photo.jpg";
const size = "720x1280";

// Checks the image for this shape before anything is paid for.
const { score, messages } = await lintImage({ path: photo }, { size });
console.log(`image: ${score} of 100`);
for (const { ruleId, message } of messages) console.log(`  ${ruleId}: ${message}`);

const { animate } = createUgoku({ endpoint: preview(), onLint: () => {} });
const clip = await animate(photo)
  .withPrompt("The model slowly lifts the mug and smiles; steam rises from it. The camera gently pushes in.")
  .size(size)
  .fit("contain", { background: "edge" }) // borders in the color of the photo's edge; nothing is cropped
  .duration(4)
  .render();

await clip.saveTo("product.mp4", { overwrite: true });
console.log("product.mp4", clip.video.size);
