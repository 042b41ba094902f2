// An esbuild plugin: markdown-it without its inline parser, its renderer and what these need, such as the HTML entities and the
// recognition of links. `ugoku lint` reads the blocks of a file: src/cli/lint/markdown-prompts.ts.
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** In place of the imports of its inline parser. */
const imports = "const mdurl = {}, ucmicro = {}, __exportAll = () => {}, decodeHTMLStrict = (text) => text;";

/** In place of the class that holds all parts. */
const blockParser = `
export default class {
  constructor(options) {
    this.options = options;
    this.block = new ParserBlock();
    this.helpers = { parseLinkDestination, parseLinkTitle };
    this.core = { ruler: { enableOnly() {} } };
  }
  // Only whether a definition has a valid link matters, and that is in its first characters.
  normalizeLink(link) {
    return link;
  }
  validateLink(link) {
    return !/^(vbscript|javascript|file|data):/i.test(link.trim()) || /^data:image\\/(gif|png|jpeg|webp);/i.test(link.trim());
  }
  parse(src, env) {
    const state = { src };
    normalize(state);
    const tokens = [];
    this.block.parse(state.src, this, env, tokens);
    return tokens;
  }
}`;

export const blockMarkdown: Plugin = {
  name: "block-markdown",
  setup({ onLoad }) {
    onLoad({ filter: /markdown-it\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const starts =
        /^\/\/#region src\/(?:common\/utils|renderer|rules_core\/state_core|rules_inline\/state_inline)\.ts$/m;
      const [, common, , blocks, inline] = text.split(starts);
      if (inline === undefined) throw new Error("markdown-it has other parts: see scripts/block-markdown.ts");
      return { contents: `${imports}${common}${blocks}${blockParser}` };
    });
  },
};
