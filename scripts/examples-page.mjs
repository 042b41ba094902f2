// The instructions of docs/examples.md: the files to copy, the packages to install, the commands to run. Used by the tests
// and by scripts/try-examples.mjs.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../docs/examples.md", import.meta.url));

/**
 * The examples, in the order of the page.
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
