/**
 * What the AI SDK's video model interface asks and gives, of its third version (`ai` 6) and its fourth (`ai` 7), as far as
 * both ways need it. Written down here, so that nobody has to install `@ai-sdk/provider` to type-check a project.
 *
 * @module
 */

/** A value of JSON. */
export type JsonValue = null | string | number | boolean | JsonObject | JsonValue[];

/** An object of JSON. */
export type JsonObject = { [key: string]: JsonValue | undefined };

/** An image, or another file, as the AI SDK hands it to a model. */
export type AiSdkFile =
  /** The data is bytes, or their base64. */
  | { readonly type: "file"; readonly mediaType: string; readonly data: string | Uint8Array }
  | { readonly type: "url"; readonly url: string; readonly mediaType?: string };

/** What a model is called with. */
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

/** What a look at an operation is called with. */
export interface AiSdkStatusOptions {
  readonly operation: JsonValue;
  readonly abortSignal?: AbortSignal;
  readonly headers?: Record<string, string | undefined>;
}

/** What a model could not do as it was asked. */
export type AiSdkWarning =
  | { readonly type: "unsupported" | "compatibility"; readonly feature: string; readonly details?: string }
  | { readonly type: "other"; readonly message: string };

/** A video, as a model gives it. */
export type AiSdkVideo =
  | { readonly type: "url"; readonly url: string; readonly mediaType: string }
  | { readonly type: "base64"; readonly data: string; readonly mediaType: string }
  | { readonly type: "binary"; readonly data: Uint8Array; readonly mediaType: string };

/** What is told of an answer. */
export interface AiSdkResponse {
  readonly timestamp: Date;
  readonly modelId: string;
  readonly headers: Record<string, string> | undefined;
}

/** What every answer of a model of ours bears. */
export interface AiSdkAnswer {
  readonly providerMetadata?: Record<string, JsonObject>;
  readonly response: AiSdkResponse;
}

/** The answer of `doGenerate`. */
export interface AiSdkResult extends AiSdkAnswer {
  readonly videos: AiSdkVideo[];
  readonly warnings: AiSdkWarning[];
}

/** The answer of `doStart`. */
export interface AiSdkStarted extends AiSdkAnswer {
  /** The job's ticket, for `doStatus` in any process. */
  readonly operation: JsonValue;
  readonly warnings: AiSdkWarning[];
}

/** The answer of `doStatus`. */
export type AiSdkStatus =
  | ({ readonly status: "pending" } & AiSdkAnswer)
  | ({ readonly status: "completed" } & AiSdkResult)
  | ({ readonly status: "error"; readonly error: string } & AiSdkAnswer);

/** The versions of the interface that ugoku's models can bear. */
export type SpecificationVersion = "v3" | "v4";

/** A video model of ugoku's: both versions' calls in one object. */
export interface UgokuVideoModel<Version extends SpecificationVersion = "v3"> {
  readonly specificationVersion: Version;
  readonly provider: string;
  readonly modelId: string;
  readonly maxVideosPerCall: 1;
  /** Submits, waits and downloads. */
  doGenerate(options: AiSdkCallOptions): Promise<AiSdkResult>;
  /** Submits. `operation` is the job's ticket. */
  doStart(options: AiSdkCallOptions & { readonly webhookUrl?: string }): Promise<AiSdkStarted>;
  /** Looks once. A look that fails is `"pending"`: the job is paid for. */
  doStatus(options: AiSdkStatusOptions): Promise<AiSdkStatus>;
}

/**
 * A video model of anybody's, as far as `aiSdkEndpoint()` needs it. Loose, so that the models of either version and of
 * whatever minor version of their types fit.
 */
export interface AiSdkVideoModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  readonly doGenerate?: ((options: never) => PromiseLike<ForeignResult>) | undefined;
  readonly doStart?: ((options: never) => PromiseLike<ForeignStarted>) | undefined;
  readonly doStatus?: ((options: never) => PromiseLike<ForeignStatus>) | undefined;
}

/** A video of somebody else's model: of a kind that we know, or of one that is yet to come. */
export interface ForeignVideo {
  readonly type: string;
  readonly url?: string | undefined;
  readonly data?: string | Uint8Array | undefined;
  readonly mediaType?: string | undefined;
}

/** What somebody else's `doStart` gives. */
export interface ForeignStarted {
  readonly operation: unknown;
  readonly warnings?: readonly object[] | undefined;
}

/** What somebody else's `doGenerate` gives. */
export interface ForeignResult {
  readonly videos: readonly ForeignVideo[];
  readonly warnings?: readonly object[] | undefined;
}

/** What somebody else's `doStatus` gives. */
export interface ForeignStatus {
  readonly status: string;
  readonly videos?: readonly ForeignVideo[] | undefined;
  readonly warnings?: readonly object[] | undefined;
  readonly error?: string | undefined;
}
