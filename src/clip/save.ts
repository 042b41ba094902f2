/** How a stream becomes a file, in the room that has a file system. */
export interface SaveOptions {
  readonly overwrite: boolean;
  readonly signal: AbortSignal | undefined;
}

/** What is written: opened only when the place to write to is known to be good. */
export interface SaveSource {
  readonly stream: ReadableStream<Uint8Array>;
  readonly onBytes: (bytes: number) => void;
}

/** Writes a stream to `path` through a temporary file beside it. */
export type SaveFile = (
  path: string,
  options: SaveOptions,
  open: () => Promise<SaveSource>,
) => Promise<{ readonly path: string; readonly bytes: number }>;
