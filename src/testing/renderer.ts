/**
 * What turns a job of the fake Videos API into files. The preview engine is one; the fake's own sample clip another.
 *
 * @module
 */

/** What a renderer is asked to make. */
export interface RenderRequest {
  readonly jobId: string;
  readonly model: string;
  readonly prompt: string;
  /** Length of the clip in seconds. */
  readonly seconds: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** The reference image, which becomes the first frame. */
  readonly image: { readonly bytes: Uint8Array; readonly type: string } | undefined;
  /** Aborted when the job is cancelled or the server closes. */
  readonly signal: AbortSignal;
  /** To be called with a number from 0 to 1 that never falls. */
  readonly onProgress: (fraction: number) => void;
}

/** A file as the content endpoint serves it. */
export interface RenderedFile {
  readonly bytes: Uint8Array;
  /** MIME type, such as `video/mp4`. */
  readonly type: string;
}

/** What came of it. Thumbnail and sprite sheet are made on first request. */
export interface RenderedClip {
  readonly video: RenderedFile;
  thumbnail(): Promise<RenderedFile>;
  spritesheet(): Promise<RenderedFile>;
}

/** Turns one job into one clip. Rejects with the signal's reason when it is aborted. */
export interface Renderer {
  render(request: RenderRequest): Promise<RenderedClip>;
}
