/**
 * Looks of the preview engine, measured on decoded clips of drawn pictures (preview-pictures.mjs). Needs ffmpeg.
 *
 * node bench/preview-quality.mjs [dist/preview.js] [--only portrait,banner] [--scale 0.5] [--frames folder]
 *
 * Corners of the first frame are tracked to the last one. From their positions:
 * - zoom, shift: size and movement of the picture, the shift in per mille of the frame's width at its center;
 * - lean: the angle by which upright or level lines of the subject turn, in degrees, without a common roll;
 * - bend: the distance of a corner from where one affine map of the picture puts it, in pixels, 95th percentile;
 * - room: the distance of the subject's box from the nearest edge of the frame, in percent of the frame; negative if cut;
 * - beyond: how far the frame reaches over the edge of the picture, in pixels;
 * and from the pixels:
 * - white: the largest deviation of a channel from 255 on a white ground outside the subject, and its mean;
 * - dead: frames at the start and at the end that hardly change (less than a twentieth of the median change);
 * - pop: the change at a key frame as a multiple of the median of its eight neighbors; 1 is none;
 * - step: the change of fine detail at a key frame in percent, minus the median of its neighbors.
 *
 * `--frames` writes a contact sheet for each clip.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { pictures } from "./preview-pictures.mjs";

const built = fileURLToPath(new URL("../dist/preview.js", import.meta.url));
const seconds = 4;
/** Of the patch around a corner, in pixels. */
const radius = 11;

const shots = {
  portrait: ["Slow push-in.", "カメラがゆっくり引く。", "Handheld camera.", "The camera orbits slowly to the left."],
  product: ["The camera orbits to the right.", "Push in slowly.", "Static camera.", "カメラが引く。"],
  banner: ["The camera pans right.", "カメラが右に回り込む。", "Dolly in.", "Pull back."],
  landscape: ["The camera pulls back.", "カメラが左へパンする。", "The camera cranes up.", "Push in."],
  interior: ["The camera orbits to the right.", "The camera trucks left.", "Zoom out.", "Tilt up."],
  illustration: ["The camera orbits to the left.", "カメラがゆっくり寄る。", "Zoom out.", "Truck right."],
  bird: ["The camera pans left.", "Slow push-in."],
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, scale: { type: "string", default: "1" }, frames: { type: "string" } },
});
const names = options.only?.split(",") ?? Object.keys(shots);
const folder = await mkdtemp(join(tmpdir(), "ugoku-quality-"));
try {
  const { createPreviewRenderer } = await import(pathToFileURL(resolve(positionals[0] ?? built)).href);
  const { render } = createPreviewRenderer();
  const [version] = execFileSync("ffmpeg", ["-version"], { encoding: "utf8" }).split(" Copyright", 1);
  console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${version}\n`);
  console.log(
    "| picture | prompt | zoom | shift ‰ | lean ° | bend px | room % | beyond px | white | dead | pop | step % | MB |",
  );
  console.log(`|${"---|".repeat(13)}`);
  for (const name of names) {
    const picture = pictures[name];
    const image = await picture.draw();
    for (const prompt of shots[name]) console.log(await measureShot(render, name, picture, image, prompt));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureShot(render, name, picture, image, prompt) {
  const scale = Number(options.scale);
  const sides = [Math.round(640 * scale) * 2, Math.round(360 * scale) * 2];
  const [width, height] = picture.height > picture.width ? sides.toReversed() : sides;
  const signal = new AbortController().signal;
  const request = { jobId: "quality", model: "preview", prompt, seconds, width, height, image, signal };
  const clip = await render({ ...request, onProgress: () => {} });
  const { bytes } = clip.video;
  const file = join(folder, "clip.mp4");
  await writeFile(file, bytes);
  const film = await decode(file, width, height);
  if (options.frames !== undefined) await writeSheet(film, `${name}-${prompt}`);
  const row = [...(await measureGeometry(film, picture, image.bytes)), ...(await measurePixels(film, picture))];
  return `| ${name} | ${prompt} | ${row.join(" | ")} | ${(bytes.length / 1e6).toFixed(2)} |`;
}

function run(command, words) {
  return new Promise((done, fail) =>
    execFile(command, words, { encoding: "buffer", maxBuffer: 2 ** 31 - 1 }, (error, out) =>
      error ? fail(error) : done(out),
    ),
  );
}

/** The frames of a clip as RGB, and as brightness. */
async function decode(file, width, height) {
  const read = (format) => run("ffmpeg", ["-v", "error", "-i", file, "-f", "rawvideo", "-pix_fmt", format, "-"]);
  const yuv = await read("yuv420p");
  const size = (width * height * 3) / 2;
  const count = yuv.length / size;
  const luma = Array.from({ length: count }, (_, index) => yuv.subarray(index * size, index * size + width * height));
  const listed = await run("ffprobe", ["-v", "error", "-show_entries", "packet=flags", "-of", "csv=p=0", file]);
  const keys = listed
    .toString()
    .trim()
    .split("\n")
    .flatMap((flags, index) => (flags.startsWith("K") ? [index] : []));
  return { file, width, height, count, luma, keys };
}

async function writeSheet({ file, width, height }, name) {
  await mkdir(options.frames, { recursive: true });
  const path = join(options.frames, `${name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/-$/, "")}.png`);
  const [columns, tile] = height > width ? [6, "360:-2"] : [3, "640:-2"];
  const filter = `select='not(mod(n,19))',scale=${tile},tile=${columns}x${6 / columns}`;
  await run("ffmpeg", ["-v", "error", "-y", "-i", file, "-vf", filter, "-frames:v", "1", path]);
}

// ----- geometry

/** The corners of a frame: the best one in each cell of a grid, away from the edges. */
function findCorners({ width, height, luma: [first] }) {
  const corners = [];
  const cell = Math.round(Math.max(width, height) / 22);
  const border = radius + 3;
  for (let top = border; top + cell < height - border; top += cell) {
    for (let left = border; left + cell < width - border; left += cell) {
      let best = { score: 0 };
      for (let y = top; y < top + cell; y += 2) {
        for (let x = left; x < left + cell; x += 2) {
          const score = cornerScore(first, width, x, y);
          if (score > best.score) best = { score, x, y };
        }
      }
      if (best.score > 60) corners.push([best.x, best.y]);
    }
  }
  return corners;
}

/** The smaller eigenvalue of the structure tensor, per pixel. */
function cornerScore(luma, width, x, y) {
  let [xx, yy, xy] = [0, 0, 0];
  for (let dy = -4; dy <= 4; dy++) {
    for (let dx = -4; dx <= 4; dx++) {
      const at = (y + dy) * width + x + dx;
      const gx = luma[at + 1] - luma[at - 1];
      const gy = luma[at + width] - luma[at - width];
      xx += gx * gx;
      yy += gy * gy;
      xy += gx * gy;
    }
  }
  return ((xx + yy) / 2 - Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy)) / 81;
}

/** Follows a point from one frame to another: the shift with the highest correlation, to a fraction of a pixel. */
function follow(from, to, { width, height }, [px, py], speed) {
  const reach = 6;
  const [x0, y0] = [Math.round(px), Math.round(py)];
  const [vx, vy] = speed.map(Math.round);
  const edge = radius + reach + 1;
  const isInside = (x, y) => x >= edge && y >= edge && x < width - edge && y < height - edge;
  if (!isInside(x0, y0) || !isInside(x0 + vx, y0 + vy)) return undefined;
  const side = 2 * reach + 1;
  const scores = new Float64Array(side * side);
  let best = 0;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      let [sa, sb, aa, bb, ab, n] = [0, 0, 0, 0, 0, 0];
      for (let y = -radius; y <= radius; y += 1) {
        const rowA = (y0 + y) * width + x0;
        const rowB = (y0 + y + vy + dy) * width + x0 + vx + dx;
        for (let x = -radius; x <= radius; x += 1) {
          const a = from[rowA + x];
          const b = to[rowB + x];
          sa += a;
          sb += b;
          aa += a * a;
          bb += b * b;
          ab += a * b;
          n++;
        }
      }
      const score = (ab - (sa * sb) / n) / Math.sqrt(Math.max(1, (aa - (sa * sa) / n) * (bb - (sb * sb) / n)));
      const at = (dy + reach) * side + dx + reach;
      scores[at] = score;
      if (score > scores[best]) best = at;
    }
  }
  const [bx, by] = [best % side, Math.floor(best / side)];
  if (scores[best] < 0.8 || bx === 0 || by === 0 || bx === side - 1 || by === side - 1) return undefined;
  const peak = (before, here, after) => (before - after) / (2 * Math.min(-1e-9, before - 2 * here + after));
  return [
    px + vx + bx - reach + peak(scores[best - 1], scores[best], scores[best + 1]),
    py + vy + by - reach + peak(scores[best - side], scores[best], scores[best + side]),
  ];
}

/** Pairs of positions: in the first and in the last frame. */
function track(film) {
  const step = 4;
  let points = findCorners(film).map((start) => ({ start, now: start, speed: [0, 0] }));
  for (let frame = 0; frame + 1 < film.count; frame += step) {
    const next = Math.min(film.count - 1, frame + step);
    points = points.flatMap(({ start, now, speed }) => {
      const moved = follow(film.luma[frame], film.luma[next], film, now, speed);
      return moved ? [{ start, now: moved, speed: [moved[0] - now[0], moved[1] - now[1]] }] : [];
    });
  }
  return points;
}

/** The affine map that fits best: x' = a x + b y + c, y' = d x + e y + f. Corners that were lost are left out. */
function fitAffine(points) {
  let used = points;
  for (let round = 0; ; round++) {
    const solve = (axis) =>
      leastSquares(
        used.map(({ start }) => [start[0], start[1], 1]),
        used.map(({ now }) => now[axis]),
      );
    const [a, b, c] = solve(0);
    const [d, e, f] = solve(1);
    const map = ([x, y]) => [a * x + b * y + c, d * x + e * y + f];
    const errors = used.map(({ start, now }) => Math.hypot(map(start)[0] - now[0], map(start)[1] - now[1]));
    if (round === 4) return { a, b, c, d, e, f, map, errors };
    const limit = Math.max(1, 3 * median(errors));
    used = used.filter((_, index) => errors[index] <= limit);
  }
}

function leastSquares(rows, values) {
  const matrix = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => rows.reduce((sum, row) => sum + row[i] * row[j], i === j ? 1e-9 : 0)),
    rows.reduce((sum, row, index) => sum + row[i] * values[index], 0),
  ]);
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const part = matrix[k][i] / matrix[i][i];
      for (let j = i; j < 4; j++) matrix[k][j] -= part * matrix[i][j];
    }
  }
  return matrix.map((row, i) => row[3] / row[i]);
}

function median(values) {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? 0;
}

function degrees(radians) {
  return (radians * 180) / Math.PI;
}

/** The subject's box in the first frame, in pixels. */
function subjectBox({ width, height }, picture) {
  const scale = Math.max(width / picture.width, height / picture.height);
  const [x, y] = [(width - picture.width * scale) / 2, (height - picture.height * scale) / 2];
  const { left, top, width: w, height: h } = picture.subject;
  const at = (share, size, offset) => offset + share * size * scale;
  return {
    left: at(left, picture.width, x),
    right: at(left + w, picture.width, x),
    top: at(top, picture.height, y),
    bottom: at(top + h, picture.height, y),
    edges: { left: x, right: width - x, top: y, bottom: height - y },
  };
}

/** The brightness of the picture, cropped to the frame. */
function drawStill({ width, height }, bytes) {
  return sharp(bytes).resize(width, height, { fit: "cover" }).greyscale().raw().toBuffer();
}

function invert({ a, b, c, d, e, f }) {
  const size = a * e - b * d;
  return ([x, y]) => [(e * (x - c) - b * (y - f)) / size, (a * (y - f) - d * (x - c)) / size];
}

async function measureGeometry(film, picture, bytes) {
  const { width, height } = film;
  const points = track(film);
  const box = subjectBox(film, picture);
  const onSubject = points.filter(
    ({ start: [x, y] }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom,
  );
  if (points.length < 6) return ["?", "?", "?", "?", "?", "?"];
  const all = fitAffine(points);
  const subject = onSubject.length >= 8 ? fitAffine(onSubject) : all;
  const [x, y] = all.map([width / 2, height / 2]);
  // A roll turns upright and level lines by the same angle, which is not a lean.
  const upright = Math.atan2(subject.b, subject.e);
  const level = Math.atan2(-subject.d, subject.a);
  const roll =
    Math.sign(upright) === Math.sign(level) ? Math.sign(upright) * Math.min(Math.abs(upright), Math.abs(level)) : 0;
  const lean = Math.max(Math.abs(upright - roll), Math.abs(level - roll));
  // One end of the clip is the still; there, the positions of the subject and of the picture's edges are known.
  const still = await drawStill(film, bytes);
  const isReverse = meanDifference(still, film.luma.at(-1)) < meanDifference(still, film.luma[0]);
  const toOtherEnd = (map) => (isReverse ? invert(map) : map.map);
  const corners = [box.left, box.right].flatMap((cx) =>
    [box.top, box.bottom].map((cy) => toOtherEnd(subject)([cx, cy])),
  );
  const room = Math.min(...corners.flatMap(([cx, cy]) => [cx / width, 1 - cx / width, cy / height, 1 - cy / height]));
  const [left, top] = toOtherEnd(all)([box.edges.left, box.edges.top]);
  const [right, bottom] = toOtherEnd(all)([box.edges.right, box.edges.bottom]);
  const beyond = Math.max(0, left, top, width - right, height - bottom);
  return [
    Math.sqrt(Math.abs(all.a * all.e - all.b * all.d)).toFixed(3),
    ((Math.hypot(x - width / 2, y - height / 2) / width) * 1000).toFixed(0),
    degrees(lean).toFixed(2),
    all.errors.toSorted((p, q) => p - q)[Math.floor(all.errors.length * 0.95)].toFixed(1),
    (room * 100).toFixed(0),
    beyond.toFixed(0),
  ];
}

// ----- pixels

async function measurePixels(film, picture) {
  const change = film.luma.slice(1).map((frame, index) => meanDifference(film.luma[index], frame));
  const usual = median(change);
  const isDead = (value) => value < usual / 20;
  const live = change.findIndex((value) => !isDead(value));
  const last = change.findLastIndex((value) => !isDead(value));
  const dead = usual < 0.02 ? "–" : `${live} + ${change.length - 1 - last}`;
  const detail = film.luma.map((frame) => fineDetail(frame, film));
  const growth = detail.slice(1).map((value, index) => (value / detail[index] - 1) * 100);
  const atKeys = film.keys.filter((key) => key > 0).map((key) => key - 1);
  const around = (list, at) =>
    [-4, -3, -2, -1, 1, 2, 3, 4].map((offset) => list[at + offset]).filter((v) => v !== undefined);
  const pop = Math.max(0, ...atKeys.map((at) => change[at] / Math.max(0.02, median(around(change, at)))));
  const step = Math.max(0, ...atKeys.map((at) => Math.abs(growth[at] - median(around(growth, at)))));
  return [
    picture.white ? await measureWhite(film, picture) : "–",
    dead,
    atKeys.length === 0 ? "–" : pop.toFixed(2),
    atKeys.length === 0 ? "–" : step.toFixed(1),
  ];
}

function meanDifference(one, other) {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += Math.abs(one[at] - other[at]);
  return sum / one.length;
}

/** The mean second difference. */
function fineDetail(luma, { width, height }) {
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++)
      sum += Math.abs(4 * luma[at] - luma[at - 1] - luma[at + 1] - luma[at - width] - luma[at + width]);
  }
  return sum / luma.length;
}

/** On every eighth frame, outside of the subject and its shadow with room for their move. */
async function measureWhite(film, picture) {
  const { width, height, file } = film;
  const filter = "select='not(mod(n,8))'";
  const words = ["-v", "error", "-i", file, "-vf", filter, "-vsync", "0", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
  const rgb = await run("ffmpeg", words);
  const box = subjectBox(film, picture);
  const [left, right] = [box.left - 0.06 * width, box.right + 0.06 * width];
  const ground = box.bottom - 0.15 * height;
  const size = width * height * 3;
  let worst = 0;
  let sum = 0;
  let count = 0;
  for (let frame = 0; frame + size <= rgb.length; frame += size) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if ((x > left && x < right) || (y > ground && x > width / 4 && x < (width * 3) / 4)) continue;
        for (let channel = 0; channel < 3; channel++) {
          const off = 255 - rgb[frame + (y * width + x) * 3 + channel];
          worst = Math.max(worst, off);
          sum += off;
          count++;
        }
      }
    }
  }
  return `${worst} (${(sum / count).toFixed(2)})`;
}
