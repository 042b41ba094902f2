import { copyFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkWritable } from "../platform/node/save-file.js";
import { formatBytes } from "../utils/format.js";
import type { Run } from "./commands.js";
import { checkExtension } from "./output-paths.js";
import { log, print } from "./terminal.js";

/** `ugoku sample`: writes the sample image that the examples use. */
export const run: Run<"sample"> = async ({ operands: [file = "photo.jpg"], values }) => {
  const path = resolve(file);
  checkExtension("ugoku sample", file, [".jpg", ".jpeg"], "The sample image is a JPEG");
  await checkWritable(path, values.force ?? false, "photo.jpg");
  // The build puts it beside the bundle.
  await copyFile(fileURLToPath(new URL("sample.jpg", import.meta.url)), path);
  print(`A woman with a mug in a café, guests behind her: 1728x972 JPEG, ${formatBytes((await stat(path)).size)}.`);
  log(file);
  return 0;
};
