/** In place of src/platform/node/http-fetch.ts if UGOKU_TEST_HTTP is set: sends over `node:http` also where undici is loaded. */
import * as real from "../../src/platform/node/http-fetch.js";

export const { longTimeoutOption } = real;
export const findHttpFetch: typeof real.findHttpFetch = () => (real.isOwnFetch() ? real.httpFetch : undefined);
