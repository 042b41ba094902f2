import { unsupportedError } from "../dialects/types.js";
import type { Video } from "../http/schema.js";
import { fitsName } from "../http/video-format.js";
import type { ContentVariant } from "../http/videos-client.js";
import { joinBytes } from "../utils/bytes.js";
import { attachJob, DownloadError, isUgokuError, RequestError } from "../utils/errors.js";
import { loadOnce } from "../utils/lazy.js";
import { codeOnly, shortId, text } from "../utils/message.js";
import { checkOptionNames } from "../utils/validate-options.js";
import { type Chunk, type ChunkSink, type DownloadContext, download } from "./download.js";
import { streamChunks } from "./stream.js";

/** Options of reading a clip. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link Clip.saveTo}. */
export interface SaveToOptions extends ReadOptions {
  /** Replaces an existing file. Default: `false`, an error. */
  readonly overwrite?: boolean | undefined;
  /** The file to save. Default: `"video"`. */
  readonly variant?: ContentVariant | undefined;
  /**
   * Called with the bytes that have arrived, and the total if the server sends it. The bytes decrease only when the
   * download has to start over. An error that it throws is logged once and does not stop the download.
   */
  readonly onProgress?:
    | ((progress: { readonly bytes: number; readonly totalBytes: number | undefined }) => void)
    | undefined;
}

/** A finished video on a server. Nothing is downloaded before one of its methods is called. */
export interface Clip {
  readonly jobId: string;
  /** The server's object. */
  readonly video: Video;
  /** When the server deletes the video, if it sends a time. */
  readonly expiresAt: Date | undefined;
  /**
   * Streams into a temporary file beside `path`, checks that it is a complete video, and renames it. The final name never
   * has a partial file. Needs a file system.
   *
   * A video that is not an MP4, such as AVI or WebM, needs a name with its own extension.
   *
   * A transfer that breaks is resumed by `Range` if the server can prove that the file is the same, and started over if
   * not; it fails after five attempts in a row without a new byte.
   *
   * @returns The absolute path and the number of bytes.
   * @throws DownloadError: `download_incomplete`, `download_not_a_video`, `download_format_mismatch`, `download_expired`,
   * `download_refused`, `output_exists`, `output_folder_missing`, `output_not_writable`, or the code of the server's error
   * response; the signal's reason.
   *
   * @example
   * ```ts
   * import { createUgoku } from "ugoku";
   *
   * const clip = await createUgoku().resume("video_123").wait();
   * await clip.saveTo("clip.mp4", {
   *   onProgress: ({ bytes, totalBytes }) => console.log(`${bytes} of ${totalBytes ?? "?"} bytes`),
   * });
   * ```
   */
  saveTo(path: string, options?: SaveToOptions): Promise<{ readonly path: string; readonly bytes: number }>;
  /**
   * The video as it arrives. Cancelling the stream cancels the download. A transfer that breaks is resumed; the stream
   * errors if the server can only start over without proof that the file is the same.
   */
  stream(options?: ReadOptions): Promise<ReadableStream<Uint8Array>>;
  /** The complete video in memory, in the server's format: an MP4 on most servers. */
  bytes(options?: ReadOptions): Promise<Uint8Array>;
  /** The complete video as a `Blob` of its type, usually `video/mp4`. */
  blob(options?: ReadOptions): Promise<Blob>;
  /** A still image of the video (WebP on the reference server). */
  thumbnail(options?: ReadOptions): Promise<Blob>;
  /** A grid of still images of the video (JPEG on the reference server). */
  spritesheet(options?: ReadOptions): Promise<Blob>;
}

const loadPlatform = loadOnce(() => import("#node"));

/** Loads the code that {@link Clip.saveTo} needs, which reports the error if it fails. */
export function preloadSaveTo(): void {
  loadPlatform().catch(() => {});
}

const readOptionNames = ["signal"];

const fallbackTypes = { video: "video/mp4", thumbnail: "image/webp", spritesheet: "image/jpeg" } as const;

/** The clip of a job that has completed. */
export function createClip(
  context: DownloadContext,
  job: { readonly id: string; readonly ticket: object },
  video: Video,
): Clip {
  const expiresAt = readExpiry(video);

  /** Passes the chunks of a file to `sink`. */
  async function read(variant: ContentVariant, signal: AbortSignal | undefined, sink: ChunkSink): Promise<void> {
    const { dialect } = context.client;
    if (variant !== "video" && !dialect.can[variant]) throw unsupportedError(dialect, `cannot make a ${variant}`);
    try {
      await download(context, { job, video, variant, signal }, sink);
    } catch (error) {
      throw (expiresAt && toExpiredError(error, expiresAt, context.clock.now())) ?? error;
    }
  }

  async function readAll(variant: ContentVariant, { signal }: ReadOptions) {
    let chunks: Chunk[] = [];
    await read(variant, signal, (chunk) => {
      if (chunk.offset === 0) chunks = [];
      chunks.push(chunk);
    });
    const last = chunks.at(-1);
    const parts = chunks.map(({ bytes }) => bytes as Uint8Array<ArrayBuffer>);
    const type = last?.type?.split(";")[0]?.trim() ?? "";
    // The type of a video is that of its bytes; only pictures need the server's.
    if (variant !== "video" && /^image\//.test(type)) return { parts, type };
    return { parts, type: last?.format?.type ?? fallbackTypes[variant] };
  }

  /** Validates the options, and adds the job to each error: it is paid for and still on the server. */
  async function run<T>(call: string, options: ReadOptions, names: readonly string[], work: () => Promise<T>) {
    try {
      checkOptionNames(call, options, names);
      return await work();
    } catch (error) {
      throw attachJob(error, job);
    }
  }

  const readBlob = (call: string, variant: ContentVariant, options: ReadOptions = {}): Promise<Blob> =>
    run(call, options, readOptionNames, async () => {
      const { parts, type } = await readAll(variant, options);
      return new Blob(parts, { type });
    });

  /** Wraps `onProgress`: an error that it throws must not cost the download. */
  function safeProgress(onProgress: SaveToOptions["onProgress"]): (bytes: number, totalBytes?: number) => void {
    let hasThrown = false;
    return (bytes, totalBytes) => {
      try {
        onProgress?.({ bytes, totalBytes });
      } catch (error) {
        if (hasThrown) return;
        hasThrown = true;
        const text = context.client.hide(String(error));
        context.logger.error(`ugoku: onProgress threw for job ${shortId(job.id)}, the download continues: ${text}`);
      }
    };
  }

  return Object.freeze<Clip>({
    jobId: job.id,
    video,
    expiresAt,
    saveTo: (path, options = {}) =>
      run("saveTo()", options, [...readOptionNames, "overwrite", "variant", "onProgress"], async () => {
        if (typeof path !== "string" || path === "")
          throw new RequestError("option_invalid", 'saveTo() needs a path, such as "clip.mp4".');
        const { variant = "video", overwrite = false, signal, onProgress } = options;
        const { saveFile } = await loadPlatform();
        const report = safeProgress(onProgress);
        return saveFile(path, { overwrite, signal }, (write) =>
          read(variant, signal, (chunk) => {
            checkFormat(chunk, path);
            const writing = write(chunk);
            report(chunk.offset + chunk.bytes.byteLength, chunk.totalBytes);
            return writing;
          }),
        );
      }),
    stream: (options = {}) =>
      run("stream()", options, readOptionNames, () =>
        streamChunks((signal, sink) => read("video", signal, sink), options.signal),
      ),
    bytes: (options = {}) =>
      run("bytes()", options, readOptionNames, async () => joinBytes((await readAll("video", options)).parts)),
    blob: (options) => readBlob("blob()", "video", options),
    thumbnail: (options) => readBlob("thumbnail()", "thumbnail", options),
    spritesheet: (options) => readBlob("spritesheet()", "spritesheet", options),
  });
}

/** Refuses a video whose format is another one than the name says. */
function checkFormat({ offset, format }: Chunk, path: string): void {
  if (offset > 0 || !format || fitsName(format, path)) return;
  const [extension = ""] = format.extensions;
  throw new DownloadError(
    "download_format_mismatch",
    `The server's clip is ${format.name}, and ${path} names another format.`,
    {
      allowed: format.extensions,
      hint: text`Nothing was saved, and the job is not affected. Choose a name that ends in .${extension}. ${codeOnly("clip.bytes() and clip.stream() have the same bytes.")}`,
    },
  );
}

/** Some servers send 0 or nothing for files that do not expire. */
function readExpiry({ expires_at: seconds }: Video): Date | undefined {
  if (typeof seconds !== "number" || seconds <= 0) return undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Statuses with which servers and storages refuse a file that they no longer have. */
const goneStatuses: ReadonlySet<number | undefined> = new Set([403, 404, 410]);

/**
 * The error for a file that was refused after its expiry. The file is always asked for first: this machine's clock may be wrong,
 * and many servers keep files longer.
 */
function toExpiredError(error: unknown, expiresAt: Date, now: number): DownloadError | undefined {
  if (expiresAt.getTime() > now || !isUgokuError(error) || !goneStatuses.has(error.status)) return undefined;
  const message = `The server no longer has the clip. It expired at ${expiresAt.toISOString()}, and it is ${new Date(now).toISOString()}. ${error.message}`;
  return new DownloadError("download_expired", message, {
    status: error.status,
    requestId: error.requestId,
    cause: error,
    hint: "Submit the job again, which is paid for again.",
  });
}
