import { rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toTask } from "../../src/batch/bullmq/job-data.js";
import { sealImages } from "../../src/batch/seal-image.js";
import { animateAll, type BatchItem } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const prompt = "The flowers slowly sway in the wind.";

/** A server that records which photo each key was sent with: photos end with their name. */
function world() {
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0, pollAfterMs: 10 } });
  const sent: { key: string; photo: string }[] = [];
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    logger: false,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (request.method === "POST") {
        const body = Buffer.from(await request.clone().arrayBuffer()).toString("latin1");
        const [, photo = "?"] = /<(.*?)>/.exec(body.slice(body.indexOf("IEND"))) ?? [];
        sent.push({ key: request.headers.get("idempotency-key") ?? "", photo });
      }
      return fake.fetch(request);
    },
  });
  return { ugoku, sent };
}

const photo = async (name: string) => Buffer.concat([await portrait(), Buffer.from(`<${name}>`)]);

describe("a photo that is replaced during a run", () => {
  const replacements: Record<string, (path: string) => Promise<void>> = {
    "by another": async (path) => writeFile(path, await photo("new")),
    "by a rename": async (path) => {
      await writeFile(`${path}.tmp`, await photo("new"));
      await rename(`${path}.tmp`, path);
    },
    "by a longer one": async (path) => writeFile(path, Buffer.concat([await photo("old"), Buffer.from("more")])),
  };

  test.each(Object.entries(replacements))(
    "%s is not sent under the old key, and is paid for once",
    async (_, replace) => {
      await using folder = await emptyFolder();
      const { ugoku, sent } = world();
      const paths = ["a.png", "b.png"].map((name) => join(folder.path, name));
      for (const path of paths) await writeFile(path, await photo("old"));
      const items: BatchItem[] = paths.map((image, at) => ({ image, prompt: `${prompt} Take ${at}.` }));
      const options = { ugoku, outDir: join(folder.path, "clips"), lint: "off", concurrency: 1 } as const;
      let isReplaced = false;
      const first = await animateAll(items, {
        ...options,
        onEvent: ({ type }) => {
          if (type === "accepted" && !isReplaced) {
            isReplaced = true;
            replacing = replace(paths[1]!);
          }
        },
      });
      await replacing;
      expect(first).toMatchObject({ done: 1, failed: 1 });
      expect(first.items[1]?.error?.message).toContain("b.png has changed since its key was made");
      expect(await animateAll(items, options)).toMatchObject({ done: 1, skipped: 1 });
      expect(sent).toHaveLength(2);
      expect(new Set(sent.map(({ key }) => key)).size).toBe(2);
    },
  );
  let replacing: Promise<void> | undefined;

  test("that was removed fails its line only", async () => {
    await using folder = await emptyFolder();
    const { ugoku, sent } = world();
    const path = join(folder.path, "a.png");
    await writeFile(path, await photo("old"));
    const report = await animateAll([{ image: path, prompt }], {
      ...{ ugoku, outDir: join(folder.path, "clips"), lint: "off" },
      ledger: {
        // Read when the line's turn comes.
        read: async () => void (await unlink(path).catch(() => {})),
        claim: async () => undefined,
        write: async () => {},
        since: () => [],
      },
    });
    expect(report.items[0]?.error?.code).toBe("image_not_found");
    expect(sent).toEqual([]);
  });

  test("in memory: bytes that the caller changes are not sent under the old key", async () => {
    const image = new Uint8Array(await photo("old"));
    const item = { image, prompt };
    const { key } = await toTaskOf(item);
    const sealed = await sealImages(item, key, "The image");
    image.fill(0, 100, 200);
    expect(new Uint8Array(await (sealed.image as unknown as File).arrayBuffer())).not.toEqual(image);
    expect((await failure(sealImages(item, key, "The image"))).name).toBe("ImageError");
  });

  test.each(["https://images.example/a.png", "a.png"])(
    "the last frame is checked too, beside the image %s",
    async (name) => {
      await using folder = await emptyFolder();
      const image = name.startsWith("https:") ? name : join(folder.path, name);
      const lastFrame = join(folder.path, "last.png");
      for (const path of [join(folder.path, "a.png"), lastFrame]) await writeFile(path, await photo("old"));
      const item = { image, lastFrame, prompt };
      const { key } = await toTaskOf(item);
      expect((await sealImages(item, key, "The image")).lastFrame).toBeInstanceOf(File);
      await writeFile(lastFrame, await photo("new"));
      const error = await failure(sealImages(item, key, "The image"));
      expect(error).toMatchObject({ code: "image_unreadable", message: expect.stringContaining("last.png") });
    },
  );

  test("in a queue: the task says that its key is a hash of the bytes, unless the item has its own key", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "a.png");
    await writeFile(path, await photo("old"));
    const task = await toTask({ image: path, prompt });
    expect(task.isHashed).toBe(true);
    expect(await sealImages({ image: path, prompt }, task.key, path)).toMatchObject({ prompt });
    await writeFile(path, await photo("new"));
    expect((await failure(sealImages({ image: path, prompt }, task.key, path))).code).toBe("image_unreadable");
    expect((await toTask({ image: path, prompt, key: "own" })).isHashed).toBeUndefined();
    expect((await toTask({ image: join(folder.path, "elsewhere.png"), prompt })).isHashed).toBeUndefined();
  });
});

async function toTaskOf(item: BatchItem) {
  const { hashItem } = await import("../../src/batch/validate-item.js");
  return { key: await hashItem(item, "The image") };
}
