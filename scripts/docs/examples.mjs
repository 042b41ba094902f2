// Runs every TypeScript and JavaScript block of README, the pages and the docstrings that needs no server.
// `<!-- not run: why -->` above a fence excludes a block, `<!-- run -->` includes it.
//
// A comment after `console.log(…);` that starts with →, a digit or a quote is the start of the expected line; … matches anything.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transform } from "esbuild";
import { blocks, docstringBlocks } from "./markdown.mjs";
import { pages, read, root, startPage } from "./pages.mjs";

/** The reason why a block cannot run in an empty folder without a network; `undefined` if it can. */
export function whyNotRun({ code: text, info, run, notRun }) {
  if (run) return undefined;
  if (notRun) return notRun;
  const code = text.replace(/(^|\s)\/\/.*$/gm, "");
  const other = /from "(?!ugoku[/"]|node:|sharp")([^"]+)"|require\("([^"]+)"\)/.exec(code);
  if (other) return `needs ${other[1] ?? other[2]}`;
  if (/\b(?:baseURL|client)\b/.test(code) && !code.includes("fake.fetch")) return "needs a server";
  if (code.includes("ugoku/services") && /\.(render|submit)\(/.test(code)) return "needs a key of the service";
  if (code.includes("ugoku/bullmq")) return "needs Redis";
  // From the environment.
  if (/import \{[^}]*\banimate\b[^}]*\} from "ugoku"|createUgoku\(\)/.test(code)) return "needs a server";
  if (!/from "ugoku[/"]/.test(code)) return "is not a complete program";
  if (/process\.env|^declare /m.test(code)) return "needs what only the reader has";
  return info.includes(" ") ? `is for ${info}` : undefined;
}

/** Every TypeScript and JavaScript block, with its location. */
export function examples() {
  const texts = [...pages().map(({ path }) => path), startPage].filter((path) => path !== "docs/examples.md");
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join("src", path));
  const found = [
    ...texts.flatMap((path) => blocks(read(path)).map((block) => ({ path, ...block }))),
    ...sources.flatMap((path) => docstringBlocks(read(path)).map((block) => ({ path, ...block }))),
  ].filter(({ language }) => language === "ts" || language === "js");
  // The same code in README.md and README.ja.md is one example.
  return found.filter(({ code }, index) => found.findIndex((other) => other.code === code) === index);
}

/** The expected output of a block, from its comments: starts of lines, in order. */
export const expectedLines = (code) =>
  [...code.matchAll(/^ *console\.log\(.*\); \/\/ (→.*|["\d].*)$/gm)].map(([, comment]) =>
    comment.replace(/^→ ?/, "").replaceAll('"', "").trim(),
  );

/** The first expected line that was not printed, if any. */
export function firstMissing(expected, printed) {
  let at = 0;
  return expected.find((line) => {
    const pattern = new RegExp(
      `^${line
        .split("…")
        .map(RegExp.escape ?? escaped)
        .join(".*")}`,
    );
    const found = printed.findIndex((text, index) => index >= at && pattern.test(text.replaceAll('"', "")));
    at = found + 1;
    return found === -1;
  });
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const runner = `
import process from "node:process";
const [list] = process.argv.slice(2);
for (const [index, file] of JSON.parse(list).entries()) {
  console.log("\\u0000" + file);
  process.chdir(import.meta.dirname + "/" + index);
  try {
    await import("./" + file);
  } catch (error) {
    console.log("\\u0001" + (error?.stack ?? error));
  }
}
console.log("\\u0000");
process.exit();
`;

/**
 * Runs `examples` one after the other in one process, each as a module in a folder with three images. Returns the output and
 * the failure of each.
 */
export async function runExamples(examples, { package: folder = root } = {}) {
  const work = mkdtempSync(join(tmpdir(), "ugoku-docs-"));
  try {
    mkdirSync(join(work, "node_modules"));
    for (const [name, target] of [
      ["ugoku", folder],
      ["sharp", join(root, "node_modules/sharp")],
    ])
      symlinkSync(target, join(work, "node_modules", name));
    const names = examples.map(({ path, line }) => `${path.replace(/\W+/g, "-")}-${line}.mjs`);
    for (const [index, { code, language }] of examples.entries()) {
      const { code: plain } = await transform(code, { loader: language, target: "es2022" });
      writeFileSync(join(work, names[index]), plain);
      mkdirSync(join(work, `${index}`));
      for (const name of ["photo.jpg", "cafe.jpg"])
        copyFileSync(join(root, "examples/cafe.jpg"), join(work, `${index}`, name));
    }
    writeFileSync(join(work, "run.mjs"), runner);
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(UGOKU|OPENAI|VITEST|NODE_OPTIONS)/.test(name)),
    );
    const child = spawn(process.execPath, ["run.mjs", JSON.stringify(names)], { cwd: work, env });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    await new Promise((resolve) => child.on("close", resolve));
    const parts = new Map(
      output
        .split("\u0000")
        .slice(1)
        .map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)]),
    );
    return examples.map((example, index) => {
      const part = parts.get(names[index]);
      const [printed = "", failure] = (part ?? "").split("\u0001");
      // This example, or one before it, ended the process.
      const lost = part === undefined || (!parts.has("") && names[index] === [...parts.keys()].at(-1));
      return {
        ...example,
        printed: printed.split("\n"),
        failure: failure ?? (lost ? `the process ended\n${errors}` : undefined),
      };
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
