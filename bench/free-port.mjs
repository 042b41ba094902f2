import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A free port of 127.0.0.1, for a server that starts later or never.
 *
 * Not an ephemeral port (49152 and above by RFC 6335, 32768 and above on Linux): another process could get it in between.
 */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    server.listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
