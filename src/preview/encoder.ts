/** The H.264 encoder, behind one function; see `docs/decisions/003-preview-encoder.md`. */

/** The parameters of a group of pictures. */
export interface GroupOptions {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly fps: number;
  /** The number of frames in the group. */
  readonly frames: number;
}

/** Encodes one closed group as an MP4. Its first frame is its only key frame. */
export type EncodeGroup = (options: GroupOptions, draw: (index: number) => Uint8Array) => Promise<Uint8Array>;

/**
 * Constant, so that groups that are encoded separately have the same quality and share their headers. The decision record
 * has the measurements.
 */
const quantizer = 26;
/** The only fast setting of the encoder with a deblocking filter. */
const speed = 9;

type Package = typeof import("h264-mp4-encoder");

/** Loads the encoder in about 40 milliseconds. Rejects if the package is missing. */
export async function loadEncoder(): Promise<EncodeGroup> {
  // Some loaders put the exports of a CommonJS package on `default` only.
  const loaded: Partial<Package> & { default?: Package } = await withoutProcessListeners(
    () => import("h264-mp4-encoder"),
  );
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
 * Loads a module and removes the process listeners that it adds. The encoder's listeners turn every uncaught error into an
 * exit that prints a megabyte of source.
 */
async function withoutProcessListeners<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
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
