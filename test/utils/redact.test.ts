import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { redact } from "../../src/utils/redact.js";
import { redactCause } from "../../src/utils/redact-cause.js";
import { redactAll, registerSecrets } from "../../src/utils/secrets.js";
import { growth } from "../helpers/growth.js";

const base64 = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7919) % 251)).toString("base64");

describe("redact()", () => {
  test.each([
    ["a key by its prefix", "key sk-proj-abcdefghijkl0123 end", "key sk-[redacted] end"],
    ["a file name with that prefix", "sk-holiday-photo-of-the-sea.jpg", "sk-holiday-photo-of-the-sea.jpg"],
    ["a token with its scheme", "Authorization: Bearer abcdef.ghi", "Authorization: Bearer [redacted]"],
    ["a JSON Web Token", `t=eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc_-`, "t=[redacted]"],
    ["the query of an address", "at https://a.test/v.mp4?sig=1 now", "at https://a.test/v.mp4?[redacted] now"],
    ["an address escaped for JSON", String.raw`https:\/\/a.test\/v?sig=1`, String.raw`https:\/\/a.test\/v?[redacted]`],
    ["a token after #", "https://a.test/#access_token=abc", "https://a.test/#[redacted]"],
    ["the place in a page", "https://a.test/errors.md#not_found", "https://a.test/errors.md#not_found"],
    ["a password in an address", "redis://me:word@host:6379/0", "redis://[redacted]@host:6379/0"],
    ["a package's path", "file:///a/@scope/b.js", "file:///a/@scope/b.js"],
    ["a signature without its host", "/v.mp4?a=1&X-Amz-Signature=abc&b=2", "/v.mp4?a=1&X-Amz-Signature=[redacted]&b=2"],
    ["a data URL", `<data:image/png;base64,${base64}>`, "<data:image/png,[redacted]>"],
    ["bare Base64", `image_base64: ${base64}.`, "image_base64: [redacted]."],
    ["a long word", `${"a".repeat(500)}`, "a".repeat(500)],
  ])("%s", (_, text, expected) => expect(redact(text)).toBe(expected));

  const key = 'k3y/with+odd "signs"&more';
  const inJson = JSON.stringify(JSON.stringify({ key })).slice(1, -1);
  test.each([
    ["as it is", key],
    ["escaped for JSON", JSON.stringify(key)],
    ["escaped for a URL", `?a=${encodeURIComponent(key)}`],
    ["in Basic", Buffer.from(`user:${key}`).toString("base64")],
    ["in Base64 after one byte", Buffer.from(`u${key}`).toString("base64")],
    ["in Base64 after two bytes", Buffer.from(`us${key}:more`).toString("base64")],
    ["in Base64 for URLs", Buffer.from(`us${key}`).toString("base64url")],
  ])("a client's own secret, %s", (_, text) => {
    const shown = redactAll(`before ${text} after`, [key]);
    expect(shown).toContain("[redacted]");
    expect(shown).not.toContain(text);
    expect(inJson).toContain("odd");
  });

  test("a registered secret is removed everywhere, a common word never", () => {
    registerSecrets(["q9-a-registered-secret", "preview", "https://app.test/page-1"]);
    expect(redact("q9-a-registered-secret of the preview at https://app.test/page-1")).toBe(
      "[redacted] of the preview at https://app.test/page-1",
    );
  });

  test("only the most recent secrets are kept", () => {
    registerSecrets(["oldest-secret-0001"]);
    registerSecrets(Array.from({ length: 200 }, (_, index) => `another-secret-${index}`));
    expect(redact("oldest-secret-0001")).toBe("oldest-secret-0001");
    expect(redact("another-secret-7,")).toBe("[redacted],");
  });

  test("a secret where a long text is cut is not left in half", () => {
    const cut = redact(`${"word ".repeat(6_399)}sk-proj-abcdefghijkl0123 ${"word ".repeat(9_000)}`);
    expect(cut).not.toContain("abcdef");
    expect(cut.length).toBeLessThan(33_000);
  });

  test.each([
    "sk-",
    "http://",
    "data:",
    "eyJ",
    "eyJ-",
    "Bearer ",
    "a://",
    "?sig=",
    "&token=",
    "data:a/",
    "sk-a",
    "A1a/",
  ])("takes no longer than the text is long: %j", (unit) =>
    expect(growth((size) => redact(unit.repeat(size / unit.length)), 6_000)).toBeLessThan(40),
  );
});

describe("redactCause()", () => {
  const hide = (text: string) => redactAll(text, ["k3y-0123456789"]);
  const shown = (thrown: unknown) => inspect(redactCause(thrown, hide), { depth: 9, showHidden: true });

  test.each([
    ["its message", new Error("refused k3y-0123456789")],
    ["a nested cause", new Error("failed", { cause: new Error("a", { cause: "k3y-0123456789" }) })],
    [
      "the headers of its request",
      Object.assign(new Error("failed"), { config: { headers: { auth: "k3y-0123456789" } } }),
    ],
    ["Headers", Object.assign(new Error("failed"), { headers: new Headers({ "x-key": "k3y-0123456789" }) })],
    ["a field with a symbol", Object.assign(new Error("failed"), { [Symbol("auth")]: ["k3y-0123456789"] })],
    ["an AggregateError", new AggregateError([new Error("k3y-0123456789")], "all")],
    ["no error", { reason: "k3y-0123456789" }],
    ["a text", "k3y-0123456789"],
  ])("removes a secret from %s", (_, thrown) => expect(shown(thrown)).not.toContain("k3y-0123456789"));

  test("keeps what programs read", () => {
    const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect", errno: -111 });
    const thrown = Object.assign(new TypeError("k3y-0123456789", { cause }));
    expect(redactCause(thrown, hide)).toMatchObject({
      name: "TypeError",
      cause: { code: "ECONNREFUSED", syscall: "connect", errno: -111 },
    });
  });

  test("ends at a circular cause, and runs no getter", () => {
    const circular: Error & { self?: unknown } = new Error("k3y-0123456789");
    circular.cause = circular;
    Object.defineProperty(circular, "trap", { get: () => expect.unreachable() });
    expect(shown(circular)).not.toContain("k3y-0123456789");
  });
});
