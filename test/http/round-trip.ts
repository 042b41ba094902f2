import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { createUgoku, defaultPollInterval, type Ugoku, type UgokuOptions } from "../../src/index.js";
import { createFakeVideosApi, type FakeVideosApi } from "../../src/testing.js";
import { prompt } from "../helpers/clients.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";
import { serve, type WireRequest, type WireServer } from "../helpers/servers.js";

/** A client without a logger and with the default poll interval. */
export const quiet = (options: UgokuOptions): Ugoku =>
  createUgoku({ logger: false, pollInterval: defaultPollInterval, ...options }) as unknown as Ugoku;

/** A real server that keeps what came over the wire, with our fake behind it. `before` may answer instead. */
export async function serveFake(
  fake: FakeVideosApi = createFakeVideosApi(),
  before: (request: WireRequest) => Response | undefined = () => undefined,
): Promise<WireServer & { readonly fake: FakeVideosApi }> {
  const server = await serve(async (request, response) => {
    const { method, url, headers, body } = request;
    const init = { method, headers: headers as Record<string, string>, body: new Uint8Array(body) };
    const answer =
      before(request) ??
      (await fake.fetch(`${server.origin}${url}`, method === "POST" ? init : { method, headers: init.headers }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  return Object.assign(server, { fake });
}

/** Create with a picture, wait, save to a file, list, delete: each step checked. */
export async function roundTrip(ugoku: Ugoku, fake: FakeVideosApi): Promise<void> {
  await using folder = await emptyFolder();
  const image = await portrait();
  const job = await ugoku.animate(image).withPrompt(prompt).duration(8).size("720x1280").submit();
  expect(fake.jobs.map(({ video }) => video.id)).toEqual([job.id]);
  const created = fake.requests.find(({ method }) => method === "POST");
  expect(created?.body).toMatchObject({
    kind: "multipart",
    fields: { model: "sora-2", prompt, seconds: "8", size: "720x1280" },
    files: { input_reference: { filename: "image.png", type: "image/png" } },
  });
  if (created?.body?.kind !== "multipart") throw new Error("It was no form.");
  expect(Buffer.from(created.body.files.input_reference!.bytes).equals(Buffer.from(image))).toBe(true);

  const clip = await job.wait();
  const path = join(folder.path, "clip.mp4");
  const saved = await clip.saveTo(path);
  const bytes = await readFile(path);
  expect(bytes.length).toBe(saved.bytes);
  expect(bytes.subarray(4, 8).toString()).toBe("ftyp");
  expect(await folder.names()).toEqual(["clip.mp4"]);
  expect(await clip.thumbnail()).toMatchObject({ type: "image/webp" });

  const { data } = await ugoku.list({ limit: 5 });
  expect(data.map(({ id }) => id)).toEqual([job.id]);
  expect((await job.cancel()).outcome).toBe("confirmed");
  expect(fake.jobs).toEqual([]);
}
