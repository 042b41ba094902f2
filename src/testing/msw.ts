import type { RequestHandler } from "msw";
import { describeValue, UgokuError } from "../utils/errors.js";
import { optionError } from "../utils/validate-options.js";
import { getConnectionError } from "./apply-fault.js";

/**
 * Wraps the handler in msw handlers for every URL under `baseURL`.
 *
 * Loads msw with `require`, because `setupServer(...handlers)` is synchronous. That gives msw 2's CommonJS copy, whose
 * handlers also work in its ESM copy; msw 3 has only one.
 */
export function toMswHandlers(handler: (request: Request) => Promise<Response>, baseURL: string): RequestHandler[] {
  if (!URL.canParse(baseURL) || !/^https?:$/.test(new URL(baseURL).protocol))
    throw optionError(
      `mswHandlers() got ${describeValue(baseURL)} as the base URL.`,
      'Pass the base URL of the code under test, such as "http://localhost:8091/v1".',
    );
  const { http, HttpResponse } = loadMsw();
  const base = String(baseURL).replace(/\/+$/, "");
  const resolver = async ({ request }: { request: Request }) => {
    try {
      return await handler(request);
    } catch (error) {
      const connectionError = getConnectionError(error);
      if (!connectionError && !request.signal.aborted) throw error;
      // msw makes this response the `cause` of the error that `fetch` rejects with.
      return Object.assign(HttpResponse.error(), connectionError);
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
