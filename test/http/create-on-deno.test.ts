import { afterEach, expect, test, vi } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";

afterEach(() => vi.unstubAllGlobals());

// test/runtimes/ runs Deno itself.

test("on Deno the body of a create request is a Blob, which its fetch cannot send again by itself", async () => {
  const fake = createFakeVideosApi();
  const bodies: unknown[] = [];
  const client = clientOf("http://videos.test/v1", {
    fetch: (input, init) => {
      bodies.push(init.body);
      return fake.fetch(input, init);
    },
  });
  await submit(client);
  vi.stubGlobal("Deno", {});
  await submit(client);
  expect(bodies).toEqual([expect.any(Uint8Array), expect.any(Blob)]);
  const sent = fake.requests.map(({ body }) => body?.kind === "multipart" && body.files.input_reference?.bytes);
  expect(sent[1]).toEqual(sent[0]);
});

test("an error that names another host than the endpoint's proves nothing", async () => {
  const refuse = (url: string) => () => {
    const message = `error sending request for url (${url}): client error (Connect): tcp connect error: Connection refused`;
    return Promise.reject(new TypeError("fetch failed", { cause: new Error(message) }));
  };
  const codeOf = (url: string) =>
    failure(
      submit(
        clientOf("http://videos.test/v1", {
          maxRetries: 0,
          fetch: (_, init) => (init.body ? refuse(url)() : Promise.reject()),
        }),
      ),
    );
  expect((await codeOf("http://videos.test/v1/videos")).code).toBe("endpoint_unreachable");
  expect((await codeOf("http://audit.test/log")).code).toBe("submit_uncertain");
});
