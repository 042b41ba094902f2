// An esbuild plugin: writes dist/THIRD-PARTY-LICENSES.txt, the licences of the packages whose code is bundled into dist.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Plugin } from "esbuild";

const folders = new Set<string>();

export const bundledLicences: Plugin = {
  name: "bundled-licences",
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      for (const output of Object.values(metafile?.outputs ?? {}))
        for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
          const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
          if (folder && bytesInOutput > 0) folders.add(folder);
        }
      mkdirSync("dist", { recursive: true });
      writeFileSync(
        "dist/THIRD-PARTY-LICENSES.txt",
        [...[...folders].sort().map(describe), ...dictionaries.map(describeDictionary), encoder].join(
          `\n${"=".repeat(80)}\n\n`,
        ),
      );
    });
  },
};

/** The dictionaries that the linter's tables of verbs are derived from, and their licences. */
const dictionaries = [
  ["WordNet 3.0", "english.mjs", "wordnet-license.txt"],
  ["IPA dictionary (mecab-ipadic 2.7.0)", "japanese.mjs", "ipadic-license.txt"],
] as const;

const describeDictionary = ([name, script, licence]: (typeof dictionaries)[number]): string =>
  `${name}\nA table of the linter is derived from it: scripts/lexicon/${script} in the repository\n\n${readFileSync(`scripts/lexicon/${licence}`, "utf8").trim()}\n`;

/** The encoder of the preview is in the public domain. */
const encoder = `minih264 (CC0 1.0)
The preview's encoder is compiled from it: scripts/h264/build.sh in the repository
Its source: https://github.com/lieff/minih264
`;

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: string | { readonly url: string };
}

function describe(folder: string): string {
  const about: PackageJson = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const { name, version, license, repository } = about;
  const address = typeof repository === "string" ? `https://github.com/${repository}` : repository.url;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} is bundled, but has no licence file`);
  // The MPL requires the location of the source.
  const source = `Its source: ${address.replace(/^git\+/, "")}, and npm pack ${name}@${version}`;
  // It is long, and must only be named: section 3.2.
  const isMozilla = license === "MPL-2.0";
  const words = isMozilla
    ? "Under the Mozilla Public License 2.0. A copy of the license: https://www.mozilla.org/MPL/2.0/"
    : readFileSync(`${folder}/${file}`, "utf8").trim();
  return `${name} ${version} (${license})\n${source}\n\n${words}\n`;
}
