import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ReadOptions } from "../../src/download/clip.js";
import { type Clip, DownloadError } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { boxes, clipOf, mp4, sendFile, serveContent } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { json, serveSocket, video } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";
import { patientClip } from "./file-server.js";

cleanEnvironment();

const fakeClip = async () => {
  const fake = createFakeVideosApi();
  return (await submit(clientOf("http://videos.test/v1", { fetch: fake.fetch }))).wait();
};

describe("bytes(), blob(), stream()", () => {
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

  test("thumbnail() and spritesheet() have their own types", async () => {
    const clip = await fakeClip();
    expect((await clip.thumbnail()).type).toBe("image/webp");
    expect((await clip.spritesheet()).type).toBe("image/jpeg");
    expect((await clip.thumbnail()).size).toBeGreaterThan(0);
  });

  test("sends no request before a method is called", async () => {
    await using server = await serveContent(sendFile(mp4(100)));
    const clip = await clipOf(server);
    expect(server.requests).toHaveLength(1);
    await clip.bytes();
    await clip.thumbnail();
    expect(server.requests.map(({ url }) => url).slice(1)).toEqual([
      "/v1/videos/video_1/content",
      "/v1/videos/video_1/content?variant=thumbnail",
    ]);
  });

  test("blob() is a video for any content type of the server", async () => {
    await using server = await serveContent(sendFile(mp4(100), "application/octet-stream"));
    expect((await (await clipOf(server)).blob()).type).toBe("video/mp4");
    await using other = await serveContent(sendFile(mp4(100), "binary/x-unknown; a=b"));
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

describe("bytes(), blob(), stream() › errors", () => {
  test("rejects half a clip from a proxy that lost its server and ends the body regularly", async () => {
    const bytes = mp4(50_000);
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-type": "video/mp4" });
      response.write(bytes.subarray(0, 20_000));
      response.end();
    });
    const { clock, sleep } = manualTime();
    const error = await failure((await clipOf(server, { clock, sleep })).bytes());
    expect(error).toMatchObject({ code: "download_incomplete", retryable: true, jobId: "video_1" });
    expect(error.message).toContain("20000 of an unknown number of bytes");
  });

  test.each(["bytes", "blob"] as const)("%s() does not give an error as if it were a clip", async (call) => {
    await using server = await serveContent(sendFile(Buffer.from('{"error":{"message":"It is gone."}}')));
    const error = await failure((await clipOf(server))[call]());
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ code: "download_not_a_video", jobId: "video_1" });
    expect(error.message).toContain("It is gone.");
  });

  test("a text that goes on for ever is refused by its start, without waiting for more", async () => {
    let connections = 0;
    await using server = await serveContent((response) => {
      connections += 1;
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("The disk is full. ".repeat(1_500));
    });
    const error = await failure((await clipOf(server)).bytes());
    expect(error).toMatchObject({ code: "download_not_a_video" });
    expect(error.message).toContain("The disk is full.");
    expect(connections).toBe(1);
  });

  test.each([
    ["JSON", '{"error":"no"}'],
    ["a page", "<html>"],
    ["nothing", ""],
  ])("thumbnail() does not give %s as if it were a picture", async (_, body) => {
    await using server = await serveContent(sendFile(Buffer.from(body), "image/webp"));
    expect((await failure((await clipOf(server)).thumbnail())).code).toBe("download_not_a_video");
  });

  test("stream() errors with the job's id when the transfer breaks", async () => {
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write(mp4(100), () => response.destroy());
    });
    const stream = await (await patientClip(server)).clip.stream();
    const error = await failure(new Response(stream).arrayBuffer());
    expect(error).toMatchObject({ code: "download_incomplete", retryable: true, jobId: "video_1" });
  });

  test("stream() errors after the stall timeout", async () => {
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-length": 1_000 });
      response.write(mp4(100));
    });
    const stream = await (await patientClip(server, { timeout: 100 })).clip.stream();
    expect((await failure(new Response(stream).arrayBuffer())).code).toBe("download_incomplete");
  });

  test("a reader that takes its time is not a server that stalls", async () => {
    await using server = await serveContent(sendFile(mp4(200_000)));
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

  test("a reader that stops holds the server back", async () => {
    const block = mp4(64 * 1024);
    const total = 100_000_000;
    let sent = 0;
    let closed = () => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    await using server = await serveContent((response) => {
      response.on("close", closed);
      response.writeHead(200, { "content-length": total });
      const pump = () => {
        while (sent < total) {
          sent += block.length;
          if (!response.write(block)) return void response.once("drain", pump);
        }
      };
      pump();
    });
    const reader = (await (await clipOf(server)).stream()).getReader();
    await reader.read();
    // Until nothing more leaves: what the sockets of both sides hold is full.
    for (let before = -1; before !== sent; ) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(sent).toBeLessThan(total / 4);
    // And lets it go, also where nobody waits for a byte.
    await reader.cancel();
    await gone;
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

describe("clip › expired", () => {
  const expired = { expires_at: 1_800_000_000 };
  const calls: readonly (readonly [string, (clip: Clip, options?: ReadOptions) => Promise<unknown>])[] = [
    ["bytes", (clip, options) => clip.bytes(options)],
    ["blob", (clip, options) => clip.blob(options)],
    ["stream", (clip, options) => clip.stream(options).then((stream) => new Response(stream).arrayBuffer())],
    ["thumbnail", (clip, options) => clip.thumbnail(options)],
    ["spritesheet", (clip, options) => clip.spritesheet(options)],
    [
      "saveTo",
      async (clip, options) => {
        await using folder = await emptyFolder();
        const path = join(folder.path, "clip.mp4");
        await clip.saveTo(path, options).finally(async () => expect((await folder.names()).length).toBeLessThan(2));
      },
    ],
  ];

  test.each(calls)("is requested by %s() all the same", async (_, call) => {
    await using server = await serveContent(sendFile(mp4(100)), expired);
    const { clip, time } = await patientClip(server);
    time.pass(61_000);
    await call(clip);
    expect(server.requests.filter(({ url }) => url.includes("/content"))).toHaveLength(1);
  });

  test.each(calls)("is download_expired if the server refuses %s()", async (_, call) => {
    await using server = await serveContent((response) => json(response, { error: "gone" }, 410), expired);
    const { clip, time } = await patientClip(server);
    time.pass(61_000);
    const error = await failure(call(clip));
    expect(error).toMatchObject({ code: "download_expired", retryable: false, jobId: "video_1", ticket: { v: 1 } });
    expect(error).toBeInstanceOf(DownloadError);
    expect(error.message).toContain("2027-01-15T08:00:00.000Z, and it is 2027-01-15T08:01:01.000Z");
  });

  test.each([1_800_000_001, 0, null, undefined, -1, 1e300])("is not one of expires_at %j", async (seconds) => {
    await using server = await serveContent(sendFile(mp4(100)), { expires_at: seconds });
    const { clip } = await patientClip(server);
    expect(await clip.bytes()).toHaveLength(100);
    expect(clip.expiresAt).toEqual(seconds === 1_800_000_001 ? new Date(1_800_000_001_000) : undefined);
  });
});

test("an option that a call does not have is refused", async () => {
  await using server = await serveContent(sendFile(mp4(100)));
  const clip = await clipOf(server);
  const error = await failure(clip.bytes({ signall: undefined } as ReadOptions));
  expect(error).toMatchObject({ code: "option_invalid", hint: "Did you mean signal?", jobId: "video_1" });
  expect((await failure(clip.stream(null as unknown as ReadOptions))).code).toBe("option_invalid");
});

describe("bytes() › a body without a length", () => {
  const film = boxes(["ftyp", 16], ["moov", 500], ["mdat", 20_000]);
  const wide = Buffer.alloc(16);
  wide.writeUInt32BE(1, 0);
  wide.write("mdat", 4, "latin1");
  wide.writeBigUInt64BE(5_016n, 8);
  const endless = Buffer.from([0, 0, 0, 0, 0x6d, 0x64, 0x61, 0x74]);
  const serveBare = (bytes: Buffer) =>
    serveSocket((socket) => {
      socket.once("data", (data) => {
        const isFile = String(data).includes("/content");
        const body = isFile ? bytes : Buffer.from(JSON.stringify(video({ status: "completed" })));
        socket.write(
          `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: ${isFile ? "video/mp4" : "application/json"}\r\n\r\n`,
        );
        socket.end(body);
      });
    });
  const read = async (bytes: Buffer) => {
    await using server = await serveBare(bytes);
    const { clock, sleep } = manualTime();
    return Buffer.from(await (await clientOf(server.baseURL, { clock, sleep }).resume("video_1").wait()).bytes());
  };

  test.each([
    ["in a box", film.subarray(0, 15_000)],
    ["in the head of a box", film.subarray(0, 24 + 508 + 5)],
    ["in the head of a box of 64 bits", Buffer.concat([film, wide.subarray(0, 12)])],
    ["before the box that says how to play it", boxes(["ftyp", 16], ["mdat", 20_000])],
  ])("%s is incomplete", async (_, bytes) => {
    const error = await failure(read(bytes));
    expect(error).toMatchObject({ code: "download_incomplete", jobId: "video_1" });
    expect(error.message).toContain(`${bytes.length} of an unknown number of bytes`);
  });

  test.each([
    ["at the end of a box", film],
    [
      "in a box that reaches to the end",
      Buffer.concat([boxes(["ftyp", 16], ["moov", 500]), endless, Buffer.alloc(999)]),
    ],
    ["at the end of a box of 64 bits", Buffer.concat([boxes(["ftyp", 16], ["moov", 500]), wide, Buffer.alloc(5_000)])],
    ["after bytes that are not a box", Buffer.concat([film, Buffer.from([0, 0, 0, 3]), Buffer.from("free")])],
  ])("%s is complete", async (_, bytes) => {
    expect((await read(bytes)).equals(bytes)).toBe(true);
  });
});

describe("clip", () => {
  test("is the server's object, and when the server forgets it", async () => {
    await using server = await serveContent(sendFile(mp4(100)), { expires_at: 1_800_003_600, quality: "standard" });
    const clip = await clipOf(server);
    expect(clip.expiresAt).toEqual(new Date(1_800_003_600_000));
    expect(clip.video).toMatchObject({ id: "video_1", quality: "standard" });
    expect(Object.isFrozen(clip)).toBe(true);
  });

  test("is nothing about an end that the server does not name", async () => {
    await using server = await serveContent(sendFile(mp4(100)));
    expect((await clipOf(server)).expiresAt).toBeUndefined();
  });
});
