// One image and one prompt become one MP4, without an API key and without a network.
import { createUgoku } from "ugoku";
import { preview } from "ugoku/preview";

const { animate } = createUgoku({ endpoint: preview() });

const clip = await animate(process.argv[2] ?? "photo.jpg")
  .withPrompt("She turns slowly to the right and smiles; guests chat softly behind her. The camera pushes in.")
  .duration(4)
  .render({ onUpdate: ({ status, progress }) => console.log(status, progress) });

const { path, bytes } = await clip.saveTo("quick-start.mp4", { overwrite: true });
console.log(path, bytes);
