/** Freezes `value` deeply. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** A deeply frozen copy of plain objects and arrays. Other values in them are shared. */
export function frozenCopy<T>(value: T): T {
  return copy(value, new Map()) as T;
}

function copy(value: unknown, done: Map<object, object>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  const known = done.get(value);
  if (known) return known;
  const result: object = Array.isArray(value) ? [] : {};
  done.set(value, result);
  for (const [name, inner] of Object.entries(value)) {
    // Not an assignment: a field may be called __proto__.
    Object.defineProperty(result, name, { value: copy(inner, done), enumerable: true });
  }
  return Object.freeze(result);
}
