import { execFileSync } from "node:child_process";
import { join } from "node:path";

export interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** What `npm pack` would put into the tarball, as dist/ is now. */
export function packed(): Packed {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"];
  const said = execFileSync("npm", words, { cwd: join(import.meta.dirname, "../.."), encoding: "utf8" });
  const [only] = JSON.parse(said) as [Packed];
  return only;
}
