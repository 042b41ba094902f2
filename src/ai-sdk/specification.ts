/**
 * The parts of the AI SDK's video model interface that this package uses, of specification versions v3 (`ai` 6) and v4
 * (`ai` 7). Declared here so that a project type-checks without `@ai-sdk/provider`.
 *
 * @module
 */

/** A JSON value. */
export type JsonValue = null | string | number | boolean | JsonObject | JsonValue[];

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue | undefined };

/** An image or another file, as the AI SDK passes it to a model. */
export type AiSdkFile =
  /** `data` is bytes or base64. */
  | { readonly type: "file"; readonly mediaType: string; readonly data: string | Uint8Array }
  | { readonly type: "url"; readonly url: string; readonly mediaType?: string };

/** Options of a call that starts a video. */
export interface AiSdkCallOptions {
  readonly prompt: string | undefined;
  readonly n: number;
  readonly aspectRatio: `${number}:${number}` | "adaptive" | undefined;
  readonly resolution: `${number}x${number}` | undefined;
  /** Seconds. */
  readonly duration: number | undefined;
  readonly fps: number | undefined;
  readonly seed: number | undefined;
  /** The first frame. */
  readonly image: AiSdkFile | undefined;
  readonly frameImages: { readonly image: AiSdkFile; readonly frameType: "first_frame" | "last_frame" }[] | undefined;
  readonly inputReferences: AiSdkFile[] | undefined;
  readonly generateAudio: boolean | undefined;
  readonly providerOptions: Record<string, JsonObject>;
  readonly abortSignal?: AbortSignal;
  readonly headers?: Record<string, string | undefined>;
}

/** Options of `doStatus`. */
export interface AiSdkStatusOptions {
  readonly operation: JsonValue;
  readonly abortSignal?: AbortSignal;
  readonly headers?: Record<string, string | undefined>;
}

/** A warning about an option that the model does not support. */
export type AiSdkWarning =
  | { readonly type: "unsupported" | "compatibility"; readonly feature: string; readonly details?: string }
  | { readonly type: "other"; readonly message: string };

/** A video, as a model returns it. */
export type AiSdkVideo =
  | { readonly type: "url"; readonly url: string; readonly mediaType: string }
  | { readonly type: "base64"; readonly data: string; readonly mediaType: string }
  | { readonly type: "binary"; readonly data: Uint8Array; readonly mediaType: string };

/** Metadata of a response. */
export interface AiSdkResponse {
  readonly timestamp: Date;
  readonly modelId: string;
  readonly headers: Record<string, string> | undefined;
}

/** Fields of every result of a {@link UgokuVideoModel}. */
export interface AiSdkAnswer {
  readonly providerMetadata?: Record<string, JsonObject>;
  readonly response: AiSdkResponse;
}

/** The result of `doGenerate`. */
export interface AiSdkResult extends AiSdkAnswer {
  readonly videos: AiSdkVideo[];
  readonly warnings: AiSdkWarning[];
}

/** The result of `doStart`. */
export interface AiSdkStarted extends AiSdkAnswer {
  /** The job's ticket, for `doStatus` in any process. */
  readonly operation: JsonValue;
  readonly warnings: AiSdkWarning[];
}

/** The result of `doStatus`. */
export type AiSdkStatus =
  | ({ readonly status: "pending" } & AiSdkAnswer)
  | ({ readonly status: "completed" } & AiSdkResult)
  | ({ readonly status: "error"; readonly error: string } & AiSdkAnswer);

/** A video model for the AI SDK, with the calls of both specification versions. */
export interface UgokuVideoModel {
  /** `ai` 6 accepts models of version 3 only, and `ai` 7 those of both. */
  readonly specificationVersion: "v3";
  readonly provider: string;
  readonly modelId: string;
  readonly maxVideosPerCall: 1;
  /** Submits, waits and downloads. */
  doGenerate(options: AiSdkCallOptions): Promise<AiSdkResult>;
  /** Submits. `operation` is the job's ticket. */
  doStart(options: AiSdkCallOptions & { readonly webhookUrl?: string }): Promise<AiSdkStarted>;
  /** Polls once. A failed poll is `"pending"`, because the job is paid for. */
  doStatus(options: AiSdkStatusOptions): Promise<AiSdkStatus>;
}

/**
 * A video model that `aiSdkEndpoint()` can run. The types are loose, so that models of both specification versions fit,
 * whatever the minor version of their types.
 */
export interface AiSdkVideoModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  /** Never called. Declared so that the compiler refuses language and image models. */
  readonly doGenerate?: ((options: never) => PromiseLike<{ readonly videos: readonly ProviderVideo[] }>) | undefined;
  /** Optional because the AI SDK's own type has it so; a model without it is refused at run time. */
  readonly doStart?: ((options: never) => PromiseLike<ProviderStarted>) | undefined;
  readonly doStatus?: ((options: never) => PromiseLike<ProviderStatus>) | undefined;
}

/** A video of a provider's model. The type may be one that is not known yet. */
export interface ProviderVideo {
  readonly type: string;
  readonly url?: string | undefined;
  readonly data?: string | Uint8Array | undefined;
  readonly mediaType?: string | undefined;
}

/** The result of a provider's `doStart`. */
export interface ProviderStarted {
  readonly operation: unknown;
  readonly warnings?: readonly object[] | undefined;
}

/** The result of a provider's `doStatus`. */
export interface ProviderStatus {
  readonly status: string;
  readonly videos?: readonly ProviderVideo[] | undefined;
  readonly warnings?: readonly object[] | undefined;
  readonly error?: string | undefined;
  readonly providerMetadata?: unknown;
}
