/** The code of a system error, such as `ENOENT`; `""` if it has none. */
export const errnoCode = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
