import sharp from "sharp";
import type { DecodedImage } from "../../src/preview/frame-types.js";
import type { RenderRequest } from "../../src/testing/renderer.js";

/** A scene with a sky, hills, a textured field and a person in front. */
export async function picture(width: number, height: number, format: "jpeg" | "png" | "webp" = "jpeg") {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 160 90" preserveAspectRatio="none">
    <defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="#3f74b8"/><stop offset="1" stop-color="#f3d9b8"/></linearGradient></defs>
    <rect width="160" height="90" fill="url(#s)"/><path d="M0 50 L30 30 L60 48 L95 26 L130 46 L160 34 V90 H0Z" fill="#7d8fa8"/>
    <rect y="52" width="160" height="38" fill="#5d7d3f"/><g fill="#c23b52"><circle cx="80" cy="50" r="8" fill="#e8b996"/><path d="M66 90 q2 -30 14 -32 q12 2 14 32Z"/></g>
    <g stroke="#3b2a1a" stroke-width="1.5">${Array.from({ length: 12 }, (_, i) => `<path d="M${4 + i * 14} 70 v20"/>`).join("")}<path d="M0 76 H160"/></g></svg>`;
  return new Uint8Array(
    await sharp(Buffer.from(svg)).flatten({ background: "#fff" }).toFormat(format, { quality: 92 }).toBuffer(),
  );
}

/** A valid render request with changes. */
export function request(image: Uint8Array, changes: Partial<RenderRequest> = {}): RenderRequest {
  return {
    jobId: "video_1",
    model: "preview",
    prompt: "The camera slowly pans right.",
    seconds: 2,
    width: 320,
    height: 180,
    image: { bytes: image, type: "image/jpeg" },
    signal: new AbortController().signal,
    onProgress: () => {},
    ...changes,
  };
}

/** A gray image with the given luma. */
export function grayImage(width: number, height: number, luma: (x: number, y: number) => number): DecodedImage {
  const stride = width + 1;
  const plane = new Uint8Array(stride * (height + 1));
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x <= width; x++) plane[y * stride + x] = luma(Math.min(x, width - 1), Math.min(y, height - 1));
  }
  const half = (width / 2 + 1) * (height / 2 + 1);
  return {
    frameWidth: width,
    frameHeight: height,
    width,
    height,
    luma: plane,
    blue: new Uint8Array(half).fill(128),
    red: new Uint8Array(half).fill(128),
    ratioX: 1,
    ratioY: 1,
    originX: 0,
    originY: 0,
    margins: { left: 0, right: 0, top: 0, bottom: 0 },
  };
}
