import { inspect } from "node:util";
import { expect, test } from "vitest";
import { isUgokuError, RequestError, UgokuError } from "../../src/index.js";
import { lintPrompt } from "../../src/lint.js";

function errorOf(options: object): RequestError {
  try {
    lintPrompt("The cat blinks.", options);
  } catch (error) {
    return error as RequestError;
  }
  throw new Error("nothing was thrown");
}

test.each([
  ["an API key", "sk-proj-abcdefghijklmnop0123456789"],
  ["an address with a password", "redis://user:hunter2secret@host"],
  ["a signed address", "https://store.test/v.mp4?X-Amz-Signature=deadbeefdeadbeef"],
])("an error about the linter's settings does not show %s", (_, secret) => {
  for (const options of [{ preset: secret }, { locale: secret }, { [secret]: 1 }, { rules: { [secret]: "off" } }]) {
    const error = errorOf(options);
    for (const text of [error.message, error.hint, error.stack, JSON.stringify(error), inspect(error)]) {
      expect(text).toBeTruthy();
      expect(text).not.toMatch(/abcdefghijklmnop|hunter2secret|deadbeef/);
    }
    expect(error.message).toContain("[redacted]");
  }
});

test("it shows names as they are, and has the form of every error of ugoku", () => {
  const error = errorOf({ rules: { "no-vague-requests": "off" } });
  expect(error).toMatchObject({ name: "RequestError", code: "option_invalid", retryable: false });
  expect(error.message).toContain('"no-vague-requests"');
  expect(error.hint).toContain("no-vague-request");
  expect(error).toBeInstanceOf(RequestError);
  expect(error).toBeInstanceOf(UgokuError);
  expect(isUgokuError(error)).toBe(true);
  expect(inspect(error)).toMatch(/^RequestError: /);
  const { name, code, message, hint, docs } = error;
  expect(JSON.parse(JSON.stringify(error))).toEqual({ name, code, message, hint, docs, retryable: false });
});
