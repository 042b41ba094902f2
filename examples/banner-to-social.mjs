// An old web banner → one clip for feeds (landscape) and one for stories (portrait).

import sharp from "sharp"; // comes with ugoku; pnpm needs it in your own package.json
import { createUgoku } from "ugoku";
import { lintPrompt } from "ugoku/lint";
import { preview } from "ugoku/preview";

// A banner of 1500x500. With a file of your own: animate("banner.png").
const title = `<svg width="1500" height="500"><text x="60" y="440" font-size="90" fill="white">Autumn café</text></svg>`;
const photo = sharp(process.argv[2] ?? "photo.jpg").resize(1500, 500);
const banner = await photo
  .composite([{ input: Buffer.from(title) }])
  .png()
  .toBuffer();

// The first idea asks for text, which video models cannot draw. The linter reports it before anything is paid for.
const idea = "Show the title text, steam slowly rises from the mug, the camera pans left.";
for (const { ruleId, message } of lintPrompt(idea).messages) console.log(`${ruleId}: ${message}`);
const prompt = "The woman slowly lifts the mug; steam rises from it. The camera gently pans to the left.";
console.log("score:", lintPrompt(idea).score, "→", lintPrompt(prompt).score);

const { animate } = createUgoku({ endpoint: preview(), model: "preview", onLint: () => {} });
const base = animate(banner).withPrompt(prompt).duration(2);
const clips = { feed: base.size("640x360").fit("contain"), story: base.size("360x640").fit("cover") };

for (const [name, clip] of Object.entries(clips)) {
  const { path, bytes } = await (await clip.render()).saveTo(`${name}.mp4`, { overwrite: true });
  console.log(path, bytes);
}
