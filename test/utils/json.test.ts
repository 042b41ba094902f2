import { describe, expect, test } from "vitest";
import { parseJson } from "../../src/utils/json.js";

const nested = (depth: number, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

describe("parseJson()", () => {
  test.each([
    ["an object", '{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
    ["brackets in a text", JSON.stringify({ a: "[".repeat(9_000) }), { a: "[".repeat(9_000) }],
    ["quotes and backslashes in a text", JSON.stringify({ 'a\\"[': '\\\\"[' }), { 'a\\"[': '\\\\"[' }],
    ["100 levels", nested(100), JSON.parse(nested(100))],
  ])("reads %s", (_, text, value) => expect(parseJson(text)).toEqual({ ok: true, value }));

  test.each([
    ["101 levels of lists", nested(101), "JSON with more than 100 levels"],
    ["100,000 levels of objects", nested(100_000, '{"a":', "}"), "JSON with more than 100 levels"],
    ["levels that never close", "[".repeat(1_000_000), "JSON with more than 100 levels"],
    ["300,000 empty objects", `[${"{},".repeat(300_000)}{}]`, "JSON with more than 200000 values"],
    ["a text that never closes", `{"a":"${"x".repeat(1_000)}`, undefined],
    ["no JSON", "<html>", undefined],
    ["nothing", "", undefined],
  ])("refuses %s", (_, text, problem) => expect(parseJson(text)).toEqual({ ok: false, problem }));

  test("a limit of its own", () => expect(parseJson("[1,2,3]", { maxValues: 2 }).ok).toBe(false));
});
