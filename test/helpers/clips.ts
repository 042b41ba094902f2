import type { ServerResponse } from "node:http";
import type { Clip, UgokuOptions } from "../../src/index.js";
import { clientOf, ticketOf } from "./clients.js";
import { json, serve, video, type WireRequest, type WireServer } from "./servers.js";

/** Bytes with the boxes of an MP4 (if at least 40): ftyp, an empty moov, and mdat for the rest. */
export function mp4(length: number): Buffer {
  const bytes = Buffer.alloc(length, 7);
  bytes.set([0, 0, 0, 24]);
  bytes.write("ftypisom", 4, "latin1");
  if (length < 40) return bytes;
  bytes.writeUInt32BE(8, 24);
  bytes.write("moov", 28, "latin1");
  bytes.writeUInt32BE(length - 32, 32);
  bytes.write("mdat", 36, "latin1");
  return bytes;
}

/** A server with one completed job; `content` handles requests for its content. */
export function serveContent(
  content: (response: ServerResponse, request: WireRequest) => void,
  fields: Record<string, unknown> = {},
): Promise<WireServer> {
  return serve((request, response) => {
    if (request.url.includes("/content")) content(response, request);
    else json(response, video({ status: "completed", ...fields }));
  });
}

/** The clip of that job. */
export function clipOf(server: WireServer, options: UgokuOptions = {}): Promise<Clip> {
  return clientOf(server.baseURL, options).resume(ticketOf(server.baseURL)).wait();
}

/** Sends a complete file. */
export const sendFile =
  (bytes: Buffer, type = "video/mp4") =>
  (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": type, "content-length": bytes.length });
    response.end(bytes);
  };

/** Boxes of an MP4: a type and the number of bytes in it. */
export const boxes = (...list: readonly (readonly [type: string, length: number])[]) =>
  Buffer.concat(
    list.map(([type, length]) => {
      const box = Buffer.alloc(8 + length, 1);
      box.writeUInt32BE(box.length, 0);
      box.write(type, 4, "latin1");
      return box;
    }),
  );
