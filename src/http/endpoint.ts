import type { DialectName } from "../dialects/dialect-names.js";
import type { Dialect } from "../dialects/types.js";
import type { ModelSpec, ModelTable } from "../models/models.js";
import type { HttpHeaders, HttpResponse } from "../utils/http-response.js";

/**
 * Something that speaks the Videos API: a server, a gateway, the preview engine or your own object.
 *
 * `fetch` receives every request, with an absolute URL under `baseURL`.
 */
export interface Endpoint<Models extends ModelTable = ModelTable, DefaultModel extends string = string> {
  /** For messages and logs, such as `"preview"`. */
  readonly name: string;
  /** An absolute `http(s)` URL. It need not exist if `fetch` responds itself. */
  readonly baseURL: string;
  readonly dialect: Dialect | DialectName;
  /** Its models. An id that is not in the table is passed on unchanged, unless `checkModel()` refuses it. */
  readonly models: Models;
  readonly defaultModel: DefaultModel;
  /** The row of a model that is not in `models`. Default: any duration and size. */
  readonly otherModels?: ModelSpec;
  /** Throws an `UgokuError` for a model that the endpoint refuses. `plan()` and `submit()` call it before anything is read or sent. */
  readonly checkModel?: (id: string) => void;
  /**
   * Rejects with an `UgokuError` if the endpoint cannot work here, such as without an optional package. `plan()` and `submit()`
   * await it before anything is read or sent.
   */
  readonly checkAvailable?: () => Promise<void>;
  /** The address of its create requests, if `fetch` sends them to another one than that of the Videos API. */
  readonly createURL?: (model: string) => string;
  /** The environment variables that hold its API key, for hints. */
  readonly keyVariables?: readonly string[];
  /** Logged once, when the first job is submitted. */
  readonly notice?: string;
  fetch(request: Request): Promise<Response>;
}

/** What an endpoint does for a request of plain data. */
export type PlainHandler = (request: EndpointRequest) => Promise<HttpResponse>;

const plainHandlers = new WeakMap<Endpoint["fetch"], PlainHandler>();

/**
 * Says that `handler` does the same as `fetch` for plain data: for a `Request`, Node has to load its own `fetch`. Of this function only,
 * not of a property: a mock or a copy with another `fetch` must never be passed over.
 */
export function registerPlainHandler(fetch: Endpoint["fetch"], handler: PlainHandler): void {
  plainHandlers.set(fetch, handler);
}

export const findPlainHandler = ({ fetch }: Endpoint): PlainHandler | undefined => plainHandlers.get(fetch);

/** The parts of a `Request` that an endpoint reads. */
export interface EndpointRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Pick<HttpHeaders, "get">;
  readonly signal: AbortSignal;
  json(): Promise<unknown>;
}
