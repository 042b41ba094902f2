import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { seeded } from "../../src/testing/seeded-random.js";
import { film } from "./file-server.js";

/** A server that writes HTTP to the socket itself, so that it can violate the protocol. */
export interface FaultServer extends AsyncDisposable {
  readonly baseURL: string;
  /** The outcome of each request for the file, in order. */
  readonly log: string[];
  /** All files that were served, the current one last. */
  readonly files: Buffer[];
}

/** The probability of each fault. */
export interface FaultProbabilities {
  readonly cut: number;
  readonly reset: number;
  readonly busy: number;
  readonly ignoreRange: number;
  readonly ignoreIfRange: number;
  readonly change: number;
  readonly lie: number;
}

/** Serves a file that may be replaced at random. `tags: false`: without `ETag`. */
export async function serveFaults(
  seed: number,
  probabilities: FaultProbabilities,
  tags: boolean,
): Promise<FaultServer> {
  const random = seeded(seed);
  const happens = (chance: number) => random() < chance;
  const length = 200 + Math.floor(random() * 30_000);
  const files = [film(length, seed)];
  const log: string[] = [];
  const sockets = new Set<Socket>();

  const sendFile = (socket: Socket, head: string) => {
    if (happens(probabilities.change)) {
      // A new file, of the same or another length.
      files.push(film(happens(0.5) ? length : 200 + Math.floor(random() * 30_000), seed + 1_000 * files.length));
      log.push("change");
    }
    const file = files.at(-1) ?? Buffer.alloc(0);
    const tag = `"${createHash("sha256").update(file).digest("hex").slice(0, 16)}"`;
    if (happens(probabilities.busy)) return send(socket, "busy", 503, "retry-after: 0\r\n", Buffer.from("{}"));
    const range = /^range: bytes=(\d+)-\r?$/im.exec(head);
    const condition = /^if-range: (.*?)\r?$/im.exec(head)?.[1];
    const holds = condition === undefined || (tags && condition === tag) || happens(probabilities.ignoreIfRange);
    const from = range && holds && !happens(probabilities.ignoreRange) ? Number(range[1]) : 0;
    if (from >= file.length)
      return send(socket, "416", 416, `content-range: bytes */${file.length}\r\n`, Buffer.alloc(0));
    // A wrong `Content-Range`: an offset of one byte, or another total.
    const isWrong = from > 0 && happens(probabilities.lie);
    const contentRange = `bytes ${from + (isWrong ? 1 : 0)}-${file.length - 1}/${file.length + (isWrong && happens(0.5) ? 1 : 0)}`;
    const headers = `${tags ? `etag: ${tag}\r\n` : ""}${from > 0 ? `content-range: ${contentRange}\r\n` : ""}content-type: video/mp4\r\n`;
    const body = file.subarray(from);
    send(socket, `${from > 0 ? 206 : 200} from ${from}`, from > 0 ? 206 : 200, headers, body);
  };

  const send = (socket: Socket, what: string, status: number, headers: string, body: Buffer) => {
    const head = `HTTP/1.1 ${status} X\r\nconnection: close\r\ncontent-length: ${body.length}\r\n${headers}\r\n`;
    const cut = body.length > 100 && happens(probabilities.cut);
    const sent = cut ? Math.floor(random() * body.length) : body.length;
    log.push(`${what}, ${cut ? `cut after ${sent}` : "complete"}`);
    socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, sent)]), () => {
      if (cut && happens(probabilities.reset)) socket.resetAndDestroy();
      else socket.end();
    });
  };

  const server = createServer((socket) => {
    let head = "";
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (data) => {
      head += data.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      const request = head;
      head = "";
      if (request.includes("/content")) return sendFile(socket, request);
      const job = JSON.stringify({
        id: "video_1",
        object: "video",
        status: "completed",
        progress: 100,
        model: "sora-2",
      });
      socket.end(
        `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${job.length}\r\n\r\n${job}`,
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    log,
    files,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
