// Concept art → a mood film: twelve seconds and one camera move; prints the plan before it renders.
import { createUgoku } from "ugoku";
import { motionFromPrompt, preview } from "ugoku/preview";

const prompt =
  "Warm light slowly drifts across the café while guests murmur softly. The camera slowly orbits to the right.";

const { animate } = createUgoku({ endpoint: preview(), model: "preview" });
const film = animate(process.argv[2] ?? "photo.jpg")
  .withPrompt(prompt)
  .duration(12)
  .size("480x270");

const plan = await film.plan(); // reads the image, runs every check, sends nothing
console.log(`${plan.request.seconds} s, ${plan.request.size}, prompt ${plan.lint?.score} of 100`);
console.log(
  "camera:",
  motionFromPrompt(prompt)
    .moves.map(({ kind }) => kind)
    .join(", "),
);

await (await film.render()).saveTo("mood-film.mp4", { overwrite: true });
console.log("mood-film.mp4");
