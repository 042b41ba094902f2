import { expect, test } from "vitest";
import { DurationHistory } from "../../src/job/duration-history.js";

test("durations are returned by kind, ascending", () => {
  const history = new DurationHistory();
  for (const ms of [300, 100, 200]) history.add("a", ms);
  history.add("b", 50);
  expect(["a", "b", "c"].map((kind) => history.of(kind))).toEqual([[100, 200, 300], [50], []]);
});

test("the latest 64 of a kind are kept", () => {
  const history = new DurationHistory();
  for (let ms = 1; ms <= 100; ms++) history.add("a", ms);
  expect(history.of("a")).toHaveLength(64);
  expect(history.of("a")[0]).toBe(37);
});

test("256 kinds are kept, and the one used least recently is dropped", () => {
  const history = new DurationHistory();
  for (let index = 0; index < 256; index++) history.add(`kind ${index}`, 5);
  expect(history.of("kind 0")).toEqual([5]);
  history.add("one more", 5);
  expect(["kind 0", "kind 1", "kind 2"].map((kind) => history.of(kind).length)).toEqual([1, 0, 1]);
});

test("a returned array does not change what is kept", () => {
  const history = new DurationHistory();
  history.add("a", 5);
  (history.of("a") as number[]).push(1);
  expect(history.of("a")).toEqual([5]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 366 * 24 * 3_600_000])("%d ms is not a duration", (ms) => {
  const history = new DurationHistory();
  history.add("a", ms);
  expect(history.of("a")).toEqual([]);
});
