// @module-tag slow
// @module-tag node-independent

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BufferSource, Input, MP4 } from "mediabunny";
import { describe, expect, test } from "vitest";
import { serveStrict } from "../dialects/strict-server.js";
import { vllmOmniServer } from "../dialects/vllm-omni-server.js";
import { secretKey } from "../helpers/clients.js";
import { examples, getExample, readersFolder, run } from "./page.js";

/** The expected output and files of each example: a clip's width, height and seconds, or another file. */
const runs: Readonly<Record<string, { prints: RegExp[]; leaves: Record<string, readonly number[] | "a file"> }>> = {
  "Quick start": {
    prints: [/^completed 100$/m, /quick-start\.mp4 \d{5,}$/m],
    leaves: { "quick-start.mp4": [1280, 720, 4] },
  },
  "Product photo to portrait clip": {
    prints: [/^image: \d+ of 100$/m, /^ {2}image-shape: /m, /^product\.mp4 720x1280$/m],
    leaves: { "product.mp4": [720, 1280, 4] },
  },
  "Banner to social clips": {
    prints: [/^no-text-rendering: /m, /^score: \d\d → 100$/m],
    leaves: { "feed.mp4": [640, 360, 2], "story.mp4": [360, 640, 2] },
  },
  "Concept art with a camera move": {
    prints: [/^12 s, 480x270, prompt 100 of 100$/m, /^camera: orbit$/m],
    leaves: { "mood-film.mp4": [480, 270, 12] },
  },
  "A catalogue": {
    prints: [/^done .*turn\.mp4$/m, /^3 done, 0 failed, 0 ambiguous, 0 skipped\nagain: 0 done, 3 skipped$/m],
    leaves: { "clips/turn.mp4": [480, 270, 1], "clips/lift.mp4": [480, 270, 1], "clips/room.mp4": [480, 270, 1] },
  },
  "Progress bar": {
    prints: [/^░{25} {3}0 % queued/m, /in_progress, \d+ s left$/m, /^█{25} 100 % completed/m],
    leaves: { "progress-bar.mp4": [640, 360, 4] },
  },
  "Resume in another process": {
    prints: [/^process \d+ submitted video_\w+ and ends\nprocess \d+ saved resumed\.mp4$/m],
    leaves: { "resumed.mp4": [64, 64, 1], "ticket.json": "a file" },
  },
  "AWS Lambda and SQS": {
    prints: [
      /^submit again .* jobs: 1$/m,
      /batchItemFailures: \[\]/,
      /^in S3: \/my-bucket\/clips\/order-1\.mp4, 1\d{3} bytes$/m,
    ],
    leaves: {},
  },
  "Streaming to S3": {
    prints: [/^s3:\/\/my-bucket\/video_\w+\.mp4$/m, /^in S3: \/my-bucket\/video_\w+\.mp4, 1\d{3} bytes$/m],
    leaves: {},
  },
  "Webhooks on Hono": {
    prints: [/^forged 400 webhook_invalid\ngenuine 200 ok\nrepeated 200 webhook_replayed$/m],
    leaves: { "video_*.mp4": [64, 64, 1] },
  },
  "Self-hosted vLLM-Omni": {
    prints: [/^size_unsupported - .*1920x1072/m, /^vllm-omni\.mp4 video_\w+$/m],
    leaves: { "vllm-omni.mp4": [64, 64, 1] },
  },
  "Vercel AI SDK": { prints: [/^ai-sdk\.mp4 video\/mp4 \d{5,} \[\]$/m], leaves: { "ai-sdk.mp4": [640, 360, 2] } },
};

/** Sections whose files are compiled and called elsewhere: workers and routes are not run by Node. */
const runElsewhere = ["The stand-in for AWS", "Next.js route", "Cloudflare Worker"];

async function getShape(path: string): Promise<number[]> {
  const input = new Input({ formats: [MP4], source: new BufferSource(await readFile(path)) });
  const track = await input.getPrimaryVideoTrack();
  return [track?.codedWidth ?? 0, track?.codedHeight ?? 0, Math.round(await input.computeDuration())];
}

test("every example of the page is run here or listed as run by another test", () => {
  expect([...Object.keys(runs), ...runElsewhere].toSorted()).toEqual(examples.map(({ title }) => title).toSorted());
});

describe("examples copied from the page into an empty folder", () => {
  test.each(Object.entries(runs))(
    "%s runs with its command",
    { timeout: 180_000 },
    async (title, { prints, leaves }) => {
      const example = getExample(title);
      expect(example.commands).toHaveLength(1);
      await using folder = await readersFolder(example);
      const before = await folder.names();
      const { code, out, said } = await run(example.commands[0] ?? "", folder);
      expect({ code, said }).toEqual({ code: 0, said: expect.not.stringContaining("Error") });
      for (const words of prints) expect(out).toMatch(words);

      // Ids are of the run: "video_*.mp4" stands for whichever it was.
      const left = (await folder.names()).filter((name) => !before.includes(name));
      const named = new Map(left.map((name) => [name.replace(/^video_\w+/, "video_*"), name]));
      const expected = new Set(Object.keys(leaves).map((name) => name.split("/")[0]));
      expect([...named.keys()].toSorted()).toEqual([...expected].toSorted());
      for (const [name, shape] of Object.entries(leaves)) {
        const path = join(folder.path, named.get(name) ?? name);
        if (shape !== "a file") expect([name, ...(await getShape(path))]).toEqual([name, ...shape]);
      }
    },
  );
});

test("vLLM-Omni example › works with a strict fake of vLLM-Omni", { timeout: 120_000 }, async () => {
  const strict = vllmOmniServer();
  strict.nextOutcome = { end: "completed", polls: 1 };
  await using wire = await serveStrict(strict);
  const example = getExample("Self-hosted vLLM-Omni");
  await using folder = await readersFolder(example);
  const env = { UGOKU_BASE_URL: wire.baseURL, UGOKU_API_KEY: secretKey };
  const { code, out } = await run("node vllm-omni.mjs", folder, env);
  expect([code, out.includes("vllm-omni.mp4")]).toEqual([0, true]);
  expect(strict.creates).toHaveLength(1);
  expect(strict.creates[0]?.fields).toMatchObject({
    size: "832x480",
    seconds: "5",
    seed: "7",
    negative_prompt: "blur",
  });
  expect(strict.dropped).toEqual([]);
  expect((await readFile(join(folder.path, "vllm-omni.mp4"))).equals(strict.clip)).toBe(true);
});
