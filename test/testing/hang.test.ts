// @module-tag slow

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { consumerFolder, msw } from "./consumer.js";

/** The output of a program. It must exit by itself: after 15 seconds it is killed. */
async function run(work: string): Promise<string> {
  await using folder = await consumerFolder({ msw });
  const program = `
    import { createFakeVideosApi } from "ugoku/testing";
    const fake = createFakeVideosApi({ faults: [{ on: "list", kind: "hang" }] });
    const print = (value) => console.log(value?.name ?? value);
    ${work}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--input-type=module", "--eval", program],
    { cwd: folder.path, timeout: 15_000 },
  );
  return stdout;
}

// Nothing but the hanging request can keep these processes alive.
test.concurrent.each([
  [
    "through fetch",
    `const signal = AbortSignal.timeout(1_000);
     setInterval(gc, 50).unref();
     await fake.fetch("http://a.test/v1/videos", { signal }).catch(print);`,
  ],
  [
    "through msw",
    `const { setupServer } = await import("msw/node");
     const network = setupServer(...fake.mswHandlers("http://a.test/v1"));
     network.listen();
     await fetch("http://a.test/v1/videos", { signal: AbortSignal.timeout(1_000) }).catch(print);
     network.close();`,
  ],
  [
    "through a socket",
    `const server = await fake.listen();
     await fetch(server.url + "/videos", { signal: AbortSignal.timeout(1_000) }).catch(print);
     await server.close();`,
  ],
])("the fault hang › %s keeps the process alive until the client aborts", async (_, work) => {
  expect(await run(work)).toBe("TimeoutError\n");
});

test("the fault hang › keeps the process alive until the fake is closed", async () => {
  const work = `
    // Does not keep the process alive.
    setTimeout(() => fake.close(), 1_000).unref();
    await fake.fetch("http://a.test/v1/videos").catch((error) => print(error.cause.code));`;
  expect(await run(work)).toBe("ECONNRESET\n");
});
