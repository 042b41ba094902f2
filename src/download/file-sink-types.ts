/** How a file comes onto the disk, in the room that has a file system. */
export interface SaveOptions {
  readonly overwrite: boolean;
  readonly signal: AbortSignal | undefined;
  /** Called for each piece that is written, with the end of it. */
  readonly onWritten: (bytes: number, totalBytes: number | undefined) => void;
}

/** A part of a file. One at offset 0 voids what was written before it. */
export interface SavePiece {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly totalBytes: number | undefined;
}

/** Writes a file to `path` through a temporary file beside it. Nothing is asked of `pieces` before that one is there. */
export type SaveFile = (
  path: string,
  options: SaveOptions,
  pieces: AsyncIterable<SavePiece>,
) => Promise<{ readonly path: string; readonly bytes: number }>;
