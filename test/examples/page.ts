import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Example, readExamplesPage } from "../../scripts/examples-page.mjs";
import { emptyFolder, type Folder } from "../helpers/folders.js";

const root = resolve(import.meta.dirname, "../..");
const offline = pathToFileURL(join(import.meta.dirname, "offline.mjs")).href;

export const examples: readonly Example[] = readExamplesPage();

/** The example below that heading. */
export function getExample(title: string): Example {
  const found = examples.find((example) => example.title === title);
  if (!found) throw new Error(`docs/examples.md has no example "${title}"`);
  return found;
}

/** A folder as a reader makes it: ugoku as it was built, the packages that the page names, photo.jpg, and the page's files. */
export async function readersFolder({ packages }: Example): Promise<Folder> {
  const folder = await emptyFolder();
  const link = (name: string, target: string) => {
    const path = join(folder.path, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };
  link("ugoku", root);
  // What npm would put beside it: ugoku's own optional dependency.
  for (const name of ["sharp", ...packages.map((name) => name.replace(/(?<=.)@.*$/, ""))])
    link(name, join(root, "node_modules", name));
  copyFileSync(join(root, "dist/sample.jpg"), join(folder.path, "photo.jpg"));
  for (const { name, code } of examples.flatMap(({ files }) => files)) writeFileSync(join(folder.path, name), code);
  return folder;
}

export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** Runs a command of the page in that folder, with nothing configured but `env`, and no network but this machine's. */
export async function run(command: string, folder: Folder, env: Record<string, string> = {}): Promise<CommandResult> {
  const [program, ...words] = command.split(" ");
  if (program !== "node") throw new Error(`The page's command is not node's: ${command}`);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(UGOKU|OPENAI|AWS|WEBHOOK|BUCKET|VITEST)/.test(name),
  );
  const child = spawn(process.execPath, ["--import", offline, ...words], {
    cwd: folder.path,
    env: { ...Object.fromEntries(inherited), NODE_NO_WARNINGS: "1", ...env },
  });
  let out = "";
  let said = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const [code] = await once(child, "close");
  return { code, out, said };
}
