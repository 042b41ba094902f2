import OpenAI from "openai";
import { afterEach, describe, expect, test, vi } from "vitest";
import { probeEndpoint } from "../../src/doctor.js";
import type { UgokuOptions } from "../../src/index.js";
import { fetchImage } from "../../src/platform/node/fetch-image.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();
afterEach(() => vi.unstubAllGlobals());

const base = "http://videos.test/v1";

/** A `fetch` that records the option `cache` of each request. */
function recordingFetch() {
  const fake = createFakeVideosApi();
  const seen: string[] = [];
  const fetch = (input: string | URL | Request, init?: RequestInit) => {
    seen.push(`${init?.method ?? "GET"} ${init?.cache}`);
    return fake.fetch(input, init);
  };
  return { fetch, seen };
}

describe("no request may be answered by a cache", () => {
  const clients: Record<string, (fetch: typeof globalThis.fetch) => UgokuOptions> = {
    "createUgoku({ fetch })": (fetch) => ({ baseURL: base, fetch: fetch as NonNullable<UgokuOptions["fetch"]> }),
    "createUgoku({ client })": (fetch) => ({
      client: new OpenAI({ baseURL: base, apiKey: "k", fetch, logLevel: "off" }),
    }),
    "a client that cannot be copied": (fetch) => {
      const client = new OpenAI({ baseURL: base, apiKey: "k", fetch, logLevel: "off" });
      return { client: Object.assign(client, { withOptions: undefined }) as unknown as OpenAI };
    },
  };

  test.each(Object.keys(clients))("through %s", async (name) => {
    const { fetch, seen } = recordingFetch();
    const ugoku = clientOf(base, { baseURL: undefined, pollInterval: 5, ...clients[name]?.(fetch) });
    const job = await submit(ugoku);
    await (await job.wait()).bytes();
    await ugoku.list();
    await job.cancel();
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(new Set(seen)).toEqual(new Set(["POST no-store", "GET no-store", "DELETE no-store"]));
  });

  test("of probeEndpoint()", async () => {
    const { fetch, seen } = recordingFetch();
    await probeEndpoint({ baseURL: base, fetch: fetch as NonNullable<UgokuOptions["fetch"]> });
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(new Set(seen)).toEqual(new Set(["GET no-store"]));
  });

  test("for an image by URL", async () => {
    const seen: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      seen.push(init?.cache);
      return new Response((await portrait()) as Uint8Array<ArrayBuffer>);
    };
    await fetchImage(new URL("http://93.184.216.34/a.png"), { fetch });
    expect(seen).toEqual(["no-store"]);
  });
});

test("a runtime that throws an error for the option gets requests without it", async () => {
  const Strict = class extends Request {
    constructor(input: string, init?: RequestInit) {
      if (init?.cache !== undefined)
        throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
      super(input, init);
    }
  };
  vi.stubGlobal("Request", Strict);
  vi.resetModules();
  const { noStore } = await import("../../src/utils/redirects.js");
  expect(noStore()).toEqual({});
  vi.resetModules();
});
