/** The code of an error of the system, such as `ENOENT`; empty where there is none. */
export const errnoCode = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
