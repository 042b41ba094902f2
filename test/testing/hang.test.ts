// @module-tag slow

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { consumerFolder, msw } from "./consumer.js";

/** What a program says that does nothing but this. It must end by itself: what is still held after a while is killed. */
async function run(work: string): Promise<string> {
  await using folder = await consumerFolder({ msw });
  const program = `
    import { createFakeVideosApi } from "ugoku/testing";
    const fake = createFakeVideosApi({ faults: [{ on: "list", kind: "hang" }] });
    const say = (what) => console.log(what?.name ?? what);
    ${work}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--input-type=module", "--eval", program],
    { cwd: folder.path, timeout: 15_000 },
  );
  return stdout;
}

// A process with nothing else to do: nothing but the request that hangs can hold it.
test.concurrent.each([
  [
    "through fetch",
    `const signal = AbortSignal.timeout(1_000);
     setInterval(gc, 50).unref();
     await fake.fetch("http://a.test/v1/videos", { signal }).catch(say);`,
  ],
  [
    "through msw",
    `const { setupServer } = await import("msw/node");
     const network = setupServer(...fake.mswHandlers("http://a.test/v1"));
     network.listen();
     await fetch("http://a.test/v1/videos", { signal: AbortSignal.timeout(1_000) }).catch(say);
     network.close();`,
  ],
  [
    "through a socket",
    `const server = await fake.listen();
     await fetch(server.url + "/videos", { signal: AbortSignal.timeout(1_000) }).catch(say);
     await server.close();`,
  ],
])("a request that hangs %s keeps its process until the client gives up, and no longer", async (_, work) => {
  expect(await run(work)).toBe("TimeoutError\n");
});

test("a request that hangs and that nobody gives up keeps its process until the fake is closed", async () => {
  const work = `
    // Holds nothing itself.
    setTimeout(() => fake.close(), 1_000).unref();
    await fake.fetch("http://a.test/v1/videos").catch((error) => say(error.cause.code));`;
  expect(await run(work)).toBe("ECONNRESET\n");
});
