import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";

/** msw for this file's tests. What it has no handler for fails, but for the servers of the tests themselves. */
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
