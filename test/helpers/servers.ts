import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Socket } from "node:net";

/** A received request. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface WireServer extends AsyncDisposable {
  /** With `/v1`. */
  readonly baseURL: string;
  readonly origin: string;
  readonly requests: WireRequest[];
}

/** A real server. The handler is called after the complete body. */
export async function serve(
  handler: (request: WireRequest, response: ServerResponse, count: number) => void | Promise<void>,
  listenOn = 0,
): Promise<WireServer> {
  const requests: WireRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("error", () => {});
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      requests.push(request);
      void handler(request, response, requests.length);
    });
  });
  server.listen(listenOn, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A raw TCP server that counts its connections. */
export async function serveSocket(
  handler: (socket: Socket) => void,
): Promise<AsyncDisposable & { readonly baseURL: string; connections(): number }> {
  let connections = 0;
  const open = new Set<Socket>();
  const server = createSocketServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    handler(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A local port without a listener. */
export { freePort as closedPort } from "../../bench/free-port.mjs";

export function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/** A job as in a server's response. */
export const video = (fields: Record<string, unknown> = {}) => ({
  id: "video_1",
  object: "video",
  model: "sora-2",
  status: "queued",
  progress: 0,
  created_at: 1_800_000_000,
  size: "720x1280",
  seconds: "4",
  ...fields,
});

export const isCreate = (request: WireRequest) => request.method === "POST" && request.url === "/v1/videos";
