import { cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { emptyFolder, type Folder } from "../helpers/folders.js";

const root = resolve(import.meta.dirname, "../..");

/** Overrides the installed msw: a folder `…/node_modules/msw`. msw 3 needs Node 22.12. */
export const msw = process.env.UGOKU_TEST_MSW || join(root, "node_modules/msw");

/**
 * Creates a folder with the built package and other packages installed. ugoku is copied, not linked, so that it resolves
 * its dependencies from the folder.
 */
export async function consumerFolder(packages: Readonly<Record<string, string | undefined>>): Promise<Folder> {
  const folder = await emptyFolder();
  const modules = join(folder.path, "node_modules");
  await mkdir(join(modules, "ugoku"), { recursive: true });
  await cp(join(root, "package.json"), join(modules, "ugoku/package.json"));
  await cp(join(root, "dist"), join(modules, "ugoku/dist"), { recursive: true });
  for (const [name, from] of Object.entries(packages)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(from ?? join(root, "node_modules", name), join(modules, name));
  }
  return folder;
}
