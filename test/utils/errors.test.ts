import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import * as ugoku from "../../src/index.js";
import { isUgokuError, UgokuError } from "../../src/index.js";
import { errorCodes } from "../../src/utils/error-codes.js";
import type { ErrorDetails } from "../../src/utils/errors.js";

const noFindings = { messages: [], errorCount: 0, warningCount: 0, infoCount: 0, score: 100 };

const key = "sk-proj-abcdefghijklmnop0123456789";
const signed = "https://store.test/v.mp4?X-Amz-Signature=deadbeefdeadbeef&x=1";
const image = `data:image/png;base64,${"iVBORw0KGgo".repeat(8)}`;
const password = "https://user:hunter2secret@host.test/v1";
const secrets = /abcdefghijklmnop|deadbeef|iVBORw0KGgo|hunter2secret|topsecrettoken/;
const dirty = `${key} Bearer topsecrettoken ${signed} ${image} ${password}`;

const details: ErrorDetails = {
  hint: dirty,
  cause: new Error(dirty),
  retryable: true,
  jobId: "video_1",
  ticket: { v: 1, id: "video_1" },
  status: 500,
  requestId: "req_1",
};

const attempt = {
  v: 1,
  key: "order-1",
  baseURL: "http://videos.test/v1",
  dialect: "openai",
  model: "sora-2",
  seconds: 4,
  size: "720x1280",
  sentAt: 1,
} as const;

type Simple = new (code: ugoku.ErrorCode, message: string, details?: ErrorDetails) => UgokuError;

/** One of each class that the package exports. */
const all: Record<string, UgokuError> = Object.fromEntries(
  Object.entries(ugoku)
    .filter(([name, value]) => name.endsWith("Error") && typeof value === "function" && name !== "isUgokuError")
    .map(([name, value]) => {
      if (name === "PromptLintError") return [name, new ugoku.PromptLintError(dirty, noFindings, details)];
      if (name === "SubmitUncertainError") return [name, new ugoku.SubmitUncertainError(dirty, attempt, details)];
      return [name, new (value as unknown as Simple)("server_error", dirty, details)];
    }),
);

test("the contract's classes are all there", () => {
  expect(Object.keys(all).sort()).toEqual(
    [
      "UgokuError",
      "EndpointError",
      "ImageError",
      "PromptLintError",
      "RequestError",
      "CostError",
      "SubmitUncertainError",
      "ApiError",
      "ModerationError",
      "JobFailedError",
      "JobTimeoutError",
      "DownloadError",
      "WebhookError",
    ].sort(),
  );
});

describe.each(Object.entries(all))("%s", (name, error) => {
  test("bears its name, and is an UgokuError and an Error", () => {
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(UgokuError);
    expect(error).toBeInstanceOf((ugoku as unknown as Record<string, new () => unknown>)[name]!);
    expect(isUgokuError(error)).toBe(true);
    expect(inspect(error).startsWith(`${name}: `)).toBe(true);
  });

  test("is none of the other classes", () => {
    const kinds = Object.keys(all).filter(
      (other) => error instanceof (ugoku as unknown as Record<string, new () => unknown>)[other]!,
    );
    expect(kinds.sort()).toEqual([...new Set([name, "UgokuError"])].sort());
  });

  test.each([
    ["JSON", (value: UgokuError) => JSON.stringify(value)],
    ["inspect", (value: UgokuError) => inspect(value, { depth: 20, showHidden: true })],
    ["inspect inside another object", (value: UgokuError) => inspect({ list: [value] }, { depth: 20 })],
    ["String", (value: UgokuError) => String(value)],
    ["its stack", (value: UgokuError) => String(value.stack)],
    ["its hint", (value: UgokuError) => String(value.hint)],
    ["a spread copy", (value: UgokuError) => JSON.stringify({ ...value })],
    ["its cause", (value: UgokuError) => inspect(value.cause, { depth: 20, showHidden: true })],
  ])("shows no secret by %s", (_, show) => {
    const text = show(error);
    expect(text).toContain("[redacted]");
    expect(text).not.toMatch(secrets);
  });

  test("keeps its facts, its cause and its place in the documentation", () => {
    expect(error).toMatchObject({
      retryable: true,
      jobId: "video_1",
      ticket: { v: 1, id: "video_1" },
      status: 500,
      requestId: "req_1",
    });
    expect(error.cause).toMatchObject({ name: "Error", message: expect.stringContaining("[redacted]") });
    expect(error.docs).toMatch(new RegExp(`/docs/errors\\.md#${error.code}$`));
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name, code: error.code, jobId: "video_1", status: 500 });
  });
});

describe("what an error carries for programs", () => {
  test("an uncertain submit's JSON holds the attempt, so that a log is enough to look for the job", () => {
    expect(JSON.parse(JSON.stringify(all.SubmitUncertainError))).toMatchObject({ attempt });
    expect(inspect(all.SubmitUncertainError)).toContain("order-1");
  });

  test("a lint error's JSON holds what was found", () => {
    expect(JSON.parse(JSON.stringify(all.PromptLintError))).toMatchObject({ result: { messages: [] } });
  });

  test("nothing that is unknown is printed", () => {
    const text = inspect(new ugoku.RequestError("prompt_missing", "The prompt is empty."));
    expect(text).toContain("prompt_missing");
    expect(text).not.toContain("undefined");
    // Other consoles print the own properties.
    const own = Object.entries(new ugoku.ApiError("server_error", "It failed."));
    expect(own.filter(([, value]) => value === undefined)).toEqual([]);
  });

  test("a cause without secrets is kept as it is", () => {
    const cause = Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET", address: "127.0.0.1" } });
    expect(new ugoku.ApiError("connection_failed", "No response.", { cause }).cause).toBe(cause);
  });

  test("reconcile() of an error that knows no client says which call does", async () => {
    const error = all.SubmitUncertainError as ugoku.SubmitUncertainError;
    await expect(error.reconcile()).rejects.toMatchObject({
      code: "unsupported",
      hint: expect.stringContaining("reconcile(error.attempt)"),
    });
  });
});

describe("two copies of the package", () => {
  /** An error of another copy of the package: another class with the same marker. */
  const foreign = (kinds: readonly string[]) =>
    Object.assign(new Error("x"), { [Symbol.for("ugoku.error")]: kinds, code: "job_failed" });

  test("know each other's errors", () => {
    const error: unknown = foreign(["JobFailedError", "UgokuError"]);
    expect(isUgokuError(error)).toBe(true);
    expect(error).toBeInstanceOf(UgokuError);
    expect(error).toBeInstanceOf(ugoku.JobFailedError);
    expect(error).not.toBeInstanceOf(ugoku.ApiError);
  });

  test.each([undefined, null, 7, "text", {}, [], new Error("x"), new TypeError("x"), { code: "job_failed" }])(
    "and nothing else: %s",
    (value) => {
      expect(isUgokuError(value)).toBe(false);
      expect(value instanceof UgokuError).toBe(false);
    },
  );

  test("an instance of the base class is not an instance of a subclass", () => {
    class Mine extends ugoku.ApiError {}
    const mine = new Mine("server_error", "x");
    expect(mine).toBeInstanceOf(Mine);
    expect(mine).toBeInstanceOf(ugoku.ApiError);
    expect(new ugoku.ApiError("server_error", "x")).not.toBeInstanceOf(Mine);
  });
});

test("codes have one format and are unique", () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length);
  for (const code of errorCodes) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
});
