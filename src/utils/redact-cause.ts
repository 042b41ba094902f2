import { redact } from "./redact.js";

/** Deepest cause that is kept, and most values of it that are searched. A chain of causes can be circular. */
const maxCauses = 8;
const maxValues = 2_000;

/**
 * What was thrown, without secrets: itself if it has none, otherwise an error with the same name, code and causes. An error of
 * a `fetch` may hold the request, with its headers.
 */
export function redactCause(thrown: unknown, hide: (text: string) => string = redact, depth = 0): unknown {
  if (thrown === undefined || thrown === null || depth === maxCauses) return undefined;
  if (typeof thrown === "string") return hide(thrown);
  if (typeof thrown !== "object") return thrown;
  // An error of ours has been through this.
  if (Symbol.for("ugoku.error") in thrown || (depth === 0 && !hasSecret(thrown, hide))) return thrown;
  const { name, message, stack, code, syscall, errno, status, errors, cause } =
    thrown as Partial<NodeJS.ErrnoException> & Record<"status" | "errors" | "cause", unknown>;
  const copy = new Error(hide(String(message ?? "")), { cause: redactCause(cause, hide, depth + 1) });
  const facts = { name, stack, code, syscall, errno, status };
  for (const [field, value] of Object.entries(facts))
    if (typeof value === "string" || typeof value === "number")
      Object.defineProperty(copy, field, {
        value: typeof value === "string" ? hide(value) : value,
        enumerable: !["name", "stack"].includes(field),
        configurable: true,
        writable: true,
      });
  if (Array.isArray(errors))
    Object.assign(copy, { errors: errors.slice(0, maxCauses).map((one) => redactCause(one, hide, depth + 1)) });
  return copy;
}

/** Whether any text that a console shows of the value holds a secret. */
function hasSecret(thrown: object, hide: (text: string) => string): boolean {
  const seen = new Set<unknown>([thrown]);
  for (const current of seen) {
    if (seen.size > maxValues) return false;
    if (typeof current === "string" && hide(current) !== current) return true;
    if (typeof current === "object" && current !== null && !ArrayBuffer.isView(current))
      for (const value of valuesOf(current)) seen.add(value);
  }
  return false;
}

/**
 * The own values of an object, hidden and symbol ones too, and the entries of a `Map` or of `Headers`. Runs no getter. Without
 * the stack: it has the message, and the names of files.
 */
function valuesOf(object: object): unknown[] {
  const properties = Object.getOwnPropertyDescriptors(object);
  const names = Reflect.ownKeys(properties).filter((name) => name !== "stack");
  const values: unknown[] = names.map((name) => Reflect.get(properties, name).value);
  const kind = Object.prototype.toString.call(object);
  // By name: not every runtime has Headers.
  if (kind === "[object Map]" || kind === "[object Headers]")
    values.push(...[...(object as Map<unknown, unknown>)].flat());
  return values;
}
