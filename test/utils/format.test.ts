import { describe, expect, test } from "vitest";
import { formatBytes, formatTime, formatUsd } from "../../src/utils/format.js";

describe("formatTime()", () => {
  test.each([
    [0, "0 s"],
    [0.2, "1 ms"],
    [50, "50 ms"],
    [100, "0.1 s"],
    [400, "0.4 s"],
    [5_000, "5 s"],
    [9_940, "9.9 s"],
    [9_960, "10 s"],
    [59_600, "1 min"],
    [200_000, "3 min 20 s"],
    [1_800_000, "30 min"],
    [3_599_600, "1 h"],
    [7_500_000, "2 h 5 min"],
  ])("%d", (milliseconds, text) => {
    expect(formatTime(milliseconds)).toBe(text);
  });
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [90_000, "90 kB"],
  [999_600, "1.0 MB"],
  [1_900_000, "1.9 MB"],
])("formatBytes(%d)", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "$0.00"],
  [0.0005, "$0.0005"],
  [0.005, "$0.005"],
  [0.4, "$0.40"],
  [0.125, "$0.125"],
  [3, "$3.00"],
  [1.2000000001, "$1.20"],
])("formatUsd(%d)", (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});
