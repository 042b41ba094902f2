import { copyFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isUgokuError, UgokuError } from "../errors.js";
import { checkWritable } from "../node/save-file.js";
import { defineCommand } from "./arguments.js";
import { emit, formatBytes, say } from "./output.js";

/** `ugoku sample`: a picture for whoever has none at hand, as the examples need one in an empty folder. */
export const sampleCommand = defineCommand({
  name: "sample",
  operand: "[file]",
  summary: "Write the demo's picture, to try things with (default: photo.jpg)",
  options: [{ name: "force", description: "Replace a file that exists" }],
  examples: ["ugoku sample", "ugoku sample pictures/cafe.jpg"],
  async run({ operands: [file = "photo.jpg"], values }) {
    const path = resolve(file);
    await checkWritable(path, values.force ?? false).catch((error: unknown) => {
      throw isUgokuError(error) ? inOwnWords(error) : error;
    });
    // Beside the bundle: the build puts it there.
    await copyFile(fileURLToPath(new URL("sample.jpg", import.meta.url)), path);
    say(`A woman with a mug in a café, guests behind her: 2272x1278 JPEG, ${formatBytes((await stat(path)).size)}.`);
    emit(file);
    return 0;
  },
});

/** The check is that of clips; here is none, and no download. */
function inOwnWords(error: UgokuError): UgokuError {
  const hint = error.hint?.replace("clip.mp4", "photo.jpg");
  return new UgokuError(error.code, error.message, { hint, cause: error });
}
