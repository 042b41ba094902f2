import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/find-dialect.js";
import { ApiError, JobFailedError } from "../../src/index.js";
import { prompt, secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture } from "../helpers/pictures.js";
import { buildAnimation, cases, clientFor, submitTo } from "./cases.js";
import { type ParsedCreate, serveStrict } from "./strict-server.js";

cleanEnvironment();

/** The image's bytes, in whatever form they arrived. */
function getImage({ image }: ParsedCreate): { readonly type: string; readonly bytes: Buffer } {
  if (typeof image === "object" && "bytes" in image) {
    expect(image).toMatchObject({ name: "image.png" });
    return image as { type: string; bytes: Buffer };
  }
  const [, type = "", base64 = ""] = /^data:(image\/\w+);base64,(.*)$/s.exec(String(image)) ?? [];
  return { type, bytes: Buffer.from(base64, "base64") };
}

describe.each(cases)("$name", (one) => {
  const { name, make } = one;
  const start = async () => {
    const strict = make();
    const wire = await serveStrict(strict);
    return { strict, wire, [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() };
  };
  const isJobless = name === "dynamo";
  const { auth, can } = dialects[name];

  test("sends the image in the dialect's encoding and saves the clip unchanged", async () => {
    await using server = await start();
    const { strict, wire } = server;
    await using folder = await emptyFolder();
    const ugoku = clientFor(one, wire);
    const plan = await (await buildAnimation(ugoku)).plan();
    expect(plan.request).toMatchObject({ dialect: name, encoding: one.encoding, url: `${wire.baseURL}/videos` });
    expect(wire.requests).toEqual([]);

    const job = await submitTo(ugoku);
    const [create] = strict.creates;
    expect(create).toMatchObject({ encoding: one.encoding });
    expect(create?.fields).toEqual(one.fields);
    expect(strict.dropped).toEqual([]);
    const image = getImage(create!);
    expect(image.type).toBe("image/png");
    expect(image.bytes.equals(Buffer.from(await picture(720, 1280)))).toBe(true);
    expect([...strict.jobs.keys()]).toEqual([job.id]);

    const clip = await job.wait();
    const path = join(folder.path, "clip.mp4");
    const saved = await clip.saveTo(path);
    expect((await readFile(path)).equals(strict.clip)).toBe(true);
    expect(saved.bytes).toBe(strict.clip.length);
    expect(await folder.names()).toEqual(["clip.mp4"]);
    expect(wire.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(wire.requests.filter(({ method }) => method === "GET").length > 0).toBe(!isJobless);
  });

  test("sends an image URL in the dialect's encoding, or refuses it before any request", async () => {
    await using server = await start();
    const { strict, wire } = server;
    const url = "https://images.test/cat.png?size=1";
    const work = submitTo(clientFor(one, wire), { url, send: "reference" });
    if (!one.byURL) {
      const error = await failure(work);
      expect(error).toMatchObject({ name: "RequestError", code: "unsupported" });
      expect(error.message).toContain(`"${name}"`);
      expect(error.hint).toContain("Pass the image itself");
      expect(wire.requests).toEqual([]);
      return;
    }
    await work;
    expect(strict.creates[0]?.image).toEqual(one.byURL(url));
    expect(strict.dropped).toEqual([]);
  });

  test("sends a file id, or refuses it before any request", async () => {
    await using server = await start();
    const { strict, wire } = server;
    const work = submitTo(clientFor(one, wire), { fileId: "file_1" });
    if (name === "openai") {
      await work;
      expect(strict.creates[0]?.image).toEqual({ file_id: "file_1" });
      return;
    }
    expect(await failure(work)).toMatchObject({ code: "unsupported" });
    expect(wire.requests).toEqual([]);
  });

  test("lists jobs, or rejects with unsupported before any request", async () => {
    await using server = await start();
    const { strict, wire } = server;
    // Ended at once: Azure has no room for a third that runs.
    strict.nextOutcome = { end: "completed", polls: 0 };
    const ugoku = clientFor(one, wire);
    if (!one.list) {
      const error = await failure(ugoku.list());
      expect(error).toMatchObject({ name: "RequestError", code: "unsupported" });
      expect(error.message).toBe(`Servers of the dialect "${name}" cannot list jobs.`);
      expect(wire.requests).toEqual([]);
      return;
    }
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.push((await submitTo(ugoku)).id);
    const { data } = await ugoku.list({ limit: 2 });
    // These two sort by whole seconds: within one, their list is in the order of the create requests.
    const listed = data.map(({ id }) => id).slice(0, 2);
    if (name === "vllm-omni" || name === "sglang") expect(ids).toEqual(expect.arrayContaining(listed));
    else expect(listed).toEqual(ids.reverse().slice(0, 2));
  });

  test("cancels jobs, or rejects with unsupported before any request", async () => {
    await using server = await start();
    const { strict, wire } = server;
    const job = await submitTo(clientFor(one, wire));
    const sent = wire.requests.length;
    if (!one.cancel) {
      const error = await failure(job.cancel());
      expect(error).toMatchObject({ name: "RequestError", code: "unsupported" });
      expect(error.message).toBe(`Servers of the dialect "${name}" cannot cancel a job.`);
      expect(wire.requests).toHaveLength(sent);
      return;
    }
    expect((await job.cancel()).outcome).toBe(one.cancel);
    // The work of a job may go on without it.
    expect(strict.jobs.has(job.id)).toBe(one.cancel === "refused");
    if (one.cancel !== "refused") return;
    await job.wait();
    expect((await job.cancel()).outcome).toBe("confirmed");
    expect(strict.jobs.size).toBe(0);
  });

  test("downloads thumbnails, or rejects with unsupported before any request", async () => {
    await using server = await start();
    const { wire } = server;
    const clip = await (await submitTo(clientFor(one, wire))).wait();
    const sent = wire.requests.length;
    if (one.pictures) {
      expect((await clip.thumbnail()).type).toBe("image/webp");
      expect((await clip.spritesheet()).type).toBe("image/jpeg");
      return;
    }
    for (const work of [clip.thumbnail(), clip.spritesheet()])
      expect(await failure(work)).toMatchObject({ name: "RequestError", code: "unsupported" });
    expect(wire.requests).toHaveLength(sent);
  });

  test("a failed job reports the server's message", async () => {
    await using server = await start();
    const { strict, wire } = server;
    strict.nextOutcome = { end: "failed", polls: 2 };
    const error = await failure((await submitTo(clientFor(one, wire))).wait());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ code: "job_failed" });
    expect(error.message).toMatch(/ended as failed/);
    expect(error.message).toMatch(one.failed);
  });

  test.runIf(one.ends.length > 0)("waiting ends at a final status without a clip", async () => {
    await using server = await start();
    const { strict, wire } = server;
    for (const end of one.ends) {
      strict.nextOutcome = { end, polls: 2 };
      const job = await submitTo(clientFor(one, wire));
      const error = await failure(job.wait());
      expect(error).toMatchObject({ name: "JobFailedError", jobId: job.id });
      // New API has one word for both.
      expect(error.message).toContain(`ended as ${name === "new-api" ? "failed" : end}`);
    }
  });

  test("a rejected create request reports the server's message and is sent once", async () => {
    await using server = await start();
    const { wire } = server;
    const [model, status, words] = one.refused;
    if (model === "") {
      // These two serve one model, and take any name for it: what they refuse is a range.
      const error = await failure(
        clientFor(one, wire, { apiKey: "another-key-0123456789" })
          .animate(await picture(720, 1280))
          .withPrompt(prompt)
          .lint("off")
          .submit(),
      );
      expect(error).toMatchObject({ code: "unauthorized", status: 401 });
      expect(error.message).toContain("Incorrect API key provided");
    } else {
      const animation = (await buildAnimation(clientFor({ ...one, model }, wire)))
        .fit("cover")
        .size(name === "new-api" ? "640x640" : "720x1280");
      const error = await failure(animation.submit());
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status });
      expect(error.message).toMatch(words);
      expect(error.message).not.toContain(prompt);
    }
    expect(wire.requests).toHaveLength(1);
  });

  test("another client resumes the ticket, if the server has jobs", async () => {
    await using server = await start();
    const { strict, wire } = server;
    const { ticket } = await submitTo(clientFor(one, wire));
    const stored = JSON.parse(JSON.stringify(ticket));
    expect(stored).toMatchObject({ dialect: name, baseURL: wire.baseURL, model: one.model });
    const sent = wire.requests.length;
    const resumed = clientFor(one, wire).resume(stored);
    if (isJobless) {
      const error = await failure(resumed.wait());
      expect(error).toMatchObject({ code: "unsupported", jobId: stored.id });
      expect(error.hint).toContain("The clip was in the response to the create request");
      expect(wire.requests).toHaveLength(sent);
      return;
    }
    expect(Buffer.from(await (await resumed.wait()).bytes()).equals(strict.clip)).toBe(true);
    expect(wire.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test.runIf(!isJobless)("a completed job without content rejects with the server's message", async () => {
    await using server = await start();
    const { strict, wire } = server;
    strict.nextOutcome = { end: "completed", polls: 1, withoutContent: true };
    await using folder = await emptyFolder();
    const clip = await (await submitTo(clientFor(one, wire, { sleep: async () => {} }))).wait();
    const error = await failure(clip.saveTo(join(folder.path, "clip.mp4")));
    expect(error).toMatchObject({ name: "DownloadError", jobId: clip.jobId });
    expect(error.message).toMatch(/not ready|still in-progress|variant None not found|not completed yet/);
    expect(await folder.names()).toEqual([]);
  });

  test("a fractional duration is refused before any request if the server requires integers", async () => {
    await using server = await start();
    const { strict, wire } = server;
    const ugoku = clientFor({ ...one, model: "a-model-of-no-table" }, wire);
    const animation = ugoku
      .animate(await picture(720, 1280))
      .withPrompt(prompt)
      .duration(4.5);
    if (one.fractions) {
      expect((await animation.plan()).request.seconds).toBe(4.5);
      return;
    }
    const error = await failure(animation.submit());
    expect(error).toMatchObject({ code: "duration_unsupported" });
    expect(error.hint).toMatch(/\.duration\(\d\)/);
    expect(strict.creates).toEqual([]);
    expect(wire.requests).toEqual([]);
  });

  test("plan() warns of missing capabilities", async () => {
    await using server = await start();
    const { wire } = server;
    const { warnings } = await (await buildAnimation(clientFor(one, wire))).plan();
    const said = warnings.filter(({ code }) => code === "server_cannot").map(({ message }) => message);
    const says = (words: RegExp) => said.some((message) => words.test(message));
    expect(says(/cannot list jobs/)).toBe(!one.list);
    expect(says(/cannot cancel/)).toBe(!one.cancel);
    expect(says(/cannot make thumbnails/)).toBe(!one.pictures);
    expect(says(/only answer a create request with the clip itself/)).toBe(isJobless);
    expect(says(/only report the progress/)).toBe(can.retrieve && !can.progress);
    for (const message of said) expect(message).toContain(`"${name}"`);
    expect(wire.requests).toEqual([]);
  });

  test("every request has the key and matches the protocol", async () => {
    await using server = await start();
    const { wire } = server;
    await (await (await submitTo(clientFor(one, wire))).wait()).bytes();
    for (const { headers, url } of wire.requests) {
      expect(headers[auth.header]).toBe(`${auth.prefix}${secretKey}`);
      expect(url).toMatch(/\/videos(\/[^/?]+(\/content(\?index=0)?)?)?$/);
    }
  });
});
