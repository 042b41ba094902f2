// A webhook handler of the form Request → Response: Hono on Node, Workers, Bun or Deno.
import { Hono } from "hono";
import { createUgoku, isUgokuError } from "ugoku";
import { memoryReplayStore, signWebhook, verifyWebhook } from "ugoku/webhook";

const secret = process.env.WEBHOOK_SECRET ?? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"; // the secret of your server's webhook settings
const ugoku = createUgoku(); // the server of UGOKU_BASE_URL
const store = memoryReplayStore(); // for one process; for several, a store with an atomic add(), such as Redis' SET NX

export const app = new Hono();

app.post("/webhooks", async ({ req }) => {
  let event;
  try {
    event = await verifyWebhook(req.raw, secret, { store }); // the unchanged body: do not parse it first
  } catch (error) {
    if (!isUgokuError(error)) throw error;
    // Verified, but nothing to do: 200, or the sender retries for days.
    const nothingToDo = error.code === "webhook_replayed" || error.code === "webhook_event_unknown";
    return new Response(error.code, { status: nothingToDo ? 200 : error.code === "webhook_invalid" ? 400 : 500 });
  }
  try {
    await handle(event);
    return new Response("ok");
  } catch (error) {
    store.delete(event.webhookId); // or the sender's next attempt counts as a repeat, and the clip is lost
    console.error(error); // ugoku's errors contain no key
    return new Response("failed: send it again", { status: 500 });
  }
});

/** @param {import("ugoku/webhook").WebhookEvent} event */
async function handle(event) {
  const job = event.resume(ugoku);
  if (event.type === "video.failed") {
    const { video } = await job.poll(); // in place of console.error(), write it to your database
    console.error(job.id, "failed:", video.error);
    return;
  }
  const clip = await job.wait();
  await clip.saveTo(`${job.id}.mp4`, { overwrite: true });
}

// A demonstration, if this file is run directly: a fake server, one job, and its event, signed as a server does.
if (process.argv[1] === import.meta.filename) await demonstrate();

async function demonstrate() {
  const { createFakeVideosApi } = await import("ugoku/testing");
  const server = await createFakeVideosApi().listen();
  process.env.UGOKU_BASE_URL ??= server.url;
  const prompt = "The woman slowly turns to the right and smiles; guests chat softly behind her.";
  const job = await ugoku.animate("photo.jpg").withPrompt(prompt).fit("cover").submit();
  await job.wait();

  const event = {
    id: "evt_1",
    type: "video.completed",
    created_at: Math.floor(Date.now() / 1000),
    data: { id: job.id },
  };
  const signed = await signWebhook(event, secret);
  const forged = { ...signed, body: signed.body.replace(job.id, "video_of_someone_else") };
  for (const [name, message] of Object.entries({ forged, genuine: signed, repeated: signed })) {
    const answer = await app.request("/webhooks", { method: "POST", ...message });
    console.log(name, answer.status, await answer.text());
  }
  await server.close();
}
