import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { UgokuOptions } from "../../src/index.js";
import { clipOf, mp4, serveContent } from "../helpers/clips.js";
import type { WireRequest, WireServer } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";

/** The boxes of an MP4 around pseudorandom bytes, so that every part is different. */
export function film(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 24;
  }
  mp4(length).copy(bytes, 0, 0, 40);
  return bytes;
}

/** The response to one request for the file. */
export interface Turn {
  /** Replaces the file, also for later requests. */
  readonly file?: Buffer;
  /** Override the headers of a correct response; `null` omits one. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly status?: number;
  readonly ignoreRange?: boolean;
  /** Ignores `If-Range`. */
  readonly ignoreIfRange?: boolean;
  /** Body bytes after which the connection closes. */
  readonly cutAfter?: number;
  /** Keeps the connection open after `cutAfter` bytes, and sends no more. */
  readonly stall?: boolean;
  /** Writes the response itself. */
  readonly answer?: (response: ServerResponse) => void;
}

export const tag = '"v1"';

export interface FileServer extends WireServer {
  /** Bytes of the file that the client has read. If it is set, a connection closes when the client has all sent bytes. */
  received?: number;
}

/** Serves one file with `Range` and `If-Range`. Each request takes the next turn; the last one applies to all later requests. */
export async function serveFile(
  file: Buffer,
  turns: readonly Turn[],
  fields?: Record<string, unknown>,
): Promise<FileServer> {
  let count = 0;
  let current = file;
  const server: FileServer = await serveContent((response, request) => {
    const turn = turns[Math.min(count, turns.length - 1)] ?? {};
    count += 1;
    current = turn.file ?? current;
    if (turn.answer) turn.answer(response);
    else answer(current, turn, request, response, server);
  }, fields);
  return server;
}

/** Closes the connection when the client has these bytes: unread ones would be lost. If `received` is not set, after 30 ms. */
async function closeAt(bytes: number, response: ServerResponse, server: FileServer): Promise<void> {
  const maxWait = server.received === undefined ? 30 : 1_000;
  for (let waited = 0; waited < maxWait && (server.received ?? 0) < bytes; waited += 5) await setTimeout(5);
  response.destroy();
}

function answer(file: Buffer, turn: Turn, request: WireRequest, response: ServerResponse, server: FileServer): void {
  const headers: Record<string, string | null> = { etag: tag, "content-type": "video/mp4", ...turn.headers };
  const asked = /^bytes=(\d+)-$/.exec(String(request.headers.range ?? ""));
  const condition = request.headers["if-range"];
  const same = turn.ignoreIfRange || condition === headers.etag || condition === headers["last-modified"];
  const from = asked && same && !turn.ignoreRange ? Number(asked[1]) : 0;
  const body = file.subarray(from);
  const status = turn.status ?? (asked && same && !turn.ignoreRange ? 206 : 200);
  const all: Record<string, string | null> = {
    "content-length": String(body.length),
    ...(status === 206 ? { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` } : {}),
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  response.writeHead(status, Object.fromEntries(sent));
  const { cutAfter } = turn;
  if (cutAfter === undefined) response.end(body);
  else if (turn.stall) response.write(body.subarray(0, cutAfter));
  else response.write(body.subarray(0, cutAfter), () => void closeAt(from + cutAfter, response, server));
}

/** The clip of the server, with a manual clock: retries do not really wait. */
export async function patientClip(server: WireServer, options: UgokuOptions = {}) {
  const time = manualTime();
  const clip = await clipOf(server, { clock: time.clock, sleep: time.sleep, ...options });
  return { clip, time };
}

/** The `Range` and `If-Range` of each request for the file. */
export const asked = (server: WireServer) =>
  server.requests
    .filter(({ url }) => url.includes("/content"))
    .map(({ headers }) => [headers.range, headers["if-range"]] as const);
