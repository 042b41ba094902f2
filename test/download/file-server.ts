import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { UgokuOptions } from "../../src/index.js";
import { clipOf, mp4, serveContent } from "../helpers/clips.js";
import type { WireRequest, WireServer } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";

/** An MP4's boxes around bytes that are different everywhere, so that no part can stand for another. */
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
  /** Another file than the server's own, from here on. */
  readonly file?: Buffer;
  /** Headers that replace those of a good answer; `null` leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly status?: number;
  readonly ignoreRange?: boolean;
  /** Honours `Range` whatever `If-Range` says. */
  readonly ignoreIfRange?: boolean;
  /** Body bytes after which the connection closes. */
  readonly cutAfter?: number;
  /** Keeps the connection open there instead, and sends nothing more. */
  readonly stall?: boolean;
  /** Answers this instead. */
  readonly answer?: (response: ServerResponse) => void;
}

export const tag = '"v1"';

export interface FileServer extends WireServer {
  /** To be told how many bytes of the file the client has taken: a connection then closes when it has all that was sent. */
  received?: number;
}

/** A server of one file, with `Range`, `If-Range` and whatever a turn says. The last turn is that of all later requests. */
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

/** Closes when the client has those bytes: what it has not taken by then would be lost. If nobody tells, after a while. */
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

/** The server's clip, and the time that its tries take: none is really slept. */
export async function patientClip(server: WireServer, options: UgokuOptions = {}) {
  const time = manualTime();
  const clip = await clipOf(server, { clock: time.clock, sleep: time.sleep, ...options });
  return { clip, time };
}

/** The requests for the file: what they asked for. */
export const asked = (server: WireServer) =>
  server.requests
    .filter(({ url }) => url.includes("/content"))
    .map(({ headers }) => [headers.range, headers["if-range"]] as const);
