// Makes src/testing/sample-clip.ts: the one small clip that the fake Videos API serves when it has no renderer.
import { writeFile } from "node:fs/promises";
import encoder from "h264-mp4-encoder";
import sharp from "sharp";

const [width, height, fps, frames] = [64, 64, 4, 4];

/** A warm square that brightens: enough to see that it plays. */
function frame(index) {
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) pixels.set([180 + index * 20, 110 + index * 15, 60, 255], i * 4);
  return pixels;
}

const h264 = await encoder.createH264MP4Encoder();
Object.assign(h264, { width, height, frameRate: fps, quantizationParameter: 40, speed: 10 });
// The encoder lists no key frames, which by the standard says that every frame is one: so let it be.
h264.groupOfPictures = 1;
h264.initialize();
for (let index = 0; index < frames; index++) h264.addFrameRgba(frame(index));
h264.finalize();
const video = h264.FS.readFile(h264.outputFilename);
const raw = { width, height, channels: 4 };
const thumbnail = await sharp(frame(0), { raw }).removeAlpha().webp({ quality: 50 }).toBuffer();
const spritesheet = await sharp(frame(0), { raw }).removeAlpha().jpeg({ quality: 50 }).toBuffer();

const base64 = (bytes) => Buffer.from(bytes).toString("base64");
await writeFile(
  new URL("../src/testing/sample-clip.ts", import.meta.url),
  `// Made by scripts/make-sample.mjs: ${width}x${height}, ${frames} frames at ${fps} a second.
import type { RenderedFile, Renderer } from "./renderer.js";

const file = (type: string, base64: string): RenderedFile => ({
  type,
  bytes: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
});

/** The same small, real clip for every job, at once. */
export const sampleRenderer: Renderer = {
  async render({ onProgress }) {
    onProgress(1);
    return {
      video: file("video/mp4", sampleVideo),
      thumbnail: async () => file("image/webp", sampleThumbnail),
      spritesheet: async () => file("image/jpeg", sampleSpritesheet),
    };
  },
};

const sampleVideo =
  "${base64(video)}";

const sampleThumbnail = "${base64(thumbnail)}";

const sampleSpritesheet =
  "${base64(spritesheet)}";
`,
);
console.log(`video ${video.length} B, thumbnail ${thumbnail.length} B, sprite sheet ${spritesheet.length} B`);
