// An esbuild plugin: markdown-it without what only its inline parser uses, the HTML entities and the recognition of links. `ugoku lint`
// reads the blocks of a file: src/cli/markdown-prompts.ts.
import type { Plugin } from "esbuild";

const parts: Readonly<Record<string, string>> = {
  entities: "export const decodeHTMLStrict = (text) => text;",
  "linkify-it": "export class LinkifyIt {}",
};

export const blockMarkdown: Plugin = {
  name: "block-markdown",
  setup(build) {
    build.onResolve({ filter: /^(entities|linkify-it)$/ }, ({ path }) => ({ path, namespace: "block-markdown" }));
    build.onLoad({ filter: /./, namespace: "block-markdown" }, ({ path }) => ({ contents: parts[path] ?? "" }));
  },
};
