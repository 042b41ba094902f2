// An app for browsers. The server behind it is played by a function, so that the page needs no network.
import { createUgoku } from "ugoku";
import { lintPrompt } from "ugoku/lint/ja";
import { verifyWebhook } from "ugoku/webhook";

const requests = [];
const mp4 = Uint8Array.from([0, 0, 0, 16, ...new TextEncoder().encode("ftypisom"), 0, 0, 2, 0]);

async function fetch(input, init) {
  const request = new Request(input, init);
  const { pathname } = new URL(request.url);
  const form = request.method === "POST" ? await request.formData() : undefined;
  requests.push([request.method, pathname, form?.get("input_reference").size ?? 0]);
  if (pathname.endsWith("/content"))
    return new Response(mp4, { headers: { "content-type": "video/mp4", "content-length": `${mp4.length}` } });
  const status = form ? "queued" : "completed";
  return Response.json({ id: "video_1", object: "video", model: "sora-2", status, progress: form ? 0 : 100 });
}

async function main() {
  const bytes = Uint8Array.from(atob(globalThis.photo), (character) => character.charCodeAt(0));
  const { animate } = createUgoku({ baseURL: "http://videos.test/v1", fetch, logger: false, pollInterval: () => 1 });
  const animation = animate(new Blob([bytes], { type: "image/png" }))
    .withPrompt("The cat slowly blinks.")
    .size("1280x720");
  const plan = await animation.plan();
  const clip = await animation.render();
  const refused = await animate("photo.png")
    .withPrompt("The cat blinks.")
    .plan()
    .catch((error) => error.code);
  return {
    rules: lintPrompt("動画にして").messages.map(({ ruleId }) => ruleId),
    planned: [plan.request.seconds, plan.lint.errorCount],
    clip: (await clip.bytes()).length,
    requests,
    photo: bytes.length,
    refused,
    webhook: typeof verifyWebhook,
  };
}
globalThis.outcome = main();
