/**
 * The description of a service with its own API, as data. Code reads it and never compares its name.
 *
 * @module
 */
import type { JobStatus } from "../dialects/types.js";
import type { CommonOption, ModelSpec } from "../models/models.js";
import type { HttpHeaders } from "../utils/http-response.js";

/**
 * A JSON value with placeholders. A string such as `"$prompt"` is replaced by the value of that name, and its field is left
 * out if there is no value. A field `$imageField` gets the name from the option `imageField`.
 */
export type Template = string | number | boolean | readonly Template[] | { readonly [field: string]: Template };

/** Paths into a JSON answer, such as `"output.0.url"`. The first one with a value counts. */
export type Paths = string | readonly string[];

/** The parts of the body for common options. Objects are merged into the body, lists are appended to its lists. */
export type OptionFields = { readonly [Option in CommonOption]?: Template };

/** The row of one model: the limits of the builder, and how its request differs from the service's. */
export interface ServiceModel extends Omit<ModelSpec, "options"> {
  /** Replaces the body of the service. */
  readonly body?: Template;
  /** The options that this model takes. Default: those of the service. */
  readonly fields?: OptionFields;
  /** The value of `$resolution` by size. Default: the shorter side and "p", such as `"720p"`. */
  readonly resolutions?: Readonly<Record<string, string>>;
}

/** The rows of a service, by model id. */
export type ServiceModels = Readonly<Record<string, ServiceModel>>;

/** The description of a service. All paths of requests are relative to `baseURL`. */
export interface ServiceSpec<Models extends ServiceModels = ServiceModels> {
  /** For messages, tickets and the command line. */
  readonly name: string;
  readonly baseURL: string;
  /** Hosts besides that of `baseURL` to which the service's own addresses of a job may point. */
  readonly hosts?: readonly string[];
  readonly auth: {
    readonly header: string;
    /** The text before the key. */
    readonly prefix: string;
    /** Environment variables that hold the key, in order. */
    readonly variables: readonly string[];
    /** Makes the token of a request from the key, where the service does not take the key itself. */
    readonly sign?: (apiKey: string, now: number) => Promise<string>;
  };
  /** Headers of every request to the service. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * For services that refuse inside HTTP 200: the path of the code, and the HTTP status (4xx) that each code means which the
   * vendor documents as a refusal. Any other code proves nothing: after a create request with such an answer there may be a job.
   * No code, or 0, is none. An answer that has a job is never a refusal.
   */
  readonly refusals?: { readonly code: string; readonly statuses: Readonly<Record<string, number>> };
  readonly create: {
    /** `{model}` is replaced by the model's id. */
    readonly path: string;
    /** Headers of create requests only. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: Template;
    /** The object of the body that gets the fields of `.extra()`. Default: the body itself. */
    readonly extraInto?: string;
    /** The id of the job in the answer. An address, if the paths of `poll` begin with `{url}`. */
    readonly id: Paths;
    /**
     * The models name the field of the image themselves: one without a row needs the option `imageField`. Under a wrong name
     * the image would be ignored, and the clip paid for.
     */
    readonly needsImageField?: boolean;
    /** The kinds of image that the service takes. */
    readonly image: readonly ("bytes" | "url")[];
    /** Common options of every model. */
    readonly fields?: OptionFields;
    /** Uploads an image that is too large for the body. */
    readonly upload?: { readonly above: number; readonly send: Upload };
  };
  readonly poll: {
    /** `{id}` is the URL-encoded id, `{+id}` the id with its slashes, `{url}` the id as an address. */
    readonly path: string;
    /** A second request after a completed status, for services that keep the result elsewhere. */
    readonly result?: string;
    readonly status?: Paths;
    /** A flag that is true when the job has ended, for services without a status word. */
    readonly done?: string;
    readonly progress?: { readonly path: string; readonly scale: number };
    /**
     * A field that only an error response about a failed job has, for services that report one by HTTP 4xx or 5xx. With `result`,
     * it counts in the response to that request.
     */
    readonly failedBy?: Paths;
    /**
     * The status word, in lower case, of a job that the service does not know or no longer has. It may come right after the create
     * request too, and pass: only after that many milliseconds has the job failed.
     */
    readonly missing?: { readonly status: string; readonly forMs: number };
    /** Least milliseconds between two polls that the service asks for. */
    readonly minInterval?: number;
  };
  /** Status words in lower case. Other words mean: keep waiting. */
  readonly statuses: Readonly<Record<string, JobStatus>>;
  readonly result: {
    readonly url: Paths;
    /** Whether the key is sent to the clip's address, if that is on the service's own origin. */
    readonly needsKey?: boolean;
  };
  readonly failure: {
    /** The first places to look for the reason. Then any other field of an error counts. */
    readonly message: Paths;
    readonly code?: Paths;
    /** A field that says that moderation refused the clip: by this value, or else by not being empty. A clip counts more. */
    readonly moderated?: { readonly path: string; readonly value?: unknown };
  };
  /** Without it, a job cannot be canceled. */
  readonly cancel?: { readonly method: "DELETE" | "POST" | "PUT"; readonly path: string };
  /** Without it, the job of a lost create answer cannot be found. */
  readonly list?: {
    readonly path: string;
    /** Query parameters. `{limit}` and `{after}` are replaced; one whose value is missing is left out. */
    readonly query: Readonly<Record<string, string>>;
    /** The list in the answer. */
    readonly items: string;
    /** Puts an entry into an object of this name, for the paths of `poll`. */
    readonly wrap?: string;
    /** How the next page is asked for. */
    readonly next: { readonly url: string } | { readonly offset: string } | { readonly page: true };
    /** Facts of an entry that reconciling compares. */
    readonly prompt?: Paths;
    readonly createdAt?: Paths;
    readonly key?: Paths;
  };
  /** How long a clip can be downloaded, in words, for the documentation. */
  readonly keeps?: string;
  readonly models: Models;
  /** The row of a model that is not in `models`. */
  readonly otherModels: ServiceModel;
  readonly defaultModel: keyof Models & string;
}

/** Uploads an image and returns the address for the body. Nothing is paid for an upload. */
export type Upload = (
  image: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string },
  send: (
    method: "POST",
    url: string,
    body: { readonly json: unknown } | { readonly form: FormData },
  ) => Promise<UploadResponse>,
) => Promise<string>;

/** The successful response to a request of an upload. */
export interface UploadResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** The values of a request of the builder, for {@link Template}. */
export interface CreateValues {
  readonly model: string;
  readonly prompt: string;
  readonly seconds: number;
  /** `"1280x720"` */
  readonly size: string;
  /** The value of `$resolution`, if the model's row names one. */
  readonly resolution: string | undefined;
  /** A `data:` URL or an address. */
  readonly image: string;
  /** The name of the image's field, for a model without a row. */
  readonly imageField: string | undefined;
  readonly lastFrame: string | undefined;
  readonly seed: number | undefined;
  readonly negativePrompt: string | undefined;
  readonly audio: boolean | undefined;
  readonly key: string;
}
