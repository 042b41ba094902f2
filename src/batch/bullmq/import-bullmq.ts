import { createRequire } from "node:module";
import { errnoCode } from "../../utils/errno.js";
import { UgokuError } from "../../utils/errors.js";

type BullMQ = Pick<typeof import("bullmq"), "Queue" | "Worker" | "DelayedError" | "UnrecoverableError">;

let loaded: BullMQ | undefined;

/**
 * Loads BullMQ on first use, so that `ugoku/bullmq` can be imported without it. With `require`, because the callers are
 * synchronous; every version of BullMQ has a CommonJS build.
 */
export function bullmq(): BullMQ {
  try {
    loaded ??= createRequire(import.meta.url)("bullmq") as BullMQ;
    return loaded;
  } catch (cause) {
    if (errnoCode(cause) !== "MODULE_NOT_FOUND") throw cause;
    throw new UgokuError("unsupported", "ugoku/bullmq needs bullmq, which is not installed.", {
      hint: "npm install bullmq ioredis",
      cause,
    });
  }
}
