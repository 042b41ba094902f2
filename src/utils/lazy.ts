/** Calls `make` on first use, not when a module is imported. */
// @__NO_SIDE_EFFECTS__
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Calls `load` on first use, and once more after each failure: a file that a network did not give may come the next time. */
export function loadOnce<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/**
 * A regular expression made on first use. It is for those with `\p{…}`: as literals they take up to a millisecond when
 * the file is parsed.
 */
// @__NO_SIDE_EFFECTS__
export function unicodePattern(source: string, flags = "u"): () => RegExp {
  return lazy(() => new RegExp(source, flags));
}
