import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** An HTTP proxy on loopback. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** The hosts to which it opened a tunnel (`CONNECT`), oldest first. */
  readonly tunnels: string[];
  /** The hosts to which it passed a request on, oldest first. */
  readonly forwarded: string[];
}

/** A proxy that asks for `user:password`. */
export async function serveProxy(credentials: string): Promise<Proxy> {
  const expected = `Basic ${Buffer.from(credentials).toString("base64")}`;
  const tunnels: string[] = [];
  const forwarded: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { "proxy-authorization": given, ...headers } = incoming.headers;
    if (given !== expected) return void outgoing.writeHead(407).end();
    const target = new URL(incoming.url ?? "");
    forwarded.push(target.host);
    const onward = send(target, { method: incoming.method ?? "GET", headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on("connect", (incoming, socket: Socket, head: Buffer) => {
    socket.on("error", () => {});
    if (incoming.headers["proxy-authorization"] !== expected) return void socket.end("HTTP/1.1 407 No\r\n\r\n");
    const place = incoming.url ?? "";
    tunnels.push(place);
    const { hostname, port } = new URL(`http://${place}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    open.add(onward);
    onward.on("error", () => socket.destroy());
    onward.on("close", () => open.delete(onward));
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    forwarded,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
