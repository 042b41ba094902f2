import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Folder extends AsyncDisposable {
  readonly path: string;
  /** The names of its entries. */
  names(): Promise<string[]>;
}

/** An empty folder that is removed after the test: a new one, or the given one. */
export async function emptyFolder(place?: string): Promise<Folder> {
  const path = place ?? (await mkdtemp(join(tmpdir(), "ugoku-test-")));
  return {
    path,
    names: async () => (await readdir(path)).sort(),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A disk of 64 kB; where none can be mounted, the test is skipped. `place`: an empty folder for it. */
export async function tinyDisk(skip: (why: string) => never, place?: string): Promise<Folder> {
  const folder = await emptyFolder(place);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path], { stdio: "ignore" });
  } catch {
    await folder[Symbol.asyncDispose]();
    return skip("a disk of 64 kB cannot be mounted here: that takes root on Linux");
  }
  return {
    ...folder,
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}
