import { copyFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkWritable } from "../platform/node/save-file.js";
import { defineCommand } from "./parse-args.js";
import { formatBytes, log, print } from "./terminal.js";

/** `ugoku sample`: writes the sample image that the examples use. */
export const sampleCommand = defineCommand({
  name: "sample",
  operand: "[file]",
  summary: "Write a sample image to experiment with (default: photo.jpg)",
  options: [{ name: "force", description: "Replace a file that exists" }],
  examples: ["ugoku sample", "ugoku sample pictures/cafe.jpg"],
  async run({ operands: [file = "photo.jpg"], values }) {
    const path = resolve(file);
    await checkWritable(path, values.force ?? false, "photo.jpg");
    // The build puts it beside the bundle.
    await copyFile(fileURLToPath(new URL("sample.jpg", import.meta.url)), path);
    print(`A woman with a mug in a café, guests behind her: 2272x1278 JPEG, ${formatBytes((await stat(path)).size)}.`);
    log(file);
    return 0;
  },
});
