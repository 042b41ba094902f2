import { createRequire } from "node:module";
import { UgokuError } from "../../utils/errors.js";

type BullMQ = Pick<typeof import("bullmq"), "Queue" | "Worker" | "DelayedError" | "UnrecoverableError">;

let loaded: BullMQ | undefined;

/**
 * BullMQ, loaded when it is first needed: `ugoku/bullmq` can be imported where it is not installed, and then says so. By
 * `require`, because what needs it is synchronous; BullMQ has a CommonJS copy in every version.
 */
export function bullmq(): BullMQ {
  try {
    loaded ??= createRequire(import.meta.url)("bullmq") as BullMQ;
    return loaded;
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw cause;
    throw new UgokuError("unsupported", "ugoku/bullmq needs bullmq, which is not installed.", {
      hint: "npm install bullmq ioredis",
      cause,
    });
  }
}
