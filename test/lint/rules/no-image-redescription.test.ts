// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTests } from "../../helpers/lint-rule.js";

const id = "no-image-redescription";
const { found, marked } = ruleTests(id);

const looks = "long brown hair, blue dress, sunny field";
const aussehen = "長い髪の少女、青いドレス、草原";

test("marks the entire prompt without surrounding whitespace", () => {
  expect(marked(` ${looks}\n`)).toEqual([looks]);
  expect(marked(`　${aussehen}　`)).toEqual([aussehen]);
});

test.each([
  ["something moves", `${looks}, she waves`],
  ["the camera moves", `${looks}, slow zoom in`],
  ["something moves", `${aussehen}、手を振る`],
  ["the camera moves", `${aussehen}、ズームイン`],
])("silent when %s: %j", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("words that are not motions", () => {
  expect(found(`${aussehen}、少女は動かない`)).toHaveLength(1);
  expect(found(`static camera, ${looks}`)).toHaveLength(1);
});

test("reports nothing without an image", () => {
  expect(found(looks, { preset: "strict", context: { hasImage: false } })).toEqual([]);
  expect(found(looks, { preset: "strict", context: { hasImage: true } })).toHaveLength(1);
});

test("one word of appearance is not a description", () => {
  expect(found("blue bottle")).toEqual([]);
  expect(found("青いボトル")).toEqual([]);
  expect(found("")).toEqual([]);
});

test("depends on the share of descriptive phrases", () => {
  const text = "blue dress, long hair, a violin, a ticket, an umbrella";
  expect(found(text)).toEqual([]);
  expect(found(text, { rules: { [id]: ["info", { share: 0.3 }] } })).toHaveLength(1);
  expect(found(looks, { rules: { [id]: ["info", { share: 1 }] } })).toEqual([]);
});

test("only in strict, as an info", () => {
  expect(found(looks).map(({ severity }) => severity)).toEqual(["info"]);
  for (const preset of ["recommended", "minimal", "article"] as const) expect(found(looks, { preset })).toEqual([]);
});
