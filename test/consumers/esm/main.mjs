import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createUgoku, ImageError, isUgokuError, probeImage } from "ugoku";
import { lintPrompt } from "ugoku/lint";
import { lintPrompt as lintEnglish } from "ugoku/lint/en";
import { preview } from "ugoku/preview";
import { createFakeVideosApi } from "ugoku/testing";

for (const entry of ["webhook", "batch", "bullmq", "ai-sdk", "doctor"]) await import(`ugoku/${entry}`);
assert.equal(lintPrompt("動画にして").errorCount, 1);
assert.equal(lintEnglish("make it a video").errorCount, 1);

const fake = createFakeVideosApi();
const png = Buffer.from(process.env.UGOKU_TEST_PNG, "base64");
await writeFile("photo.png", png);
assert.equal(probeImage(png).width, 1280);

const { animate } = createUgoku({ baseURL: "http://fake.test/v1", fetch: fake.fetch });
const clip = await animate("photo.png").withPrompt("The cat slowly blinks.").size("1280x720").render();
await clip.saveTo("esm.mp4", { overwrite: true });

const missing = await animate("nothing.png")
  .withPrompt("The cat blinks.")
  .plan()
  .catch((error) => error);
assert(missing instanceof ImageError && isUgokuError(missing) && missing.code === "image_not_found", String(missing));

if (process.env.UGOKU_TEST_PREVIEW === "no") {
  const error = await createUgoku({ endpoint: preview(), logger: false })
    .animate("photo.png")
    .withPrompt("The cat blinks.")
    .render()
    .catch((reason) => reason);
  assert.equal(error.code, "preview_unavailable");
  assert.match(error.hint, /npm install/);
} else {
  const ugoku = createUgoku({ endpoint: preview(), logger: false });
  const small = await ugoku
    .animate("photo.png")
    .model("preview")
    .withPrompt("Pan left.")
    .duration(1)
    .size("320x180")
    .render();
  await small.saveTo("preview.mp4", { overwrite: true });
}
console.log("esm ok");
