import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DownloadError } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { clipOf, mp4, serveContent, whole } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";

cleanEnvironment();

const fakeClip = async () => {
  const fake = createFakeVideosApi();
  return (await submit(clientOf("http://videos.test/v1", { fetch: fake.fetch }))).wait();
};

describe("a clip in memory", () => {
  test("is the same bytes, as bytes, as a Blob and as a stream", async () => {
    const clip = await fakeClip();
    const bytes = await clip.bytes();
    expect(String.fromCharCode(...bytes.subarray(4, 8))).toBe("ftyp");
    const blob = await clip.blob();
    expect(blob.type).toBe("video/mp4");
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(bytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await clip.stream()) chunks.push(chunk);
    expect(new Uint8Array(Buffer.concat(chunks))).toEqual(bytes);
  });

  test("comes with a thumbnail and a sprite sheet of their own types", async () => {
    const clip = await fakeClip();
    expect((await clip.thumbnail()).type).toBe("image/webp");
    expect((await clip.spritesheet()).type).toBe("image/jpeg");
    expect((await clip.thumbnail()).size).toBeGreaterThan(0);
  });

  test("asks for nothing before it is asked for", async () => {
    await using server = await serveContent(whole(mp4(100)));
    const clip = await clipOf(server);
    expect(server.requests).toHaveLength(1);
    await clip.bytes();
    await clip.thumbnail();
    expect(server.requests.map(({ url }) => url).slice(1)).toEqual([
      "/v1/videos/video_1/content",
      "/v1/videos/video_1/content?variant=thumbnail",
    ]);
  });

  test("is a video whatever type the server says", async () => {
    await using server = await serveContent(whole(mp4(100), "application/octet-stream"));
    expect((await (await clipOf(server)).blob()).type).toBe("video/mp4");
    await using other = await serveContent(whole(mp4(100), "binary/x-unknown; a=b"));
    expect((await (await clipOf(other)).blob()).type).toBe("video/mp4");
  });

  test("may have been compressed on the way, so that its length is another", async () => {
    const bytes = mp4(50_000);
    const packed = gzipSync(bytes);
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length });
      response.end(packed);
    });
    expect(Buffer.from(await (await clipOf(server)).bytes()).equals(bytes)).toBe(true);
  });

  test("may come byte by byte", async () => {
    const bytes = mp4(40);
    await using server = await serveContent((response) => {
      const next = (at: number) => {
        if (at === bytes.length) return response.end();
        response.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1));
      };
      next(0);
    });
    expect(Buffer.from(await (await clipOf(server)).bytes()).equals(bytes)).toBe(true);
  });
});

describe("what is wrong is found in memory too", () => {
  test.each(["bytes", "blob"] as const)("%s() does not give an error as if it were a clip", async (call) => {
    await using server = await serveContent(whole(Buffer.from('{"error":{"message":"It is gone."}}')));
    const error = await failure((await clipOf(server))[call]());
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ code: "download_not_a_video", jobId: "video_1" });
    expect(error.message).toContain("It is gone.");
  });

  test.each([
    ["JSON", '{"error":"no"}'],
    ["a page", "<html>"],
    ["nothing", ""],
  ])("thumbnail() does not give %s as if it were a picture", async (_, body) => {
    await using server = await serveContent(whole(Buffer.from(body), "image/webp"));
    expect((await failure((await clipOf(server)).thumbnail())).code).toBe("download_not_a_video");
  });

  test("stream() errors with the job's id when the transfer breaks", async () => {
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write(mp4(100), () => response.destroy());
    });
    const stream = await (await clipOf(server)).stream();
    const error = await failure(new Response(stream).arrayBuffer());
    expect(error).toMatchObject({ code: "download_incomplete", retryable: true, jobId: "video_1" });
  });

  test("stream() errors when nothing comes for as long as a request may take", async () => {
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write(mp4(100));
    });
    const stream = await (await clipOf(server, { timeout: 100 })).stream();
    expect((await failure(new Response(stream).arrayBuffer())).code).toBe("download_incomplete");
  });

  test("a reader that takes its time is not a server that stalls", async () => {
    await using server = await serveContent(whole(mp4(200_000)));
    const reader = (await (await clipOf(server, { timeout: 60 })).stream()).getReader();
    let received = 0;
    for (let round = 0; ; round++) {
      const { done, value } = await reader.read();
      if (done) break;
      received += value.length;
      if (round === 0) await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(received).toBe(200_000);
  });

  test("stream() ends with its signal's reason", async () => {
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write(mp4(100));
    });
    const controller = new AbortController();
    const stream = await (await clipOf(server)).stream({ signal: controller.signal });
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 20);
    expect(await rejection(new Response(stream).arrayBuffer())).toBe(reason);
  });

  test("breaking off the stream breaks off the download", async () => {
    let closed = () => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    await using server = await serveContent((response) => {
      response.on("close", closed);
      response.writeHead(200, { "content-length": 1_000_000 });
      response.write(mp4(100));
    });
    for await (const _ of await (await clipOf(server)).stream()) break;
    await gone;
  });
});

describe("what a clip says of itself", () => {
  test("is the server's object, and when the server forgets it", async () => {
    await using server = await serveContent(whole(mp4(100)), { expires_at: 1_800_003_600, quality: "standard" });
    const clip = await clipOf(server);
    expect(clip.expiresAt).toEqual(new Date(1_800_003_600_000));
    expect(clip.video).toMatchObject({ id: "video_1", quality: "standard" });
    expect(Object.isFrozen(clip)).toBe(true);
  });

  test("is nothing about an end that the server does not name", async () => {
    await using server = await serveContent(whole(mp4(100)));
    expect((await clipOf(server)).expiresAt).toBeUndefined();
  });
});
