import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { boxes, mp4, sendFile, serveContent } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { patientClip } from "./file-server.js";

cleanEnvironment();

const starting = (text: string) => Buffer.concat([Buffer.from(text, "latin1"), Buffer.alloc(500, 7)]);

const formats: readonly (readonly [string, Buffer, string, string])[] = [
  ["an AVI video", starting("RIFF\x10\x02\0\0AVI LIST"), "avi", "video/x-msvideo"],
  ["a WebM video", starting("\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm"), "webm", "video/webm"],
  ["a Matroska video", starting("\x1aE\xdf\xa3\xa3B\x82\x88matroska"), "mkv", "video/x-matroska"],
  ["a GIF", starting("GIF89a\x40\0\x40\0"), "gif", "image/gif"],
  ["a Flash video", starting("FLV\x01\x05"), "flv", "video/x-flv"],
  ["a Windows Media video", starting("0&\xb2u\x8ef\xcf\x11"), "wmv", "video/x-ms-wmv"],
  ["an Ogg video", starting("OggS\0\x02"), "ogv", "video/ogg"],
];

describe.each(formats)("a clip that is %s", (name, file, extension, type) => {
  test("is read as it is, with its own type", async () => {
    await using server = await serveContent(sendFile(file, "application/octet-stream"));
    const { clip } = await patientClip(server);
    expect(Buffer.from(await clip.bytes()).equals(file)).toBe(true);
    expect((await clip.blob()).type).toBe(type);
    expect(Buffer.from(await new Response(await clip.stream()).arrayBuffer()).equals(file)).toBe(true);
  });

  test("is saved under its own extension, in any case, and under a name without one", async () => {
    await using folder = await emptyFolder();
    await using server = await serveContent(sendFile(file));
    const { clip } = await patientClip(server);
    for (const saved of [`clip.${extension}`, `CLIP.${extension.toUpperCase()}`, "clip"]) {
      await clip.saveTo(join(folder.path, saved));
      expect((await readFile(join(folder.path, saved))).equals(file)).toBe(true);
    }
  });

  test("is refused under .mp4, with a hint that names the extension, and not asked for at another place", async () => {
    await using folder = await emptyFolder();
    await using server = await serveContent(sendFile(file), { url: "http://127.0.0.1:9/clip.mp4" });
    const { clip } = await patientClip(server);
    const error = await failure(clip.saveTo(join(folder.path, "clip.mp4")));
    expect(error).toMatchObject({
      name: "DownloadError",
      code: "download_format_mismatch",
      retryable: false,
      jobId: "video_1",
      allowed: expect.arrayContaining([extension]),
    });
    expect(error.message).toMatch(`The server's clip is ${name}, and`);
    expect(error.hint).toContain(`.${extension}`);
    expect(error.hint).toContain("clip.bytes()");
    expect(await folder.names()).toEqual([]);
    expect(server.requests.filter(({ url }) => url.includes("/content"))).toHaveLength(1);
  });
});

describe("a clip of the MP4 family", () => {
  test.each([
    ["isom", "clip.mp4"],
    ["M4V ", "clip.m4v"],
    ["3gp4", "clip.3gp"],
    ["qt  ", "clip.mov"],
  ])("of the brand %j is saved as %s", async (brand, name) => {
    await using folder = await emptyFolder();
    const file = mp4(1_000);
    file.write(brand, 8, "latin1");
    await using server = await serveContent(sendFile(file));
    await (await patientClip(server)).clip.saveTo(join(folder.path, name));
    expect(await folder.names()).toEqual([name]);
  });

  test("is refused under the extension of another format", async () => {
    await using folder = await emptyFolder();
    await using server = await serveContent(sendFile(mp4(1_000)));
    const error = await failure((await patientClip(server)).clip.saveTo(join(folder.path, "clip.webm")));
    expect(error).toMatchObject({ code: "download_format_mismatch", hint: expect.stringContaining(".mp4") });
    expect(await folder.names()).toEqual([]);
  });

  test("may be a QuickTime file without a brand", async () => {
    await using server = await serveContent(sendFile(boxes(["wide", 0], ["mdat", 200], ["moov", 50])));
    expect((await (await patientClip(server)).clip.blob()).type).toBe("video/quicktime");
  });

  test("of the fake is complete", async () => {
    const fake = createFakeVideosApi();
    const clip = await (await submit(clientOf("http://videos.test/v1", { fetch: fake.fetch }))).wait();
    expect((await clip.blob()).type).toBe("video/mp4");
  });
});

test.each([
  ["a PNG picture", "\x89PNG\r\n\x1a\n"],
  ["a JPEG picture", "\xff\xd8\xff\xe0"],
  ["a ZIP archive", "PK\x03\x04"],
])("%s is named, and not asked for again", async (name, start) => {
  await using server = await serveContent(sendFile(starting(start)));
  const error = await failure((await patientClip(server)).clip.bytes());
  expect(error).toMatchObject({ code: "download_not_a_video", retryable: false });
  expect(error.message).toContain(name);
});

describe("an MP4 whose boxes say that a part is missing", () => {
  const film = boxes(["ftyp", 16], ["moov", 500], ["mdat", 20_000]);
  const wide = Buffer.alloc(16);
  wide.writeUInt32BE(1, 0);
  wide.write("mdat", 4, "latin1");
  wide.writeBigUInt64BE(50_000n, 8);

  const broken: readonly (readonly [string, Buffer])[] = [
    ["in mdat", film.subarray(0, 15_000)],
    ["in a box of 64 bits", Buffer.concat([film, wide, Buffer.alloc(100)])],
    ["in the header of a box", film.subarray(0, 24 + 508 + 5)],
    ["in moov", boxes(["ftyp", 16], ["mdat", 500], ["moov", 900]).subarray(0, 1_000)],
    ["before moov", boxes(["ftyp", 16], ["mdat", 20_000])],
    [
      "where moov is zeros that a disk has reserved",
      Buffer.concat([boxes(["ftyp", 16], ["mdat", 500]), Buffer.alloc(900)]),
    ],
    ["in the last fragment", boxes(["ftyp", 16], ["moov", 500], ["moof", 90], ["mdat", 900]).subarray(0, 1_200)],
  ];

  test.each(broken)("%s is never saved, though its length agrees", async (_, file) => {
    await using folder = await emptyFolder();
    await using server = await serveContent(sendFile(file));
    const { clip } = await patientClip(server);
    for (const call of [() => clip.saveTo(join(folder.path, "clip.mp4")), () => clip.bytes()]) {
      const error = await failure(call());
      expect(error).toMatchObject({
        name: "DownloadError",
        code: "download_incomplete",
        retryable: true,
        jobId: "video_1",
      });
      expect(error.message).toContain(`all of its ${file.length} bytes arrived`);
    }
    expect(await folder.names()).toEqual([]);
    // The server may still be writing it, but a large file must not be transferred again and again.
    expect(server.requests.filter(({ url }) => url.includes("/content"))).toHaveLength(6);
  });

  test.each([
    ["before mdat", boxes(["ftyp", 16], ["moov", 500])],
    ["in moov", film.subarray(0, 300)],
    ["in mdat", film.subarray(0, 15_000)],
  ])("that ends %s is never saved without a length either", async (_, file) => {
    await using folder = await emptyFolder();
    await using server = await serveContent((response) => {
      response.writeHead(200, { "content-type": "video/mp4" });
      response.end(file);
    });
    const { clip } = await patientClip(server);
    const error = await failure(clip.saveTo(join(folder.path, "clip.mp4")));
    expect(error).toMatchObject({ code: "download_incomplete", retryable: true });
    expect(await folder.names()).toEqual([]);
  });

  test("is downloaded again: the server may have completed it", async () => {
    await using folder = await emptyFolder();
    let asked = 0;
    await using server = await serveContent((response) => {
      asked += 1;
      sendFile(asked === 1 ? film.subarray(0, 9_000) : film)(response);
    });
    const path = join(folder.path, "clip.mp4");
    await (await patientClip(server)).clip.saveTo(path);
    expect((await readFile(path)).equals(film)).toBe(true);
  });

  const endless = Buffer.from([0, 0, 0, 0, 0x6d, 0x64, 0x61, 0x74]);
  test.each<[string, Buffer]>([
    [
      "in fragments",
      boxes(["ftyp", 16], ["moov", 500], ["moof", 90], ["mdat", 900], ["moof", 90], ["mdat", 9], ["mfra", 8]),
    ],
    [
      "with segments",
      boxes(["styp", 16], ["ftyp", 8], ["moov", 99], ["sidx", 30], ["moof", 90], ["mdat", 900]).subarray(24),
    ],
    ["with mdat to the end", Buffer.concat([boxes(["ftyp", 16], ["moov", 500]), endless, Buffer.alloc(999)])],
    ["with moov behind mdat", boxes(["ftyp", 16], ["free", 8], ["mdat", 900], ["moov", 500])],
    ["with padding behind the last box", Buffer.concat([film, Buffer.alloc(64)])],
    ["with a box whose name is not ASCII", boxes(["ftyp", 16], ["moov", 500], ["mdat", 90], ["\xa9xyz", 8])],
  ])("is not one that is complete %s", async (_, file) => {
    await using server = await serveContent(sendFile(file));
    expect(Buffer.from(await (await patientClip(server)).clip.bytes()).equals(file)).toBe(true);
  });
});
