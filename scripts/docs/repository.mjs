// The public location of the sources: the `repository` of package.json, if it has one.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { read, root } from "./pages.mjs";

const { repository: named } = JSON.parse(read("package.json"));

/** The URL prefix of a file of the repository; `undefined` if package.json has no repository. */
export function sourceBase(repository = named) {
  if (repository === undefined) return undefined;
  const url = typeof repository === "string" ? repository : repository.url;
  const [, name] = /^(?:github:|(?:git\+)?https:\/\/github\.com\/)([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url) ?? [];
  if (name === undefined) throw new Error(`The repository of package.json is ${url}, which is none of github.com.`);
  return `https://github.com/${name}/blob/main/`;
}

/** The problem of a link to the sources, such as `src/index.ts#L104`; `undefined` if there is none. */
export function sourceProblem(place) {
  const [path, line = "L1"] = decodeURI(place).split("#");
  const file = join(root, path);
  if (path.startsWith("node_modules/") || !existsSync(file)) return `there is no ${path} in the repository`;
  const lines = readFileSync(file, "utf8").split("\n").length;
  return Number(line.slice(1)) <= lines ? undefined : `${path} has no line ${line.slice(1)}`;
}
