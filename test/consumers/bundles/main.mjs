// Every entry point in one bundle for Node, where no optional package is installed.
import { createUgoku } from "ugoku";
import { createUgokuProvider } from "ugoku/ai-sdk";
import { animateAll } from "ugoku/batch";
import { createVideoQueue } from "ugoku/bullmq";
import { probeEndpoint } from "ugoku/doctor";
import { lintPrompt } from "ugoku/lint";
import { preview } from "ugoku/preview";
import { createFakeVideosApi, sampleImage } from "ugoku/testing";
import { verifyWebhook } from "ugoku/webhook";

const all = [createUgokuProvider, animateAll, createVideoQueue, probeEndpoint, lintPrompt, verifyWebhook];
const render = (options) =>
  createUgoku({ ...options, logger: false })
    .animate(sampleImage())
    .withPrompt("The cat slowly blinks.")
    .render();

async function main() {
  const fake = createFakeVideosApi();
  const clip = await render({ baseURL: "http://fake.test/v1", fetch: fake.fetch });
  const error = await render({ endpoint: preview() }).catch((reason) => reason);
  if ((await clip.bytes()).length > 100 && error.code === "preview_unavailable" && all.every(Boolean))
    console.log("bundle ok");
  else throw error;
}
void main();
