import { expect, test } from "vitest";
import { loadOnce } from "../../src/utils/lazy.js";

test("loadOnce() › calls its function once, and again after a failure", async () => {
  let calls = 0;
  const load = loadOnce(async () => {
    calls += 1;
    if (calls === 1) throw new TypeError("Failed to fetch dynamically imported module");
    return calls;
  });
  const first = [load(), load()];
  for (const one of first) await expect(one).rejects.toThrow("dynamically imported");
  expect(calls).toBe(1);
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  expect(await load()).toBe(2);
});
