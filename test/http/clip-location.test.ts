import { describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/find-dialect.js";
import { findClips, locateClip } from "../../src/http/clip-location.js";
import { mp4 } from "../helpers/clips.js";

const at = "https://cdn.test/v/clip.mp4?sig=abc";
/** Without an extension, so that only the field says what it is. */
const plain = "https://cdn.test/v/7f3a";
const base64 = mp4(100).toString("base64");
const urls = (value: unknown) => locateClip(value).flatMap((source) => (source.kind === "url" ? [source.url] : []));

describe("the URL of a clip", () => {
  test.each<[string, (url: string) => unknown]>([
    ["url", (url) => ({ url })],
    ["video_url", (url) => ({ video_url: url })],
    ["videoUrl", (url) => ({ videoUrl: url })],
    ["result_url", (url) => ({ result_url: url })],
    ["download_url", (url) => ({ download_url: url })],
    ["downloadURL", (url) => ({ downloadURL: url })],
    ["output_url", (url) => ({ output_url: url })],
    ["content_url", (url) => ({ content_url: url })],
    ["file-url", (url) => ({ "file-url": url })],
    ["metadata.url", (url) => ({ metadata: { url, model: "m" } })],
    ["video", (url) => ({ video: url })],
    ["video.url", (url) => ({ video: { url, duration: 5 } })],
    ["video.src", (url) => ({ video: { src: url } })],
    ["output", (url) => ({ output: url })],
    ["output, a list", (url) => ({ output: [url] })],
    ["output.url", (url) => ({ output: { url } })],
    ["output.video_url", (url) => ({ output: { task_id: "t", video_url: url } })],
    ["output[0].content[0].video", (url) => ({ output: [{ content: [{ video: url }] }] })],
    ["result.url", (url) => ({ result: { url } })],
    ["result.sample", (url) => ({ result: { sample: url } })],
    ["result.videos[0].urls[0]", (url) => ({ result: { videos: [{ urls: [url] }] } })],
    ["content.video_url", (url) => ({ content: { video_url: url } })],
    ["task_result.videos[0].url", (url) => ({ task_result: { videos: [{ id: "v", url, duration: "5" }] } })],
    ["assets.video", (url) => ({ assets: { video: url, image: `${url}.png` } })],
    ["videos[0]", (url) => ({ videos: [url] })],
    ["videos[0].url", (url) => ({ videos: [{ url }] })],
    ["data[0].url", (url) => ({ data: [{ url, output_format: "mp4" }] })],
    ["data.video_url", (url) => ({ data: { status: "SUCCESS", video_url: url } })],
    ["data.data.output.url", (url) => ({ data: { data: { output: { url } } } })],
    ["data, a text", (url) => ({ data: url })],
    ["unsigned_urls[0]", (url) => ({ unsigned_urls: [url] })],
    ["generations[0].url", (url) => ({ generations: [{ id: "g", url }] })],
    ["generations[0].video.uri", (url) => ({ generations: [{ video: { uri: url } }] })],
    [
      "response.generateVideoResponse.generatedSamples[0].video.uri",
      (url) => ({ response: { generateVideoResponse: { generatedSamples: [{ video: { uri: url } }] } } }),
    ],
    ["oss", (url) => ({ oss: url })],
    ["address", (url) => ({ address: url })],
    ["task.content.url", (url) => ({ task: { content: { url } } })],
    ["image2video.url", (url) => ({ image2video: { url } })],
    ["image_to_video_result.file", (url) => ({ image_to_video_result: { file: url } })],
    ["outcome.movieLink", (url) => ({ outcome: { movieLink: url } })],
    ["works[0].resource.resource", (url) => ({ works: [{ resource: { resource: url } }] })],
    ["resultJson, JSON in a text", (url) => ({ resultJson: JSON.stringify({ resultUrls: [url] }) })],
    [
      "a list of kinds",
      (url) => ({
        data: [
          { type: "image", url: "https://cdn.test/a" },
          { type: "video", url },
        ],
      }),
    ],
    ["a text", (url) => url],
  ])("is found in %s", (_, make) => {
    const job = make(plain);
    const value = typeof job === "string" ? job : { id: "1", object: "video", status: "completed", ...(job as object) };
    expect(urls(value)).toEqual([plain]);
  });

  test("is found in a field of any name, if the file is a video", () => {
    expect(urls({ id: "1", artefact: { final: at } })).toEqual([at]);
    expect(urls({ id: "1", artefact: { final: plain } })).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["thumbnail_url", { thumbnail_url: plain }],
    ["thumbnailUrl", { thumbnailUrl: plain }],
    ["video.thumbnail", { video: { thumbnail: { url: plain } } }],
    ["cover_image_url", { cover_image_url: plain }],
    ["video_cover", { video_cover: plain }],
    ["poster", { poster: at }],
    ["preview_url", { preview_url: at }],
    ["image.url", { image: { url: plain } }],
    ["images[0].url", { images: [{ url: plain }] }],
    ["callback_url", { callback_url: plain }],
    ["webhook", { webhook: at }],
    ["webhookEndpoint.url", { webhookEndpoint: { url: plain } }],
    ["input.video_url", { input: { video_url: at } }],
    ["input_reference.image_url", { input_reference: { image_url: plain } }],
    ["video_reference.url", { video_reference: { url: at } }],
    ["reference_url", { reference_url: plain }],
    ["source_video_url", { source_video_url: at }],
    ["first_frame_url", { first_frame_url: plain }],
    ["frame_images[0].image_url.url", { frame_images: [{ image_url: { url: plain } }] }],
    ["audio_url", { audio_url: plain }],
    ["request.output.url", { request: { output: { url: plain } } }],
    ["parameters.video_url", { parameters: { video_url: at } }],
    ["urls.get and urls.cancel", { urls: { get: plain, cancel: plain } }],
    ["status_url", { status_url: plain }],
    ["error.docs_url", { error: { docs_url: plain } }],
    ["prompt", { prompt: at }],
    ["an object of the type image", { output: { type: "image/png", url: plain } }],
    ["a picture", { url: "https://cdn.test/a.webp?x=1" }],
    ["a playlist", { video_url: "https://cdn.test/a.m3u8" }],
    ["a path of the server's disk", { url: "/outputs/clip.mp4" }],
    ["a file: URL", { url: "file:///outputs/clip.mp4" }],
    ["no URL", { url: "http://" }],
    ["another type", { url: 7, video_url: null, output: [] }],
  ])("is not %s", (_, job) => {
    expect(urls({ id: "1", status: "completed", ...(job as object) })).toEqual([]);
  });

  test("of several, that of the most specific field is first", () => {
    const job = { link: "https://a.test/1", url: "https://a.test/2", video_url: "https://a.test/3", other: at };
    expect(urls(job)).toEqual(["https://a.test/3", "https://a.test/2", at]);
  });

  test("of a list of clips, only the first is found", () => {
    expect(urls({ videos: [{ url: `${plain}1` }, { url: `${plain}2` }] })).toEqual([`${plain}1`]);
  });

  test("a large or deep job is searched for a limited time", () => {
    let deep: unknown = { url: plain };
    for (let depth = 0; depth < 5_000; depth++) deep = { output: deep };
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`output_${at}`, { output: ["x"] }]));
    const started = performance.now();
    expect(urls({ deep, wide })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("Base64 text of a clip", () => {
  const inline = (value: unknown) =>
    locateClip(value).flatMap((source) => (source.kind === "inline" ? [source.base64] : []));

  test.each<[string, unknown]>([
    ["data[0].b64_json", { data: [{ b64_json: base64 }] }],
    ["video_base64", { video_base64: base64 }],
    ["output.video", { output: { video: base64 } }],
    ["video.bytesBase64Encoded", { video: { bytesBase64Encoded: base64 } }],
    ["a field of any name", { artefact: base64 }],
    ["the response itself", base64],
  ])("is found in %s", (_, job) => {
    expect(inline(job)).toEqual([base64]);
  });

  test("is found in a data: URL", () => {
    expect(inline({ url: `data:video/mp4;base64,${base64}` })).toEqual([`data:video/mp4;base64,${base64}`]);
  });

  test.each<[string, unknown]>([
    ["a thumbnail", { thumbnail_b64: base64 }],
    ["an input", { input: { video: base64 } }],
    ["a picture", { output: "iVBORw0KGgo".padEnd(200, "A") }],
    ["a data: URL of a picture", { output: `data:image/png;base64,${base64}` }],
    ["a text", { output: "The woman turns her head" }],
  ])("is not %s", (_, job) => {
    expect(inline(job)).toEqual([]);
  });
});

describe("the places of a clip", () => {
  const job = { id: "1", status: "completed", url: at };

  test("begin with those of the dialect; the others follow", () => {
    const kinds = (dialect: keyof typeof dialects, video: object = job) =>
      findClips(video as typeof job, dialects[dialect], "https://a.test/v1").map(({ kind }) => kind);
    expect(kinds("openai")).toEqual(["content", "url"]);
    expect(kinds("sglang")).toEqual(["url", "content"]);
    expect(kinds("openai", { ...job, video_base64: base64 })).toEqual(["content", "inline", "url"]);
    expect(kinds("dynamo")).toEqual(["url"]);
    expect(kinds("openai", { ...job, id: "inline-key" })).toEqual(["url"]);
  });

  test("include a field that the dialect names, before all others", () => {
    const own = {
      ...dialects.sglang,
      result: { from: ["url"], query: {}, clipFields: ["bag.items[1].there"] },
    } as const;
    const video = { ...job, bag: { items: [{}, { there: "/files/7" }] } };
    expect(findClips(video, own, "https://a.test/v1").slice(0, 2)).toEqual([
      { kind: "url", url: "https://a.test/files/7" },
      { kind: "url", url: at },
    ]);
  });
});
