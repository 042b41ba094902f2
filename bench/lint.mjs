// npm run bench:lint -- <folder>: accuracy on labelled prompts, speed and size of the prompt linter.
//
// The folder holds .jsonl files of labelled prompts ({ id, text, lang, label: "good" | "weak", source, label_by, kind })
// and of motion ({ id, text, lang, source, has_motion }). Their licences differ, so they are not part of this repository;
// without them only speed and size are measured. Prompts that people wrote for their own use ("found") and prompts that
// were written as test rows ("written") are reported apart. The tables of words come from dictionaries and know no
// source; what was tuned on a source shows as the difference between the pooled figure and the mean over sources, in
// which a source of three rows counts as much as one of a hundred.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lintPrompt } from "../dist/lint.js";
import { bundleSize } from "./bundle-size.mjs";
import { machine, median, table } from "./report.mjs";

const folder = process.argv[2] ?? process.env.LINT_DATA;
const files =
  folder !== undefined && existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".jsonl")) : [];
const all = files.flatMap((file) =>
  readFileSync(join(folder, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => ({ file, ...JSON.parse(line) })),
);
const prompts = all.filter(({ label }) => label !== undefined);
const motions = all.filter(({ has_motion: hasMotion }) => hasMotion !== undefined);
const isWritten = ({ label_by: by, source = "" }) => by === "written" || source.startsWith("written");
const percent = (count, of) => (of === 0 ? "–" : `${((count / of) * 100).toFixed(1)} % of ${of}`);

const ugoku = {
  name: "ugoku",
  warned: (text) => lintPrompt(text).messages.some(({ severity }) => severity !== "info"),
  failed: (text) => lintPrompt(text).errorCount > 0,
  moves: (text) =>
    !lintPrompt(text).messages.some(({ ruleId }) => /^(?:require-motion|no-vague-request|no-empty)$/.test(ruleId)),
};
/** Two rules of a few lines: a request for a video, and no verb of a short list. */
const request =
  /\b(?:make|turn|animate|convert|create|generate|bring)\b.{0,40}\b(?:video|clip|gif|animation|life|alive|move|image|photo)|動画|アニメーション|動かして|映像/i;
const verbs =
  /\b\w{3,}ing\b|\b(?:walk|run|turn|move|look|smile|blow|fall|rise|fly|jump|dance|wave|open|close|drift|sway|swim|pour|spin|roll|ride|drive|lift|nod|shake|zoom|pan|tilt|dolly|push|pull|orbit)s?\b|[てで]い[るま]|揺れ|動[くき]|歩|走|回|振|向[くき]|微笑|舞|流れ|飛|上げ|落ち|昇|開[くけき]|閉じ|ズーム|パン|ドリー/i;
const baseline = {
  name: "two rules",
  warned: (text) => (request.test(text) && text.length < 60) || !verbs.test(text),
  failed: () => false,
  moves: (text) => verbs.test(text),
};

/** The mean over sources of a share. */
function meanBySource(rows, isHit) {
  const bySource = groupBySource(rows);
  const shares = [...bySource.values()].map((own) => own.filter(isHit).length / own.length);
  return shares.length < 2
    ? "–"
    : `${((shares.reduce((sum, share) => sum + share, 0) / shares.length) * 100).toFixed(1)} % (${shares.length})`;
}
function groupBySource(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.source, [...(groups.get(row.source) ?? []), row]);
  return groups;
}

if (prompts.length > 0) {
  console.log(`Preset recommended: ${machine()}.\n`);
  const groups = ["en", "ja"].flatMap((lang) => [
    [lang, "found", prompts.filter((row) => row.lang === lang && !isWritten(row))],
    [lang, "written", prompts.filter((row) => row.lang === lang && isWritten(row))],
  ]);
  const rows = groups.flatMap(([lang, kind, chosen]) =>
    [ugoku, baseline].map(({ name, warned, failed }) => {
      const good = chosen.filter(({ label }) => label === "good");
      const weak = chosen.filter(({ label }) => label === "weak");
      const requests = weak.filter((row) => row.kind === "req");
      const isWarned = ({ text }) => warned(text);
      return [
        `${lang}, ${kind}`,
        name,
        percent(good.filter(({ text }) => failed(text)).length, good.length),
        percent(good.filter(isWarned).length, good.length),
        meanBySource(good, isWarned),
        percent(weak.filter(isWarned).length, weak.length),
        meanBySource(weak, isWarned),
        percent(requests.filter(isWarned).length, requests.length),
      ];
    }),
  );
  console.log(
    table(
      [
        "prompts",
        "linter",
        "good: error",
        "good: warned",
        "good: warned, mean of sources",
        "weak: warned",
        "weak: warned, mean of sources",
        "requests: warned",
      ],
      rows,
    ),
  );
  console.log("\nHas motion or not: rows judged right.\n");
  const motionFiles = [...new Set(motions.map(({ file }) => file))];
  console.log(
    table(
      ["language", "linter", ...motionFiles],
      ["en", "ja"].flatMap((lang) =>
        [ugoku, baseline].map(({ name, moves }) => [
          lang,
          name,
          ...motionFiles.map((file) => {
            const own = motions.filter((row) => row.lang === lang && row.file === file);
            const right = own.filter((row) => moves(row.text) === row.has_motion).length;
            return `${(right / own.length).toFixed(3)} of ${own.length}`;
          }),
        ]),
      ),
    ),
  );
  const others = prompts.filter(({ lang }) => lang !== "en" && lang !== "ja");
  const judged = others.filter(({ text }) => lintPrompt(text).score !== null).length;
  console.log(`\nOther languages: ${judged} of ${others.length} judged.`);
} else console.log("No labelled prompts: pass their folder to see how well the rules judge. Speed and size only.");

// Speed: prompts of all lengths, with the labelled ones if available.
const own = [
  "動画にして",
  "この女性がゆっくりと右を向き、優しく微笑む。背景の客たちは自然に談笑している。カメラは固定。",
  "The potter's hands press the wet clay and the bowl slowly widens; dust drifts in the window light behind her.",
  "A red kite climbs above the beach, its tail snapping in the wind, while the camera tilts up to follow it. Waves roll in.",
];
const texts = all.length > 0 ? all.map(({ text }) => text) : own;
for (let round = 0; round < 20; round++) for (const text of texts) lintPrompt(text);
const times = [];
for (let round = 0; round < 10; round++)
  for (const text of texts) {
    const start = performance.now();
    lintPrompt(text);
    times.push(performance.now() - start);
  }
times.sort((a, b) => a - b);
console.log(
  `\nSpeed, warm: median ${median(times).toFixed(4)} ms, 95 % below ${times[Math.floor(times.length * 0.95)].toFixed(4)} ms a prompt (${texts.length} prompts).`,
);

// Hostile inputs: 100,000 UTF-16 units of each, with all rules.
const units = [
  "a",
  "a ",
  "が",
  "カメラ",
  "zoom in ",
  "「",
  '"',
  "1",
  "1 ",
  ",",
  "\n",
  " ",
  "\u200b",
  "\ud800",
  "パン",
  "ないで",
  "の",
  "漢",
  "ア",
  "walking ",
  "cut to ",
  "移動し",
  "a. ",
  "slow fast ",
  "{",
  "<",
  "[",
  "夜、",
  "don't ",
  "(a:1.2) ",
  "ｶﾞ",
  "says: ",
  "10s ",
];
let worst = { unit: "", ms: 0 };
for (const unit of units) {
  const text = unit.repeat(Math.ceil(100_000 / unit.length));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    lintPrompt(text, { preset: "strict", context: { seconds: 4, size: "1280x720" } });
    best = Math.min(best, performance.now() - start);
  }
  if (best > worst.ms) worst = { unit, ms: best };
}
console.log(
  `Worst of ${units.length} hostile inputs of 100 kB: ${worst.ms.toFixed(1)} ms (${JSON.stringify(worst.unit)} repeated).`,
);

const entry = fileURLToPath(new URL("../dist/lint.js", import.meta.url));
for (const [what, contents] of [
  ["lintPrompt", `export { lintPrompt } from ${JSON.stringify(entry)}`],
  ["everything", `export * from ${JSON.stringify(entry)}`],
]) {
  const { first } = await bundleSize(contents, { resolveDir: fileURLToPath(new URL(".", import.meta.url)) });
  console.log(`Size of ${what}: ${first.toFixed(1)} kB min+gzip at import.`);
}

/** The CPU time of a program in a fresh process, in milliseconds: the median, and the least of 15. */
function cpuOf(program) {
  const code = `const a=process.cpuUsage();${program};const u=process.cpuUsage(a);console.log((u.user+u.system)/1000)`;
  const runOnce = () =>
    Number(spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }).stdout);
  const all = Array.from({ length: 15 }, runOnce);
  return `median ${median(all).toFixed(1)} ms, least ${Math.min(...all).toFixed(1)}`;
}

const load = (name) =>
  `const { lintPrompt } = await import(${JSON.stringify(new URL(`../dist/${name}.js`, import.meta.url).href)})`;
console.log(`CPU time in a fresh process: an empty module ${cpuOf('await import("data:text/javascript,")')}.`);
for (const [name, text] of [
  ["lint", own[1]],
  ["lint/en", own[2]],
]) {
  console.log(
    `ugoku/${name}: ${cpuOf(load(name))}; with its first prompt ${cpuOf(`${load(name)};lintPrompt(${JSON.stringify(text)})`)}.`,
  );
}
