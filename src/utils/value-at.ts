/** The value at a path of a JSON answer such as `data.videos.0.url`; `undefined` if there is none. */
export function valueAt(answer: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    return (value as Readonly<Record<string, unknown>>)[name];
  }, answer);
}
