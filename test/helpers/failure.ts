import { isUgokuError, type UgokuError } from "../../src/index.js";

/** The UgokuError that `work` rejects with; other errors are rethrown. */
export async function failure(work: (() => unknown) | Promise<unknown>): Promise<UgokuError> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    if (isUgokuError(error)) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

/** The value that `work` rejects with. */
export async function rejection(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail.");
}
