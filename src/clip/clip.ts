import type { ContentVariant, VideosClient } from "../api/client.js";
import type { Video } from "../api/schema.js";
import { aboutJob, RequestError } from "../errors.js";
import { checkNames } from "../option-names.js";
import type { SaveOptions } from "./save.js";
import { checkFileStart, guardStream } from "./stream.js";

/** Options of {@link Clip.saveTo}. */
export interface SaveToOptions {
  /** Replaces a file that exists. Default: refuse. */
  readonly overwrite?: boolean | undefined;
  /** What to save. Default `"video"`. */
  readonly variant?: ContentVariant | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes that have arrived, and how many there will be if the server says so. */
  readonly onProgress?:
    | ((progress: { readonly bytes: number; readonly totalBytes: number | undefined }) => void)
    | undefined;
}

/** Options of reading a clip into memory. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
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
   * @returns The absolute path and the number of bytes.
   * @throws DownloadError
   */
  saveTo(path: string, options?: SaveToOptions): Promise<{ readonly path: string; readonly bytes: number }>;
  /** The MP4 as it arrives. Breaking off the stream breaks off the download. */
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

/** What a clip needs of the client that made it. */
export interface ClipContext {
  readonly client: VideosClient;
  /** Milliseconds without a byte after which a download counts as stalled. */
  readonly timeout: number;
}

/** The clip of a job that has completed. */
export function createClip(
  context: ClipContext,
  job: { readonly id: string; readonly ticket: object },
  video: Video,
): Clip {
  const fallbackType = { video: "video/mp4", thumbnail: "image/webp", spritesheet: "image/jpeg" } as const;

  async function open(variant: ContentVariant, signal: AbortSignal | undefined) {
    const { can } = context.client.dialect;
    if (variant !== "video" && !can[variant])
      throw new RequestError(
        "unsupported",
        `Servers of the dialect "${context.client.dialect.name}" have no ${variant}.`,
      );
    const response = await context.client.content(job.id, variant, { signal });
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    // What was compressed on the way has another length when it arrives.
    const totalBytes = Number.isFinite(length) && !response.headers.get("content-encoding") ? length : undefined;
    const stream = guardStream(response, {
      totalBytes,
      stallTimeout: context.timeout,
      signal,
      check: checkFileStart(variant),
      job,
    });
    const said = response.headers.get("content-type")?.split(";")[0]?.trim() ?? "";
    // That a video is an MP4 was checked; the server's word is only needed for pictures.
    const type = variant !== "video" && /^image\//.test(said) ? said : fallbackType[variant];
    return { stream, totalBytes, type };
  }

  async function whole(variant: ContentVariant, { signal }: ReadOptions = {}) {
    const { stream, type } = await open(variant, signal);
    return { bytes: await new Response(stream).arrayBuffer(), type };
  }

  async function blob(variant: ContentVariant, options?: ReadOptions): Promise<Blob> {
    const { bytes, type } = await whole(variant, options);
    return new Blob([bytes], { type });
  }

  /** Every failure of a download names the job, which is paid for and still there. */
  const about = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw aboutJob(error, job);
    });

  return Object.freeze<Clip>({
    jobId: job.id,
    video,
    expiresAt: typeof video.expires_at === "number" ? new Date(video.expires_at * 1000) : undefined,
    saveTo: (path, options = {}) =>
      about(
        (async () => {
          if (typeof path !== "string" || path === "")
            throw new RequestError("option_invalid", 'saveTo() needs a path, such as "clip.mp4".');
          checkNames("saveTo()", options, ["overwrite", "variant", "signal", "onProgress"]);
          const { saveFile } = await import("#node");
          const save: SaveOptions = { overwrite: options.overwrite ?? false, signal: options.signal };
          return saveFile(path, save, async () => {
            const { stream, totalBytes } = await open(options.variant ?? "video", options.signal);
            return { stream, onBytes: (bytes) => options.onProgress?.({ bytes, totalBytes }) };
          });
        })(),
      ),
    stream: ({ signal } = {}) => about(open("video", signal).then(({ stream }) => stream)),
    bytes: (options) => about(whole("video", options).then(({ bytes }) => new Uint8Array(bytes))),
    blob: (options) => about(blob("video", options)),
    thumbnail: (options) => about(blob("thumbnail", options)),
    spritesheet: (options) => about(blob("spritesheet", options)),
  });
}
