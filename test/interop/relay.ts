/**
 * A relay in front of a real server: passes every request on unchanged, records it, and can lose the response to a create
 * request, which no real server does on demand.
 *
 * @module
 */

import { once } from "node:events";
import { createServer, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface RelayedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** The status of the response. */
  readonly status: number;
}

export interface Relay extends AsyncDisposable {
  readonly origin: string;
  readonly requests: RelayedRequest[];
  /** Number of create requests that the server accepted. */
  accepted(): number;
  /** Closes the connection in place of the response to the next create request that the server accepts. */
  loseNextCreate(): void;
}

/** Starts a relay to that origin. */
export async function startRelay(target: string): Promise<Relay> {
  const requests: RelayedRequest[] = [];
  let losses = 0;
  const server = createServer(async (incoming, outgoing) => {
    incoming.on("error", () => {});
    const { method = "", url = "", headers } = incoming;
    const body = await buffer(incoming);
    const sent = sendRequest(`${target}${url}`, { method, headers });
    // A client that goes away ends the request of the server too, as a direct connection does.
    outgoing.once("close", () => sent.destroy());
    sent.on("error", () => outgoing.destroy());
    sent.on("response", (answer) => {
      const status = answer.statusCode ?? 0;
      requests.push({ method, path: url, headers, status });
      if (method === "POST" && status < 300 && losses > 0) {
        losses -= 1;
        answer.resume();
        answer.once("end", () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
    });
    sent.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    accepted: () => requests.filter(({ method, status }) => method === "POST" && status < 300).length,
    loseNextCreate: () => {
      losses += 1;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
