import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** Packages of the services' vendors, installed with `npm ci --prefix bench/wire`. */
export const wireFolder = new URL("../../bench/wire/", import.meta.url);
export const isInstalled = existsSync(new URL("node_modules", wireFolder));
if (!isInstalled) console.warn("skipped: the wire comparison needs `npm ci --prefix bench/wire`");

// biome-ignore lint/suspicious/noExplicitAny: the packages are not there when the types are checked.
export type Package = any;

export const load = async (name: string): Promise<Package> =>
  import(pathToFileURL(createRequire(wireFolder).resolve(name)).href) as Promise<Package>;
