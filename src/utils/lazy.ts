/** Calls `make` on first use, not when a module is imported. */
// @__NO_SIDE_EFFECTS__
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
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
