// `npm run docs:clip`: writes the moving picture of README and the start page from the demo's MP4. Needs ffmpeg with libwebp.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./pages.mjs";

const [source, target] = ["demo/cafe.mp4", "docs/media/cafe.webp"];
if (!existsSync(join(root, source))) throw new Error(`${source} does not exist. Run: npm run demo`);
mkdirSync(join(root, dirname(target)), { recursive: true });

const size = "fps=10,scale=560:-2:flags=lanczos";
const encoder = ["-c:v", "libwebp_anim", "-q:v", "45", "-compression_level", "6", "-loop", "0"];
const { error, status } = spawnSync("ffmpeg", ["-v", "error", "-y", "-i", source, "-vf", size, ...encoder, target], {
  cwd: root,
  stdio: "inherit",
});
if (error)
  throw new Error("ffmpeg cannot be started. Install it, for example with: apt install ffmpeg", { cause: error });
if (status !== 0) throw new Error(`ffmpeg ended with ${status}.`);
console.log(`${target}: ${Math.round(statSync(join(root, target)).size / 1_000)} kB`);
