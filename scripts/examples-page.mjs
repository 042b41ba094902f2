// What docs/examples.md tells a reader to do: which file to copy, what to install, what to run. The tests and
// scripts/try-examples.mjs do just that.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../docs/examples.md", import.meta.url));

/**
 * The examples in their order on the page, each from its heading to the next.
 *
 * @returns {{ title: string, files: { name: string, code: string }[], packages: string[], commands: string[] }[]}
 */
export function readExamplesPage() {
  const [, ...sections] = readFileSync(page, "utf8").split(/^## /m);
  return sections
    .map((section) => {
      const files = [...section.matchAll(/^<!-- example: (\S+) -->\n```\w+\n(.*?)^```$/gms)];
      const commands = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, lines]) => lines.trim().split("\n"));
      const installs = commands.filter((command) => command.startsWith("npm install "));
      return {
        title: section.slice(0, section.indexOf("\n")),
        files: files.map(([, path, code]) => ({ name: basename(path), code })),
        packages: installs.flatMap((command) => command.split(" ").slice(2)),
        commands: commands.filter((command) => !command.startsWith("npm install ")),
      };
    })
    .filter(({ files }) => files.length > 0);
}
