import { describe, expect, test } from "vitest";
import { recordError, restoreError } from "../../src/batch/batch-errors.js";
import { renderField } from "../../src/batch/item.js";
import { renderFlag } from "../../src/cli/error-hints.js";
import { errorTemplate, RequestError, renderError, UgokuError } from "../../src/utils/errors.js";
import { codeOnly, describeValue, needsCode, option, renderMessage, setting, text } from "../../src/utils/message.js";

describe("renderMessage()", () => {
  test.each([
    [option("duration", 7), ".duration(7)", "--duration 7", "duration 7"],
    [option("size", "1280x720"), '.size("1280x720")', "--size 1280x720", 'size "1280x720"'],
    [option("fit"), ".fit()", "--fit", "fit"],
    [option("prompt", "She nods."), '.withPrompt("She nods.")', '--prompt "She nods."', 'prompt "She nods."'],
    [option("idempotencyKey", "k1"), '.idempotencyKey("k1")', "--key k1", '.idempotencyKey("k1")'],
    [option("duration", undefined), ".duration(undefined)", "--duration undefined", 'duration "undefined"'],
    [option("extra", { a: 1 }), ".extra(an object)", ".extra(an object)", 'extra "an object"'],
    [setting("maxCost", 50), "maxCost 50", "--max-cost 50", "maxCost 50"],
    [setting("maxCost"), "maxCost", "--max-cost", "maxCost"],
  ])("%j as code, flag and column", (part, code, flag, column) => {
    const message = text`Use ${part}.`;
    expect(renderMessage(message)).toBe(`Use ${code}.`);
    expect(renderMessage(message, renderFlag)).toBe(`Use ${flag}.`);
    expect(renderMessage(message, renderField)).toBe(`Use ${column}.`);
  });

  test.each([
    [text`Check the path. ${codeOnly("Or pass bytes.")}`, "Check the path. Or pass bytes.", "Check the path."],
    [text`${codeOnly("Pass bytes.")} Or name a file.`, "Pass bytes. Or name a file.", "Or name a file."],
    [text`One. ${codeOnly("Two.")} Three.`, "One. Two. Three.", "One. Three."],
    [text`${codeOnly("Pass bytes.")}`, "Pass bytes.", ""],
    ["Plain .fit() text", "Plain .fit() text", "Plain .fit() text"],
  ])("%j leaves out sentences for code elsewhere", (message, code, elsewhere) => {
    expect(renderMessage(message)).toBe(code);
    expect(renderMessage(message, renderFlag)).toBe(elsewhere);
    expect(needsCode(message)).toBe(code !== elsewhere);
  });

  test("messages nest, and keep what their values contain", () => {
    const sizes = text`${option("size", "4x2")}, or `;
    const message = text`Add ${sizes}${option("fit", "cover")}  of "${".fit(1)"}" ${3} times.`;
    expect(renderMessage(message)).toBe('Add .size("4x2"), or .fit("cover")  of ".fit(1)" 3 times.');
    expect(renderMessage(message, renderFlag)).toBe('Add --size 4x2, or --fit cover  of ".fit(1)" 3 times.');
  });
});

describe("an error with a template", () => {
  const error = new RequestError("duration_unsupported", text`${option("duration", 7)} is not supported.`, {
    hint: text`Use ${option("duration", 8)}. ${codeOnly("Or call plan() first.")}`,
    option: "duration",
    value: 7,
    allowed: [4, 8],
  });

  test("has the JavaScript form as its strings", () => {
    expect(error.message).toBe(".duration(7) is not supported.");
    expect(error.hint).toBe("Use .duration(8). Or call plan() first.");
  });

  test("has other forms through renderError()", () => {
    const forFlags = { message: "--duration 7 is not supported.", hint: "Use --duration 8.", needsCode: true };
    expect(renderError(error, renderFlag)).toEqual(forFlags);
    expect(renderError(error, renderField).message).toBe("duration 7 is not supported.");
  });

  test("gives programs the option, its value and what is allowed", () => {
    expect(error).toMatchObject({ option: "duration", value: 7, allowed: [4, 8] });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ option: "duration", value: 7, allowed: [4, 8] });
  });

  test("does not list its template among its fields", () => {
    expect(JSON.stringify({ ...error })).not.toContain('code":".duration');
    expect(Object.keys(error)).not.toContain("template");
  });

  test("keeps its template in a ledger", () => {
    const recorded = JSON.parse(JSON.stringify(recordError(error)));
    expect(recorded.message).toBe(".duration(7) is not supported.");
    expect(renderError(restoreError(recorded), renderFlag).message).toBe("--duration 7 is not supported.");
    const plain = new UgokuError("job_failed", "The job failed.", { hint: "Try again." });
    expect(recordError(plain)).toEqual({
      code: "job_failed",
      message: "The job failed.",
      hint: "Try again.",
      retryable: false,
    });
  });
});

describe("secrets", () => {
  const key = "sk-proj-abcdefghijklmnop0123456789";

  test("are redacted in every part and in the value", () => {
    const error = new RequestError("option_invalid", text`${option("model", key)} of ${key} is wrong.`, {
      hint: text`${codeOnly(`Do not pass ${key}.`)}`,
      option: "model",
      value: key,
    });
    for (const shown of [errorTemplate(error), error, renderError(error, renderFlag), recordError(error)])
      expect(JSON.stringify(shown)).not.toContain("abcdefghijklmnop");
  });

  test.each([
    [{ apiKey: key }, "an object"],
    [new Uint8Array(4), "a Uint8Array"],
    [12n, "12n"],
    [Number.NaN, "NaN"],
    [undefined, undefined],
    [null, null],
    [false, false],
    ["covr", "covr"],
  ])("a value of %s is described, or kept if it is plain", (value, kept) => {
    expect(new RequestError("option_invalid", "x", { option: "fit", value }).value).toBe(kept);
  });
});

test.each([
  ["text", '"text"'],
  ["x".repeat(100), `"${"x".repeat(77)}…"`],
  [7, "7"],
  [12n, "12n"],
  [undefined, "undefined"],
  [[1, 2], "an array of 2"],
  [{}, "an object"],
  [new Map(), "a Map"],
  [() => 1, "a function"],
])("describeValue(%s)", (value, described) => {
  expect(describeValue(value)).toBe(described);
});
