// @module-tag node-independent

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { firstParagraphOf, llmsTxt } from "../../scripts/docs/llms.mjs";
import { read, root } from "../../scripts/docs/pages.mjs";
import { docsUrl } from "../../src/utils/docs-url.js";

const repository = docsUrl.replace(/docs$/, "");

it("llms.txt matches the pages: `npm run docs:llms` writes it", () => {
  if (process.env.UPDATE_DOCS) writeFileSync(join(root, "llms.txt"), llmsTxt());
  expect(read("llms.txt")).toBe(llmsTxt());
});

it("llms.txt has the format of llmstxt.org: a title, a summary, sections of links to existing files", () => {
  const [title, summary, ...rest] = llmsTxt().split("\n\n");
  expect(title).toBe("# ugoku");
  expect(summary).toMatch(/^> .*image-to-video/);
  const lines = rest.join("\n").split("\n");
  expect(lines.filter((line) => line.startsWith("## "))).toEqual(["## Guides", "## Reference", "## Optional"]);
  const links = lines.flatMap((line) =>
    [...line.matchAll(/^- \[[^\]]+\]\(([^)]+)\)(: \S.*)?$/g)].map(([, link = ""]) => link),
  );
  expect(links.length).toBeGreaterThan(60);
  expect(
    links.filter((link) => !link.startsWith(repository) || !existsSync(join(root, link.slice(repository.length)))),
  ).toEqual([]);
  for (const name of ["ugoku", "ugoku/lint", "ugoku/testing"]) expect(lines.join("\n")).toContain(`- \`${name}\`: `);
});

it("firstParagraphOf() › skips pictures, tables and links to translations", () => {
  const prose = "One `image` makes [a clip](a.md), as long as you like.";
  for (const before of [
    "[日本語](README.ja.md)",
    "[日本語](README.ja.md) | English | [中文](README.zh.md).",
    "日本語版は[こちら](README.ja.md)。",
    "日本語: [はじめに](README.ja.md).",
    "![A picture: what it shows. All of it.](a.png)",
    "[![A badge](a.svg)](https://example.com/a)",
    "<!-- A comment. -->",
    "| a | b |\n|---|---|\n| One sentence that is long. | Another that is long. |",
    "```sh\nnpm ci && npm test # One sentence that is long.\n```",
    "Severity: **warning**. It is in the recommended preset.",
  ])
    expect(
      firstParagraphOf(`# A page\n\n${before}\n\n${prose}\n\nMore of it, which is long enough as well.`),
      before,
    ).toBe("One image makes a clip, as long as you like.");
  expect(firstParagraphOf("# A page\n\n[A link](a.md) begins a paragraph that says what the page is about.")).toMatch(
    /^A link begins/,
  );
  expect(firstParagraphOf("# ページ\n\n動画のためのプロンプトは、写真の説明とは違う文章として書きます。")).toMatch(
    /^動画の/,
  );
});
