// The public location of the sources: `repository` in package.json. Errors, the site, llms.txt and the packed README link to it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { read, root } from "./pages.mjs";

const { repository: named } = JSON.parse(read("package.json"));

/** `owner/name` of a repository on GitHub, in any form that npm accepts; `undefined` for another host. */
export const ownerName = (repository = named) =>
  /^(?:(?:git\+)?(?:https|ssh|git):\/\/(?:git@)?github\.com\/|git@github\.com:|github:)?([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(
    typeof repository === "string" ? repository : repository?.url,
  )?.[1];

/** The URL prefix of a file of the repository. */
export function sourceBase(repository = named, revision = "main") {
  const name = ownerName(repository);
  if (name === undefined)
    throw new Error(
      `"repository" in package.json is ${JSON.stringify(repository)}. Links to sources need a repository on github.com, such as "git+https://github.com/owner/name.git".`,
    );
  return `https://github.com/${name}/blob/${revision}/`;
}

/** The problem of a link to the sources, such as `src/index.ts#L104`; `undefined` if there is none. */
export function sourceProblem(place) {
  const [path, line = "L1"] = decodeURI(place).split("#");
  const file = join(root, path);
  if (path.startsWith("node_modules/") || !existsSync(file)) return `there is no ${path} in the repository`;
  const lines = readFileSync(file, "utf8").split("\n").length;
  return Number(line.slice(1)) <= lines ? undefined : `${path} has no line ${line.slice(1)}`;
}
