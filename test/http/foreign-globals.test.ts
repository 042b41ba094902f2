import * as undici from "undici";
import { afterEach, describe, test, vi } from "vitest";
import type { UgokuOptions } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { quiet, roundTrip, serveFake } from "./round-trip.js";

cleanEnvironment();
afterEach(() => {
  vi.unstubAllGlobals();
});

const undiciFetch = undici.fetch as unknown as NonNullable<UgokuOptions["fetch"]>;
const protectedFake = () => createFakeVideosApi({ apiKey: secretKey });

describe("classes of two realms side by side", () => {
  /** Globals of a test DOM, a polyfill or a bundled copy of undici. */
  const strangers = { FormData: undici.FormData, Headers: undici.Headers, Response: undici.Response };

  test.each([["FormData"], ["Headers"], ["Response"], ["FormData", "Headers"], ["FormData", "Headers", "Response"]])(
    "the global fetch works with a replaced global %s",
    async (...names) => {
      const fetch = globalThis.fetch;
      await using server = await serveFake(protectedFake());
      const ugoku = quiet({ baseURL: server.baseURL, apiKey: secretKey, fetch });
      // The fake, in this process, needs a form that its own `Request` reads: only the client lives among strangers.
      for (const name of names) vi.stubGlobal(name, strangers[name as keyof typeof strangers]);
      await roundTrip(ugoku, server.fake);
    },
  );

  test("undici's fetch works with its FormData as the global", async () => {
    await using server = await serveFake(protectedFake());
    vi.stubGlobal("FormData", undici.FormData);
    await roundTrip(quiet({ baseURL: server.baseURL, apiKey: secretKey, fetch: undiciFetch }), server.fake);
  });

  test("undici.install() replaces all globals of Node and works", async () => {
    await using server = await serveFake(protectedFake());
    const { fetch, Request, Response, Headers, FormData } = undici;
    for (const [name, stranger] of Object.entries({ fetch, Request, Response, Headers, FormData }))
      vi.stubGlobal(name, stranger);
    await roundTrip(quiet({ baseURL: server.baseURL, apiKey: secretKey }), server.fake);
  });
});
