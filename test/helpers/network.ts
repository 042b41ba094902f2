import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";

/** Sets up msw for this file's tests. Unhandled requests fail, except those to test servers. */
export function mockNetwork() {
  const network = setupServer();
  beforeAll(() =>
    network.listen({
      onUnhandledRequest: ({ url }, print) => {
        if (new URL(url).hostname !== "127.0.0.1") print.error();
      },
    }),
  );
  afterEach(() => network.resetHandlers());
  afterAll(() => network.close());
  return network;
}
