// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked, mended } = ruleTestsInContext("no-invisible-chars");

test.each([
  ["A kite\u200b climbs", "\u200b", "A kite climbs"],
  ["A kite\u200b\u200c\u2060 climbs", "\u200b\u200c\u2060", "A kite climbs"],
  ["\ufeffA kite climbs", "\ufeff", "A kite climbs"],
  ["A ki\u00adte climbs", "\u00ad", "A kite climbs"],
  ["凧が\u202e上がる", "\u202e", "凧が上がる"],
  ["凧が\u0007上がる", "\u0007", "凧が上がる"],
  ["A kite \ud83d climbs", "\ud83d", "A kite  climbs"],
  ["A kite climbs\u2028slowly", "\u2028", "A kite climbs\nslowly"],
  ["A kite\u{e0041}\u{e0042} climbs", "\u{e0041}\u{e0042}", "A kite climbs"],
  ["A 𝓴𝓲𝓽𝓮 climbs", "𝓴𝓲𝓽𝓮", "A kite climbs"],
  ["A kite \u3164climbs", "\u3164", "A kite climbs"],
  ["A kit\ufffd climbs", "\ufffd", "A kit climbs"],
])("%j", (text, characters, output) => {
  expect(marked(text)).toEqual([characters]);
  expect(mended(text)).toBe(output);
});

test.each([
  "A kite climbs,\r\n\tslowly.\n\n凧が 上がる。",
  "👩\u200d🚀 waves ❤\ufe0f\u200d🔥 👨🏽\u200d🌾 1\ufe0f\u20e3",
  "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} flutters",
  "ハンカクも全角ABCも、葛\u{e0100}城の凧も",
  "می\u200cخواهم بادبادک",
  "A kite\u00a0climbs — “slowly”…",
])("%j is ordinary text", (text) => expect(found(text)).toEqual([]));

test("reports a joiner between letters", () => expect(marked("ki\u200dte climbs 👩 \u200d")).toHaveLength(2));

test("names the character", () => {
  expect(found("A kite\u200b climbs")[0]?.message).toContain("U+200B");
  expect(found("凧が\u200b\u200b上がる")[0]?.message).toContain("U+200B (+1)");
  expect(found("A 𝓴𝓲𝓽𝓮 climbs")[0]?.messageId).toBe("lookalike");
  expect(found("A kit\ufffd climbs")[0]?.messageId).toBe("unreadable");
});

test("merges hundreds into a few findings and fixes all", () => {
  const text = "wind\u200b ".repeat(500);
  expect(found(text)).toHaveLength(21);
  expect(mended(text)).toBe("wind ".repeat(500));
});
