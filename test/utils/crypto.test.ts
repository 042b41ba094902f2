import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { randomUUID, sha256 } from "../../src/utils/crypto.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const withoutNode = () => vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);

describe.each([
  ["Node", () => {}],
  ["a browser", withoutNode],
])("with the crypto of %s", (_, prepare) => {
  test.each(["", "The cat blinks.", "猫がまばたきする。"])("sha256(%j) is that of Node", async (text) => {
    prepare();
    const expected = createHash("sha256").update(text).digest("hex");
    expect(await sha256(text)).toBe(expected);
    expect(await sha256(new TextEncoder().encode(text))).toBe(expected);
  });

  test("randomUUID() is a new version 4 UUID", () => {
    prepare();
    const ids = Array.from({ length: 100 }, randomUUID);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

test("on a page without HTTPS there is no hash, but a UUID", async () => {
  withoutNode();
  const { getRandomValues } = crypto;
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  expect(await sha256("The cat blinks.")).toBeUndefined();
  expect(randomUUID()).toHaveLength(36);
});
