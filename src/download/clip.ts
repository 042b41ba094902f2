import { unsupportedError } from "../dialects/types.js";
import type { Video } from "../http/schema.js";
import type { ContentVariant } from "../http/videos-client.js";
import { joinBytes } from "../utils/bytes.js";
import { attachJob, DownloadError, RequestError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { checkOptionNames } from "../utils/validate-options.js";
import { type DownloadContext, download } from "./download.js";
import { streamPieces } from "./stream.js";
import { traceBody } from "./traced.js";

/** Options of reading a clip. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Asks the server for a file that it should have forgotten by its own word. Default: refuse, without a request; set it
   * where this machine's clock may be wrong, or the server may keep files for longer than it says.
   */
  readonly ignoreExpiry?: boolean | undefined;
}

/** Options of {@link Clip.saveTo}. */
export interface SaveToOptions extends ReadOptions {
  /** Replaces a file that exists. Default: refuse. */
  readonly overwrite?: boolean | undefined;
  /** What to save. Default `"video"`. */
  readonly variant?: ContentVariant | undefined;
  /**
   * Called with the bytes that have arrived, and how many there will be if the server says so. The bytes run backwards
   * only where the download has to start over. What it throws is logged, once, and does not stop the download.
   */
  readonly onProgress?:
    | ((progress: { readonly bytes: number; readonly totalBytes: number | undefined }) => void)
    | undefined;
}

/** A finished video on a server. Nothing is downloaded until it is asked for. */
export interface Clip {
  readonly jobId: string;
  /** The server's own object. */
  readonly video: Video;
  /** When the server will forget the video, if it says so. */
  readonly expiresAt: Date | undefined;
  /**
   * Streams into a temporary file beside `path`, checks that it is whole and that it is an MP4, and renames it. A
   * partial file never stands under the final name. Needs a file system.
   *
   * A transfer that breaks is gone on with by `Range` where the server can prove that the file is still the same, and
   * started over where not; it ends after five tries in a row without a new byte.
   *
   * @returns The absolute path and the number of bytes.
   * @throws DownloadError `download_incomplete`, `download_not_a_video`, `download_expired`, `output_exists`,
   * `output_folder_missing`, `output_not_writable`; ApiError as the server answers; the signal's reason.
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
   * The MP4 as it arrives. Breaking off the stream breaks off the download. A transfer that breaks is gone on with; it
   * errors where the server can only start over and nothing proves that the file is still the same.
   */
  stream(options?: ReadOptions): Promise<ReadableStream<Uint8Array>>;
  /** The whole MP4 in memory. */
  bytes(options?: ReadOptions): Promise<Uint8Array>;
  /** The whole MP4 as a `Blob` of type `video/mp4`. */
  blob(options?: ReadOptions): Promise<Blob>;
  /** A still picture of the video (WebP on the reference server). */
  thumbnail(options?: ReadOptions): Promise<Blob>;
  /** A grid of stills of the video (JPEG on the reference server). */
  spritesheet(options?: ReadOptions): Promise<Blob>;
}

const readNames = ["signal", "ignoreExpiry"];

const fallbackTypes = { video: "video/mp4", thumbnail: "image/webp", spritesheet: "image/jpeg" } as const;

/** The clip of a job that has completed. */
export function createClip(
  context: DownloadContext,
  job: { readonly id: string; readonly ticket: object },
  video: Video,
): Clip {
  const expiresAt = readExpiry(video);

  /** The pieces of a file. Nothing is asked of the server before the first is asked for. */
  function start(variant: ContentVariant, { signal, ignoreExpiry = false }: ReadOptions) {
    const { dialect } = context.client;
    if (variant !== "video" && !dialect.can[variant]) throw unsupportedError(dialect, `have no ${variant}`);
    if (expiresAt && !ignoreExpiry) refuseExpired(expiresAt, context.clock.now());
    return traceBody(download(context, { job, video, variant, signal }), context.client.contentTrace(job.id));
  }

  async function whole(variant: ContentVariant, options: ReadOptions) {
    let chunks: Uint8Array<ArrayBuffer>[] = [];
    let said: string | undefined;
    for await (const { bytes, offset, type } of start(variant, options)) {
      if (offset === 0) chunks = [];
      chunks.push(bytes as Uint8Array<ArrayBuffer>);
      said = type;
    }
    const type = said?.split(";")[0]?.trim() ?? "";
    // That a video is an MP4 was checked; the server's word is only needed for pictures.
    return { chunks, type: variant !== "video" && /^image\//.test(type) ? type : fallbackTypes[variant] };
  }

  /** Every failure of a download names the job, which is paid for and still there. */
  async function about<T>(call: string, options: ReadOptions, names: readonly string[], work: () => Promise<T>) {
    try {
      checkOptionNames(call, options, names);
      return await work();
    } catch (error) {
      throw attachJob(error, job);
    }
  }

  const blob = (call: string, variant: ContentVariant, options: ReadOptions = {}): Promise<Blob> =>
    about(call, options, readNames, async () => {
      const { chunks, type } = await whole(variant, options);
      return new Blob(chunks, { type });
    });

  /** What the caller's own function throws must not cost the caller the download. */
  function teller(onProgress: SaveToOptions["onProgress"]): (bytes: number, totalBytes: number | undefined) => void {
    let threw = false;
    return (bytes, totalBytes) => {
      try {
        onProgress?.({ bytes, totalBytes });
      } catch (error) {
        if (threw) return;
        threw = true;
        const words = context.client.hide(String(error));
        context.logger.error(`ugoku: onProgress threw for job ${job.id}, downloading on: ${words}`);
      }
    };
  }

  return Object.freeze<Clip>({
    jobId: job.id,
    video,
    expiresAt,
    saveTo: (path, options = {}) =>
      about("saveTo()", options, [...readNames, "overwrite", "variant", "onProgress"], async () => {
        if (typeof path !== "string" || path === "")
          throw new RequestError("option_invalid", 'saveTo() needs a path, such as "clip.mp4".');
        const pieces = start(options.variant ?? "video", options);
        const { saveFile } = await import("#node");
        const { overwrite = false, signal, onProgress } = options;
        return saveFile(path, { overwrite, signal, onWritten: teller(onProgress) }, pieces);
      }),
    stream: (options = {}) =>
      about("stream()", options, readNames, () =>
        streamPieces((signal) => start("video", { ...options, signal }), { job, signal: options.signal }),
      ),
    bytes: (options = {}) =>
      about("bytes()", options, readNames, async () => joinBytes((await whole("video", options)).chunks)),
    blob: (options) => blob("blob()", "video", options),
    thumbnail: (options) => blob("thumbnail()", "thumbnail", options),
    spritesheet: (options) => blob("spritesheet()", "spritesheet", options),
  });
}

/** When the server forgets the files. Some say 0 or nothing where they mean "never". */
function readExpiry({ expires_at: seconds }: Video): Date | undefined {
  if (typeof seconds !== "number" || seconds <= 0) return undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Asking for what is gone costs a request and says less: a 404 may mean anything. */
function refuseExpired(expiresAt: Date, now: number): void {
  if (expiresAt.getTime() > now) return;
  const message = `The server kept the clip until ${expiresAt.toISOString()}, and it is ${new Date(now).toISOString()}. It was not asked for.`;
  throw new DownloadError("download_expired", message, {
    hint: text`Submit the job again. ${codeOnly("If this machine's clock may be wrong, try with { ignoreExpiry: true }.")}`,
  });
}
