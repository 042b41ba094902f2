import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { blockMarkdown } from "../../scripts/block-markdown.js";

const root = join(import.meta.dirname, "../..");
const { outputFiles } = await build({
  stdin: { contents: 'export { default } from "markdown-it"', resolveDir: root },
  bundle: true,
  format: "esm",
  write: false,
  plugins: [blockMarkdown],
});
const { default: Blocks }: { default: typeof MarkdownIt } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString("base64")}`
);

/** As `ugoku lint` uses it. */
function readBlocks(Parser: typeof MarkdownIt, file: string) {
  const parser = new Parser({ html: true, maxNesting: 20 });
  parser.core.ruler.enableOnly(["normalize", "block"]);
  return parser.parse(file, {}).map(({ type, map, level, content, info }) => ({ type, map, level, content, info }));
}

const links = [
  ...["https://example.com/a b", "<a b>", "<>", "/a (title)", '/a "title" rest', "/a\n'two\nlines'", "ftp://例え.jp"],
  ...["javascript:x", " JAVASCRIPT:x", "< javascript:x>", "vbscript:x", "file:///a", "xfile:a", "data:text/html,a"],
  ...["data:image/png;base64,a", "DATA:IMAGE/GIF;a", "data:image/svg+xml;a", "\\javascript:x", "java%73cript:x"],
];
const files = [
  ...links.map((link) => `[name]: ${link}\nA paragraph.`),
  "A list:\r\n\r\n- one\r\n  - two\r\n\r\n    ```prompt\r\n\tA cat\0 walks.\r\n    ```\r\n> quoted\r\nlazy\r\n",
  "```prompt &amp; \\* &#65;\nA cat.\n",
  "| a | b |\n|---|:-:|\n| `x|y` | \\| |\n\nTitle\n===\n# Heading #\n***\n<!-- a\n\nb -->\n<div>\nx\n\ny\n</div>",
  "[^1]: A note.\n\n[a]: /b\n[c]: /d\n  'e'\n\n1) one\n2) two\n\n\tcode\n",
  `${"> ".repeat(30)}deep\n\n${"- ".repeat(30)}deep`,
  ...["README.md", "CHANGELOG.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)]
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(root, name), "utf8")),
];

test("the part of markdown-it that is bundled reads the blocks of a file as all of it does", () => {
  for (const file of files) expect(readBlocks(Blocks, file)).toEqual(readBlocks(MarkdownIt, file));
});

test("it has no inline parser", () => {
  expect(outputFiles[0]!.contents.length).toBeLessThan(60_000);
});
