// @module-tag node-independent

/** The links of the site to the sources that it was made from. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checkSite } from "../../scripts/docs/check-site.mjs";
import { sourceBase } from "../../scripts/docs/repository.mjs";
import { emptyFolder } from "../helpers/folders.js";

const base = "https://github.com/someone/ugoku/blob/main/";

describe("sourceBase()", () => {
  test.each([
    "https://github.com/someone/ugoku",
    "github:someone/ugoku",
    { url: "git+https://github.com/someone/ugoku.git" },
  ])("is that of the repository of package.json: %j", (repository) => {
    expect(sourceBase(repository)).toBe(base);
  });

  test("throws for a repository that is not on GitHub", () => {
    expect(() => sourceBase("https://example.com/ugoku")).toThrow(/example\.com/);
  });
});

test("checkSite() › reports links to missing files and lines of the repository", async () => {
  await using folder = await emptyFolder();
  const href = (place: string) => `<a href="${base}${place}">Defined in</a>`;
  const places = ["src/index.ts#L1", "index.ts#L1", "src/index.ts#L99999", "node_modules/msw/package.json#L1"];
  writeFileSync(join(folder.path, "index.html"), places.map(href).join("\n"));
  mkdirSync(join(folder.path, "assets"));
  const data = (value: unknown) => `window.data = "${deflateSync(JSON.stringify(value)).toString("base64")}";`;
  writeFileSync(join(folder.path, "assets/navigation.js"), data([]));
  writeFileSync(join(folder.path, "assets/search.js"), data({ rows: [] }));
  expect(checkSite(folder.path, base)).toMatchObject({
    links: 4,
    external: [],
    problems: [
      "index.html: there is no index.ts in the repository",
      "index.html: src/index.ts has no line 99999",
      "index.html: there is no node_modules/msw/package.json in the repository",
    ],
  });
});
