// The licences of the packages whose code is bundled into dist.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Writes them for the packages of these modules. */
export function writeLicences(modules, path) {
  const folders = [...modules].flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []);
  const texts = [...new Set(folders)].map(describe).sort();
  writeFileSync(path, texts.join(`\n${"=".repeat(80)}\n\n`));
}

function describe(folder) {
  const { name, version, license, repository } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const address = typeof repository === "string" ? `https://github.com/${repository}` : repository.url;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} is bundled, but has no licence file`);
  // The MPL requires the location of the source.
  const source = `Its source: ${address.replace(/^git\+/, "")}, and npm pack ${name}@${version}`;
  return `${name} ${version} (${license})\n${source}\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
}
