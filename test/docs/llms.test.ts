import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { llmsTxt } from "../../scripts/docs/llms.mjs";
import { read, root } from "../../scripts/docs/pages.mjs";
import { docsUrl } from "../../src/docs-url.js";

const repository = docsUrl.replace(/docs$/, "");

it("llms.txt is what the pages say now: `npm run docs:llms` writes it", () => {
  if (process.env.UPDATE_DOCS) writeFileSync(join(root, "llms.txt"), llmsTxt());
  expect(read("llms.txt")).toBe(llmsTxt());
});

it("llms.txt has the form of llmstxt.org: a title, a summary, sections of links that lead to files", () => {
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
