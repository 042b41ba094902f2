import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { SubmitUncertainError } from "../../src/index.js";
import { secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve } from "../helpers/servers.js";
import { buildAnimation, clientFor, named, submitTo } from "./cases.js";
import { dynamoServer } from "./dynamo-server.js";
import { serveStrict } from "./strict-server.js";

cleanEnvironment();

const one = named("dynamo");

describe("Dynamo, which responds to a create request with the clip, ›", () => {
  test("has a longer timeout for the create request, and is never polled", async () => {
    const strict = dynamoServer({ held: 700 });
    await using wire = await serveStrict(strict);
    const updates: string[] = [];
    const clip = await (await buildAnimation(clientFor(one, wire, { timeout: 100 }))).render({
      onUpdate: ({ status }) => updates.push(status),
    });
    expect(Buffer.from(await clip.bytes()).equals(strict.clip)).toBe(true);
    expect(updates).toEqual(["completed"]);
    expect(wire.requests).toHaveLength(1);
  });

  test("returns the clip's URL on request; another origin gets no key", async () => {
    const bytes = mp4(5_000);
    await using store = await serve((_, response) => void response.end(bytes));
    await using wire = await serveStrict(dynamoServer({ held: 0, url: (id) => `${store.origin}/${id}.mp4` }));
    const clip = await (await buildAnimation(clientFor(one, wire))).extra({ response_format: "url" }).render();
    expect(Buffer.from(await clip.bytes()).equals(bytes)).toBe(true);
    expect(JSON.stringify(store.requests[0]!.headers)).not.toContain(secretKey);
    expect(wire.requests).toHaveLength(1);
  });

  test("rejects a path on the server's disk without another request", async () => {
    await using wire = await serveStrict(dynamoServer({ held: 0 }));
    const clip = await (await buildAnimation(clientFor(one, wire))).extra({ response_format: "url" }).render();
    const error = await failure(clip.bytes());
    expect(error).toMatchObject({ code: "unsupported" });
    expect(wire.requests).toHaveLength(1);
  });

  test("rejects invalid bytes", async () => {
    await using wire = await serve((_, response) =>
      json(response, { id: "1", object: "video", created: 1, status: "completed", data: [{ b64_json: "%%%" }] }),
    );
    const error = await failure((await (await submitTo(clientFor(one, wire))).wait()).bytes());
    expect(error).toMatchObject({ name: "DownloadError", code: "response_invalid" });
    expect(error.message).toContain("not valid Base64");
    expect(inspect(error)).not.toContain("[object");
  });

  test("a lost response is uncertain and cannot be reconciled", async () => {
    await using wire = await serve((_, response) => void response.destroy());
    const error = await failure(submitTo(clientFor(one, wire)));
    expect(error).toBeInstanceOf(SubmitUncertainError);
    const uncertain = error as SubmitUncertainError;
    const found = await failure(uncertain.reconcile());
    expect(found).toMatchObject({ code: "submit_uncertain" });
    expect(found.message).toContain('Servers of the dialect "dynamo" cannot list jobs.');
    // Not sent again, and not looked for in vain.
    expect(wire.requests).toHaveLength(1);
  });

  test("an abort ends the create request at once", async () => {
    await using wire = await serveStrict(dynamoServer({ held: 5_000 }));
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    const started = Date.now();
    const animation = await buildAnimation(clientFor(one, wire));
    await expect(animation.submit({ signal: controller.signal })).rejects.toBe(reason);
    expect(Date.now() - started).toBeLessThan(4_500);
  });

  test("records the create request's duration as the job's", async () => {
    await using wire = await serveStrict(dynamoServer({ held: 0 }));
    const job = await submitTo(clientFor(one, wire));
    const clip = await job.wait();
    expect(typeof clip.video.created_at).toBe("number");
    expect(clip.video.created_at).toBe(clip.video.created);
  });
});

describe("a list as the response to a create request", () => {
  test.each([
    { object: "list", data: [{ id: "video_1", status: "completed", url: "https://a.test/1.mp4" }] },
    { object: "list", data: [{ id: "sora-2", object: "model" }] },
    { data: [{ id: "video_1", status: "completed", url: "https://a.test/1.mp4" }] },
    { data: [] },
    { data: [{}] },
  ])("is not a clip: %j", async (body) => {
    for (const name of ["openai", "dynamo"] as const) {
      await using wire = await serve((_, response) => json(response, body));
      const error = await failure(submitTo(clientFor({ ...one, name, model: "sora-2" }, wire)));
      expect(error).toMatchObject({ code: "submit_uncertain" });
    }
  });
});
