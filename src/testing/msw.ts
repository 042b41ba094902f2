import type { RequestHandler } from "msw";
import { describeValue, UgokuError } from "../utils/errors.js";
import { optionError } from "../utils/validate-options.js";
import { breakOf } from "./apply-fault.js";

/**
 * The handler as msw handlers for every address under `baseURL`.
 *
 * Synchronous, because `setupServer(...handlers)` is: msw is loaded by `require`, which gives msw 2's CommonJS copy and
 * msw 3's only one. Handlers of either copy are the same to both.
 */
export function toMswHandlers(handler: (request: Request) => Promise<Response>, baseURL: string): RequestHandler[] {
  if (!URL.canParse(baseURL) || !/^https?:$/.test(new URL(baseURL).protocol))
    throw optionError(
      `mswHandlers() got ${describeValue(baseURL)} as the base URL.`,
      'Pass the one that your code under test calls, such as "http://localhost:8091/v1".',
    );
  const { http, HttpResponse } = loadMsw();
  const base = String(baseURL).replace(/\/+$/, "");
  const resolver = async ({ request }: { request: Request }) => {
    try {
      return await handler(request);
    } catch (error) {
      const broken = breakOf(error);
      if (!broken && !request.signal.aborted) throw error;
      // msw makes it the cause of what `fetch` rejects with, so that a client can tell what broke.
      return Object.assign(HttpResponse.error(), broken);
    }
  };
  return [http.all(`${base}/videos`, resolver), http.all(`${base}/videos/*`, resolver)];
}

function loadMsw(): typeof import("msw") {
  const { createRequire } = process.getBuiltinModule("node:module");
  try {
    return createRequire(import.meta.url)("msw") as typeof import("msw");
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw cause;
    throw new UgokuError("unsupported", "mswHandlers() needs msw, which is not installed.", {
      hint: "npm install --save-dev msw, or pass the fake's fetch to createUgoku({ fetch }).",
      cause,
    });
  }
}
