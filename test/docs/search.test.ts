// @module-tag node-independent

import { describe, expect, it } from "vitest";
import { type SearchRow, siteSearch } from "../../docs/site/search.mjs";
import { pageRows, sections } from "../../scripts/docs/search.mjs";
import { errorCodes } from "../../src/utils/error-codes.js";

/** The names that a search finds, best first; what is typed is asked for as TypeDoc's field asks. */
function find(rows: readonly SearchRow[], typed: string): string[] {
  const query = typed
    .trim()
    .split(" ")
    .map((word) => word && `*${word}*`)
    .join(" ");
  return siteSearch({ rows })
    .search(query)
    .map(({ ref }) => rows[ref]!.name);
}
const row = (name: string, text = "", more: Partial<SearchRow> = {}): SearchRow => ({ name, text, weight: 1, ...more });

describe("what the site's search reads of the pages", () => {
  it("is every section under its own heading, with the anchor that the site gives it, code but no fences' marks", () => {
    const page =
      "# A page\n\nIts start.\n\n<!-- a note -->\n## `one_code`\n\n[A link](a.md#b).\n\n```sh\n# no heading\n```\n\n## Again\n\n## Again\n";
    expect(sections(page)).toEqual([
      { name: "A page", anchor: "a-page", text: "Its start." },
      { name: "one_code", anchor: "one_code", text: "A link. # no heading" },
      { name: "Again", anchor: "again", text: "" },
      { name: "Again", anchor: "again-1", text: "" },
    ]);
  });

  it("leads from every error's code to its place", () => {
    const rows = pageRows();
    const { search } = siteSearch({ rows });
    expect(errorCodes.length).toBeGreaterThan(20);
    const found = errorCodes.map((code) => rows[search(`*${code}*`)[0]?.ref ?? -1]?.url);
    expect(found).toEqual(errorCodes.map((code) => `errors.html#${code}`));
  });

  it("finds the pages in Japanese, and what was written in half-width letters", () => {
    const rows = pageRows();
    const urls = (typed: string) =>
      siteSearch({ rows })
        .search(`*${typed}*`)
        .map(({ ref }) => rows[ref]!.url);
    for (const typed of ["カメラ", "カメラは固定", "動画", "リンター", "ﾘﾝﾀｰ", "動画の作り方"])
      expect(urls(typed).slice(0, 6), typed).toContain("guides/prompt-that-moves.ja.html");
    expect(urls("クイックスタート")[0]).toBe("README.ja.html#クイックスタート");
  });
});

describe("the site's search", () => {
  it("wants every word, whatever their order and case", () => {
    const rows = [row("Downloads", "a clip is resumed"), row("Waiting", "a job"), row("Ledger", "A job and its CLIP")];
    expect(find(rows, "clip JOB")).toEqual(["Ledger"]);
    expect(find(rows, "clip nothing")).toEqual([]);
    expect(find(rows, "  ")).toEqual([]);
  });

  it("puts the words as they were typed before the same words apart, and a heading before text", () => {
    const rows = [
      row("Other", "once more, at the most"),
      row("Text", "that is sent at most once"),
      row("At most once", "always"),
    ];
    expect(find(rows, "at most once")).toEqual(["At most once", "Text", "Other"]);
  });

  it("takes a word for the beginning of another, but a whole word comes first", () => {
    const rows = [row("Payload", "of a request"), row("Pay", "for a clip"), row("Repay", "a friend")];
    expect(find(rows, "pay")).toEqual(["Pay", "Payload", "Repay"]);
  });

  it("puts pages before what is alike in the API, and an API's own name before pages", () => {
    const api = { isApi: true, weight: 0.5 };
    const rows = [
      row("animateAll", "many images", api),
      row("Many images", "animateAll takes many images"),
      row("saveTo", "a file", { isApi: true, isMember: true, weight: 0.15 }),
      row("Saving", "saveTo has a file"),
      ...Array.from({ length: 4 }, () => row("images", "many", { isApi: true, isMember: true, weight: 0.15 })),
    ];
    expect(find(rows, "animateAll")[0]).toBe("animateAll");
    expect(find(rows, "animateA")[0]).toBe("animateAll");
    expect(find(rows, "images")[0]).toBe("Many images");
    expect(find(rows, "saveTo")[0]).toBe("saveTo");
    expect(find(rows, "many images")[0]).toBe("Many images");
  });

  it("cuts Japanese up where it does not stand as it was typed", () => {
    const rows = [row("甲", "動画を作る"), row("乙", "動画と音"), row("丙", "作り方と動画")];
    expect(find(rows, "動画と")).toEqual(["乙"]);
    expect(find(rows, "動画の作り方")).toEqual(["丙"]);
    expect(find(rows, "カメラの動画")).toEqual([]);
  });

  it("takes what lunr would read as its own signs as they are", () => {
    const rows = [row("fit", 'fit: "cover", -1 +2 ~3 ^4 *.md')];
    for (const typed of ["fit:", '"cover"', "-1", "+2", "~3", "^4", "*.md", "*"])
      expect(find(rows, typed), typed).toEqual(["fit"]);
    for (const typed of ["(", "[a", "\\"]) expect(find(rows, typed), typed).toEqual([]);
  });
});
