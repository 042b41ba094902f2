const assert = require("node:assert/strict");
const { writeFileSync } = require("node:fs");
const { createUgoku, ImageError, isUgokuError } = require("ugoku");
const { lintPrompt } = require("ugoku/lint");
const { createFakeVideosApi } = require("ugoku/testing");

for (const entry of ["webhook", "batch", "bullmq", "ai-sdk", "doctor", "preview"]) require(`ugoku/${entry}`);
assert.equal(lintPrompt("make it a video").errorCount, 1);
assert.equal(require("ugoku/lint/ja").lintPrompt("動画にして").errorCount, 1);
assert.equal(require("ugoku/package.json").name, "ugoku");

async function main() {
  writeFileSync("photo.png", Buffer.from(process.env.UGOKU_TEST_PNG, "base64"));
  const fake = createFakeVideosApi();
  const { animate } = createUgoku({ baseURL: "http://fake.test/v1", fetch: fake.fetch });
  const clip = await animate("photo.png").withPrompt("The cat slowly blinks.").size("1280x720").render();
  await clip.saveTo("cjs.mp4", { overwrite: true });
  // The parts that need Node are of the ESM build even here: their errors must be the same to a caller.
  const missing = await animate("nothing.png")
    .withPrompt("The cat blinks.")
    .plan()
    .catch((error) => error);
  assert(missing instanceof ImageError && isUgokuError(missing) && missing.code === "image_not_found", String(missing));
  const exists = await clip.saveTo("cjs.mp4").catch((error) => error);
  assert.equal(exists.code, "output_exists");
  console.log("cjs ok");
}
void main();
