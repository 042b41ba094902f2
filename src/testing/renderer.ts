/**
 * The interface of renderers: they produce the files of a job. The preview engine is one; the sample clip is another.
 */

/** A job to render. */
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
  /** The image that the clip ends on. Only for a model whose row has the option `lastFrame`. */
  readonly lastFrame?: { readonly bytes: Uint8Array; readonly type: string } | undefined;
  /** Aborted when the job is cancelled or the server closes. */
  readonly signal: AbortSignal;
  /** Reports progress from 0 to 1. The value never decreases. */
  readonly onProgress: (fraction: number) => void;
}

/** A file as the content endpoint serves it. */
export interface RenderedFile {
  readonly bytes: Uint8Array;
  /** MIME type, such as `video/mp4`. */
  readonly type: string;
}

/** The files of a rendered job. Thumbnail and sprite sheet are created on first request. */
export interface RenderedClip {
  readonly video: RenderedFile;
  thumbnail(): Promise<RenderedFile>;
  spritesheet(): Promise<RenderedFile>;
}

/** Renders a job to a clip. Rejects with the signal's reason when it is aborted. */
export interface Renderer {
  render(request: RenderRequest): Promise<RenderedClip>;
}
