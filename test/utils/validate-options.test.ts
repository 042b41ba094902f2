import { describe, expect, test } from "vitest";
import { RequestError } from "../../src/utils/errors.js";
import * as rule from "../../src/utils/option-rules.js";
import { type OptionRules, validateOptions } from "../../src/utils/validate-options.js";

interface Options {
  readonly timeout?: unknown;
  readonly mode?: unknown;
  readonly clock?: unknown;
  readonly apiKey?: unknown;
  readonly folder?: unknown;
}

const rules: OptionRules<Options> = {
  timeout: rule.above(0, "a number of milliseconds"),
  mode: rule.oneOf("fast", "slow"),
  clock: rule.withMethod("now", "such as Date"),
  apiKey: { ...rule.text, secret: true },
  folder: { ...rule.text, required: true },
};

function getError(options: unknown): RequestError {
  try {
    validateOptions("run()", options as Options, rules);
  } catch (error) {
    return error as RequestError;
  }
  throw new Error("nothing was thrown");
}

describe("validateOptions()", () => {
  test("accepts valid options, and undefined as not given", () => {
    const options = { timeout: 1, mode: "fast", clock: Date, apiKey: undefined, folder: "clips" };
    expect(() => validateOptions("run()", options, rules)).not.toThrow();
  });

  test.each([
    [undefined, "The options of run() are undefined, not an object.", "Its options are timeout, mode,"],
    [[], "The options of run() are an array of 0, not an object.", "Its options are timeout, mode,"],
    [{ folder: "a", tiemout: 1 }, 'run() has no option "tiemout".', "Did you mean timeout?"],
    [{ folder: "a", zzzzzz: 1 }, 'run() has no option "zzzzzz".', "Its options are timeout, mode,"],
    [{}, "run() has no folder.", "Pass a text that is not empty."],
    [{ folder: "" }, "The folder of run() is empty.", "Pass a text that is not empty."],
    [
      { folder: "a", timeout: 0 },
      "The timeout of run() is 0.",
      "Pass a number of milliseconds above 0, or leave it out",
    ],
    [{ folder: "a", mode: "fats" }, 'The mode of run() is "fats".', 'Pass "fast" or "slow", or leave it out'],
    [
      { folder: "a", clock: {} },
      "The clock of run() is an object without now().",
      "Pass an object with now(), such as Date",
    ],
    [{ folder: "a", clock: 7 }, "The clock of run() is 7.", "Pass an object with now()"],
    [{ folder: "a", apiKey: 12345678 }, "The apiKey of run() is a number.", "Pass a text that is not empty"],
  ])("rejects %j", (options, message, hint) => {
    const error = getError(options);
    expect(error).toBeInstanceOf(RequestError);
    expect(error.code).toBe("option_invalid");
    expect(error.message).toBe(message);
    expect(error.hint).toContain(hint);
  });

  test("gives programs the option, its value and what is allowed, but no secret", () => {
    expect(getError({ folder: "a", mode: "fats" })).toMatchObject({
      option: "mode",
      value: "fats",
      allowed: ["fast", "slow"],
    });
    const error = getError({ folder: "a", apiKey: 12345678 });
    expect([error.option, error.value]).toEqual(["apiKey", undefined]);
  });
});
