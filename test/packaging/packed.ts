import { execFileSync } from "node:child_process";
import { join } from "node:path";

export interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** The contents of `npm pack`'s tarball, with the current dist/. */
export function packed(): Packed {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"];
  const said = execFileSync("npm", words, { cwd: join(import.meta.dirname, "../.."), encoding: "utf8" });
  const [only] = JSON.parse(said) as [Packed];
  return only;
}
