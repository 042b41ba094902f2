/**
 * Opens a file at one of its sources: a response, Base64 text, or a response that only says where the file is.
 *
 * @module
 */
import { type ClipSource, locateClip } from "../http/clip-location.js";
import { readServerMessage } from "../http/server-message.js";
import { detectFormat, type FileFormat, formatLength, isVideo } from "../http/video-format.js";
import type { ContentVariant } from "../http/videos-client.js";
import { decodeBase64, joinBytes } from "../utils/bytes.js";
import { DownloadError } from "../utils/errors.js";
import type { HttpResponse } from "../utils/http-response.js";
import { parseJson } from "../utils/json.js";
import { codeOnly, text } from "../utils/message.js";
import { FileBody, incomplete, type ReadLimits } from "./file-body.js";

/** A source that leads to the file, not yet to another source. */
type FileSource = Exclude<ClipSource, { kind: "inline" }>;

/** An open file. */
export interface OpenFile {
  /** The next chunk; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** The server's content type. */
  readonly type: string | undefined;
  /** Missing for a picture, and for the rest of a file. */
  readonly format: FileFormat | undefined;
  cancel(): void;
}

/** Options of {@link openClip}. */
export interface OpenOptions extends ReadLimits {
  readonly variant: ContentVariant;
  /** Redacts the server's text. */
  readonly hide: (text: string) => string;
  /** Called when Base64 text begins, with its length in bytes, if that is known. */
  readonly onInline: (totalBytes: number | undefined) => void;
}

/** How many responses in a row may name another source. */
const maxHops = 3;

/** Maximum bytes of a response that says where the clip is, or that holds its Base64 text. */
const maxAnswerBytes = 64 * 1024 * 1024;

/** Maximum bytes of any other text: it is only quoted. */
const maxTextBytes = 16 * 1024;

/**
 * Opens the file. `request` sends one request, and is called again if the response names another source.
 *
 * @throws DownloadError `download_not_a_video` for a response that is neither the file nor a source
 */
export async function openClip(
  source: ClipSource,
  request: (source: FileSource) => Promise<HttpResponse>,
  options: OpenOptions,
): Promise<OpenFile> {
  const { variant, hide, onInline } = options;
  let current = source;
  for (let hops = 0; ; hops += 1) {
    if (current.kind === "inline") return openInline(current.base64, onInline);
    const response = await request(current);
    const body = new FileBody(response, options);
    try {
      const type = response.headers.get("content-type") ?? undefined;
      const file = { type, read: () => body.read(), cancel: () => body.cancel() };
      if (response.status === 206) return { ...file, format: undefined };
      const start = await body.peek(formatLength);
      const format = detectFormat(start);
      if (variant === "video" ? isVideo(format) : isPicture(start)) return { ...file, format };
      const answer = new TextDecoder().decode(await readText(body, start));
      const next = variant === "video" && hops < maxHops ? locateClip(parseAnswer(answer))[0] : undefined;
      if (!next) {
        checkLength(start, response);
        throw notAVideo(response, hide(describeAnswer(answer, format)), format);
      }
      body.cancel();
      current = next;
    } catch (error) {
      body.cancel();
      throw error;
    }
  }
}

const isPicture = (start: Uint8Array): boolean =>
  start.byteLength > 0 && !/^\s*[{<[]/.test(new TextDecoder().decode(start));

/** A body that ends within its first bytes, although the server announced more, broke off. */
function checkLength({ byteLength }: Uint8Array, { headers }: HttpResponse): void {
  const announced = Number(headers.get("content-length") ?? 0);
  if (byteLength < formatLength && byteLength < announced && !headers.get("content-encoding"))
    throw incomplete("It ended early.");
}

/** The text of a response that may name the clip, or the start of any other. */
async function readText(body: FileBody, start: Uint8Array): Promise<Uint8Array> {
  const mayName = /^\s*(\{|\[|"|https?:|data:)/i.test(new TextDecoder().decode(start));
  const limit = mayName ? maxAnswerBytes : maxTextBytes;
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await body.read(); part; part = await body.read()) {
    parts.push(part);
    size += part.byteLength;
    if (size > limit) break;
  }
  return joinBytes(parts);
}

/** JSON, or the text itself: a URL or Base64. */
function parseAnswer(answer: string): unknown {
  const parsed = parseJson(answer);
  return parsed.ok ? parsed.value : answer.trim();
}

function describeAnswer(answer: string, format: FileFormat | undefined): string {
  if (format) return format.name;
  const { message } = readServerMessage(answer.slice(0, maxTextBytes));
  return message.length > 300 ? `${message.slice(0, 299)}…` : message;
}

function notAVideo(response: HttpResponse, received: string, format: FileFormat | undefined): DownloadError {
  const type = response.headers.get("content-type") ?? "no content type";
  return new DownloadError("download_not_a_video", `The server sent ${received} (${type}) instead of the file.`, {
    hint: text`Nothing was saved. Check the response of the content endpoint; the job is not affected. ${codeOnly('If it names the clip in a field of its own, name that field: defineDialect({ result: { clipFields: ["…"] } }).')}`,
    retryable: format === undefined,
    status: response.status,
  });
}

async function openInline(base64: string, begin: (totalBytes: number | undefined) => void): Promise<OpenFile> {
  const chunks = decodeInline(base64);
  const start = (await chunks.next()).value ?? new Uint8Array(0);
  const format = detectFormat(start);
  const received = format?.name ?? "not a video";
  if (!isVideo(format))
    throw new DownloadError(
      "download_not_a_video",
      `The server's Base64 text is ${received} (${start.byteLength} bytes decoded).`,
      { hint: "Check what the server sent in the job's video object." },
    );
  begin(inlineLength(base64));
  let next: Uint8Array | undefined = start;
  return {
    read: async () => {
      const part = next ?? (await chunks.next()).value ?? undefined;
      next = undefined;
      return part;
    },
    type: format.type,
    format,
    cancel: () => void chunks.return().catch(() => {}),
  };
}

async function* decodeInline(base64: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* decodeBase64(base64);
  } catch (cause) {
    throw new DownloadError("response_invalid", "The clip in the server's response is not valid Base64.", {
      hint: "See the job's video object for what the server sent.",
      cause,
    });
  }
}

/** The length of the decoded text, if it has no line breaks. */
function inlineLength(base64: string): number | undefined {
  const encoded = base64.length - (base64.startsWith("data:") ? base64.indexOf(",") + 1 : 0);
  if (encoded % 4 !== 0 || ["\n", "\r", " "].some((space) => base64.includes(space))) return undefined;
  return (encoded / 4) * 3 - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}
