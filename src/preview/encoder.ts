/**
 * The one function that knows which H.264 encoder is used; see `docs/decisions/003-preview-encoder.md`.
 *
 * @module
 */

/** What a group of pictures looks like. */
export interface GroupOptions {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** Frames a second. */
  readonly fps: number;
  /** How many frames the group has. */
  readonly frames: number;
}

/** Encodes one closed group into an MP4 of its own, which begins with its only key frame. */
export type EncodeGroup = (options: GroupOptions, draw: (index: number) => Uint8Array) => Promise<Uint8Array>;

/**
 * Constant, so that groups which were encoded apart look the same side by side and share their headers.
 * Measured, not felt: the decision page has the table.
 */
const quantizer = 26;
/** Of the encoder's fast settings the only one that keeps the deblocking filter. */
const speed = 9;

type Package = typeof import("h264-mp4-encoder");

/** Loads the encoder, some forty milliseconds. Rejects when the package is missing. */
export async function loadEncoder(): Promise<EncodeGroup> {
  // A CommonJS package: some loaders put its exports on `default` only.
  const loaded: Partial<Package> & { default?: Package } = await leavingNoHooks(() => import("h264-mp4-encoder"));
  const create = loaded.createH264MP4Encoder ?? loaded.default?.createH264MP4Encoder;
  if (create === undefined) throw new TypeError("h264-mp4-encoder exports no createH264MP4Encoder");
  return async ({ width, height, fps, frames }, draw) => {
    const encoder = await create();
    try {
      encoder.width = width;
      encoder.height = height;
      encoder.frameRate = Math.round(fps);
      encoder.quantizationParameter = quantizer;
      encoder.speed = speed;
      encoder.groupOfPictures = frames;
      encoder.initialize();
      for (let index = 0; index < frames; index++) encoder.addFrameYuv(draw(index));
      encoder.finalize();
      const bytes = encoder.FS.readFile(encoder.outputFilename);
      encoder.FS.unlink(encoder.outputFilename);
      return bytes;
    } finally {
      encoder.delete();
    }
  };
}

/**
 * Loads what hooks the thread's last resorts while it loads, and unhooks it again: its hooks turn any error of anyone
 * into an exit with a megabyte of its own source.
 */
async function leavingNoHooks<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.rawListeners(event));
  try {
    return await load();
  } finally {
    for (const [index, event] of events.entries())
      for (const listener of process.rawListeners(event))
        if (!before[index]?.includes(listener)) process.removeListener(event, listener as () => void);
  }
}
