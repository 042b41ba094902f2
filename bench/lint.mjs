// npm run bench:lint -- <folder>: accuracy on labelled prompts, speed and size of the prompt linter.
//
// The folder holds dev.jsonl ({ id, text, lang, label: "good" | "weak", kind }) and motion_dev.jsonl
// ({ id, text, lang, has_motion }). Their licences differ, so they are not part of this repository; without them only
// speed and size are measured. A third of the rows, chosen by a hash of the id, was not used while the word lists
// were written, and is reported separately.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lintPrompt, rules } from "../dist/lint.js";
import { bundleSize } from "./bundle-size.mjs";
import { machine, median, table } from "./report.mjs";

const folder = process.argv[2] ?? process.env.LINT_DATA;
const rowsOf = (name) =>
  readFileSync(join(folder, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const isHeld = ({ id }) => createHash("sha256").update(`ugoku:${id}`).digest()[0] % 3 === 0;
const percent = (count, of) => (of === 0 ? "–" : `${((count / of) * 100).toFixed(1)} %`);

const hasMotion = (text) =>
  !lintPrompt(text).messages.some(
    ({ ruleId }) => ruleId === "require-motion" || ruleId === "no-vague-request" || ruleId === "no-empty",
  );

function judge(rows, motionRows) {
  const of = (label) =>
    rows.filter((row) => row.label === label).map((row) => ({ ...row, result: lintPrompt(row.text) }));
  const good = of("good");
  const weak = of("weak");
  const requests = weak.filter(({ kind }) => kind === "req");
  const flagged = (list) => list.filter(({ result }) => result.messages.length > 0).length;
  const warned = (list) => list.filter(({ result }) => result.errorCount + result.warningCount > 0).length;
  return [
    `${percent(good.filter(({ result }) => result.errorCount > 0).length, good.length)}`,
    `${percent(warned(good), good.length)} of ${good.length}`,
    percent(warned(weak), weak.length),
    `${percent(flagged(weak), weak.length)} of ${weak.length}`,
    `${percent(flagged(requests), requests.length)} of ${requests.length}`,
    `${(motionRows.filter((row) => hasMotion(row.text) === row.has_motion).length / motionRows.length).toFixed(3)} of ${motionRows.length}`,
  ];
}

/** Good and weak prompts with findings of each family, of any severity. */
function families(rows) {
  const names = [...new Set(rules.map(({ family }) => family))];
  const familyOf = new Map(rules.map(({ id, family }) => [id, family]));
  return names.map((family) => {
    const count = (lang, label, least) => {
      const chosen = rows.filter((row) => row.lang === lang && row.label === label);
      const hit = chosen.filter((row) =>
        lintPrompt(row.text, { preset: "strict" }).messages.some(
          ({ ruleId, severity }) => familyOf.get(ruleId) === family && least.includes(severity),
        ),
      );
      return percent(hit.length, chosen.length);
    };
    const serious = ["error", "warning"];
    return [
      family,
      ...["en", "ja"].flatMap((lang) => [
        count(lang, "good", serious),
        count(lang, "weak", serious),
        count(lang, "weak", [...serious, "info"]),
      ]),
    ];
  });
}

if (folder !== undefined && existsSync(join(folder, "dev.jsonl"))) {
  const rows = rowsOf("dev.jsonl");
  const motion = rowsOf("motion_dev.jsonl");
  const parts = [
    ["all", () => true],
    ["two thirds, tuned on", (row) => !isHeld(row)],
    ["third, held aside", isHeld],
  ];
  console.log(`Preset recommended: ${machine()}.\n`);
  console.log(
    table(
      [
        "language",
        "rows",
        "good: error",
        "good: error or warning",
        "weak: error or warning",
        "weak: flagged at all",
        "request only: flagged",
        "has motion: right",
      ],
      ["en", "ja"].flatMap((lang) =>
        parts.map(([name, fits]) => {
          const chosen = (list) => list.filter((row) => row.lang === lang && fits(row));
          return [lang, name, ...judge(chosen(rows), chosen(motion))];
        }),
      ),
    ),
  );
  console.log("\nBy rule family, preset strict, all rows (one prompt may be in several):\n");
  console.log(
    table(
      [
        "family",
        "en good: warned",
        "en weak: warned",
        "en weak: spoken of",
        "ja good: warned",
        "ja weak: warned",
        "ja weak: spoken of",
      ],
      families(rows),
    ),
  );
} else console.log("No labelled prompts: pass their folder to see how well the rules judge. Speed and size only.");

// Speed: prompts of all lengths, with the labelled ones if available.
const own = [
  "動画にして",
  "この女性がゆっくりと右を向き、優しく微笑む。背景の客たちは自然に談笑している。カメラは固定。",
  "The potter's hands press the wet clay and the bowl slowly widens; dust drifts in the window light behind her.",
  "A red kite climbs above the beach, its tail snapping in the wind, while the camera tilts up to follow it. Waves roll in.",
];
const texts =
  folder !== undefined && existsSync(join(folder, "dev.jsonl"))
    ? [...rowsOf("dev.jsonl"), ...rowsOf("motion_dev.jsonl")].map(({ text }) => text)
    : own;
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

const load = () => {
  const code = `const a=process.cpuUsage();await import(${JSON.stringify(new URL("../dist/lint.js", import.meta.url).href)});const u=process.cpuUsage(a);console.log((u.user+u.system)/1000)`;
  return Number(spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }).stdout);
};
const empty = () =>
  Number(
    spawnSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const a=process.cpuUsage();await import("data:text/javascript,");const u=process.cpuUsage(a);console.log((u.user+u.system)/1000)`,
      ],
      { encoding: "utf8" },
    ).stdout,
  );
const loads = Array.from({ length: 15 }, load);
const empties = Array.from({ length: 15 }, empty);
console.log(
  `Load: median ${median(loads).toFixed(1)} ms CPU, least ${Math.min(...loads).toFixed(1)}; an empty module ${median(empties).toFixed(1)} and ${Math.min(...empties).toFixed(1)}.`,
);
