// An esbuild plugin: minifies the styles and scripts of the pages that the command line contains as text.
import { readFile } from "node:fs/promises";
import { type Plugin, transform } from "esbuild";

export const minifiedPages: Plugin = {
  name: "minified-pages",
  setup({ onLoad }) {
    onLoad({ filter: /\.(css|client\.js)$/ }, async ({ path }) => {
      const loader = path.endsWith(".css") ? "css" : "js";
      const { code } = await transform(await readFile(path, "utf8"), { loader, minify: true, charset: "utf8" });
      return { contents: code, loader: "text" };
    });
  },
};
