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
        [...folders]
          .sort()
          .map(describe)
          .join(`\n${"-".repeat(80)}\n\n`),
      );
    });
  },
};

function describe(folder: string): string {
  const { name, version, license }: Record<string, string> = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} is bundled, but has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
}
