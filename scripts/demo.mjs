// npm run demo: renders one image with the article's good prompt and a camera move, without a key and a network.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
mkdirSync("demo", { recursive: true });

const prompt =
  "このキャラクターがゆっくりと右を向き、優しく微笑む。背景のカフェの客たちは自然に談笑している。" +
  "カメラはゆっくりと寄っていく。";
const words = ["animate", "examples/cafe.jpg", "-p", prompt, "-d", "4", "-s", "1280x720"];
const files = ["-o", "demo/cafe.mp4", "--poster", "--force", "--preview"];

console.error(`$ ugoku ${[...words, ...files].map((word) => (word === prompt ? `"${word}"` : word)).join(" ")}\n`);
const { status } = spawnSync(process.execPath, ["dist/cli.cjs", ...words, ...files], { stdio: "inherit" });
process.exit(status ?? 1);
