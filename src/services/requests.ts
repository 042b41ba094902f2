/**
 * Sends the requests of a service: adds its key and headers, and fills the paths of its jobs.
 *
 * @module
 */

import { type Fetch, fetchTransport, joinURL } from "../http/fetch-transport.js";
import { recordSent } from "../http/sent-request.js";
import { readStart } from "../http/server-message.js";
import { environment } from "../utils/env.js";
import { describeValue, EndpointError, RequestError } from "../utils/errors.js";
import type { HttpResponse } from "../utils/http-response.js";
import { redactAll } from "../utils/secrets.js";
import { isUsableId } from "../utils/usable-id.js";
import { withoutQuery } from "../utils/without-query.js";
import { missingKeyError } from "./missing-key.js";
import type { ServiceSpec } from "./types.js";

/** Options of a service. */
export interface ServiceOptions<Model extends string = string> {
  /**
   * The API key of the service.
   *
   * @defaultValue the environment variable that the vendor's own SDK reads
   */
  readonly apiKey?: string | undefined;
  /**
   * The model of requests that name none. Known ids have their own durations and sizes; any other id is sent unchanged.
   *
   * @defaultValue the service's default model
   */
  readonly model?: Model | undefined;
  /**
   * The field of the request that contains the image, such as `"start_image"`. Required for an unknown model of a service whose
   * models have different fields (Replicate).
   *
   * @defaultValue the field of the known model
   */
  readonly imageField?: string | undefined;
  /**
   * The base URL of the service: set it for your own proxy, or another region.
   *
   * @defaultValue the service's own
   */
  readonly baseURL?: string | URL | undefined;
  /**
   * Sends the requests to the service.
   *
   * @defaultValue as for `createUgoku()`
   */
  readonly fetch?: Fetch | undefined;
  /** Headers of every request to the service. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A request to the service, or to an address that it named. */
export interface ServiceRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** A path under the base URL, or an absolute URL. */
  readonly target: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string };
  /** Whether the key may be sent. It is sent only to the origin of the base URL. */
  readonly withKey: boolean;
  readonly signal: AbortSignal;
}

/** Maximum bytes of an answer that is read as text. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** Sends requests with the key of one service. */
export class ServiceRequests {
  readonly baseURL: string;
  readonly #spec: ServiceSpec;
  readonly #options: ServiceOptions;
  readonly #origins: ReadonlySet<string>;

  constructor(spec: ServiceSpec, options: ServiceOptions) {
    this.#spec = spec;
    this.#options = options;
    this.baseURL = String(options.baseURL ?? spec.baseURL).replace(/\/+$/, "");
    this.#origins = new Set([new URL(this.baseURL).origin, ...(spec.hosts ?? []).map((host) => `https://${host}`)]);
  }

  /** The variable of the environment that holds the key. */
  get variable(): string {
    const { variables } = this.#spec.auth;
    return variables.find((name) => environment()[name]) ?? variables[0] ?? "";
  }

  #findKey(): string | undefined {
    return this.#options.apiKey ?? environment()[this.variable];
  }

  #key(): string {
    const key = this.#findKey();
    if (key) return key;
    throw missingKeyError(this.#spec);
  }

  /** Removes the key from a text of the service. */
  hide(message: string): string {
    const key = this.#findKey();
    return redactAll(message, [...(key ? [key] : []), ...Object.values(this.#options.headers ?? {})]);
  }

  async send({ method, target, withKey, ...request }: ServiceRequest): Promise<HttpResponse> {
    const { auth, headers } = this.#spec;
    const key = this.#key();
    const token = withKey ? (auth.sign ? await auth.sign(key, Date.now()) : key) : "";
    const transport = fetchTransport({
      baseURL: this.baseURL,
      headers: withKey ? { [auth.header]: auth.prefix + token, ...headers, ...this.#options.headers } : {},
      fetch: this.#options.fetch,
    });
    const isUrl = /^https?:\/\//i.test(target);
    const path = isUrl ? withoutQuery(target) : target;
    recordSent(request.signal, {
      method,
      path: path.startsWith(this.baseURL) ? path.slice(this.baseURL.length) : path,
    });
    return transport.send({ method, path: isUrl ? "" : target, ...(isUrl ? { url: target } : {}), ...request });
  }

  /** Fills the id of a job into the path of a request. An id may come from a ticket, so it is not trusted. */
  pathOf(template: string, id: string): string {
    const path = this.#findPath(template, id);
    if (path !== undefined) return path;
    throw new RequestError("ticket_invalid", `${describeValue(id)} is not the id of a job of ${this.#spec.name}.`, {
      hint: "Pass the ticket of a job of this service, or the id as the service gave it.",
    });
  }

  /** Whether a job with this id can be polled. */
  canPoll(id: string): boolean {
    return this.#findPath(this.#spec.poll.path, id) !== undefined;
  }

  #findPath(template: string, id: string): string | undefined {
    if (template.startsWith("{url}")) {
      if (!URL.canParse(id)) return undefined;
      const url = new URL(this.toOwn(id));
      if (!this.#origins.has(url.origin)) return undefined;
      url.pathname += template.slice("{url}".length);
      return url.href;
    }
    if (template.includes("{+id}")) {
      const isPath = /^[\w.~:@!$&'()*+,;=-]+(\/[\w.~:@!$&'()*+,;=-]+)*$/.test(id);
      const hasDots = id.split("/").some((part) => part === "." || part === "..");
      return isPath && !hasDots ? template.replace("{+id}", () => id) : undefined;
    }
    return isUsableId(id) ? template.replace("{id}", () => encodeURIComponent(id)) : undefined;
  }

  /**
   * The same address under the configured base URL, if the service named one under its own: a proxy passes the service's answers
   * on unchanged.
   */
  toOwn(address: string): string {
    const vendor = new URL(this.#spec.baseURL);
    const own = new URL(this.baseURL);
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || url.origin !== vendor.origin || own.origin === vendor.origin) return address;
    const base = vendor.pathname.replace(/\/+$/, "");
    const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : url.pathname;
    const mapped = new URL(joinURL(own.href, path));
    mapped.search = [mapped.search, url.search]
      .map((query) => query.slice(1))
      .filter(Boolean)
      .join("&");
    return mapped.href;
  }

  /** Uploads an image for a create request. A failed upload proves that the create request was not sent. */
  async upload(image: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string }, signal: AbortSignal) {
    const { upload } = this.#spec.create;
    if (!upload) throw new Error("The service has no upload.");
    try {
      return await upload.send(image, async (method, target, body) => {
        const { bytes, type } = "json" in body ? jsonBody(body.json) : await formBody(body.form);
        const isOwn = !/^https?:/i.test(target);
        const response = await this.send({ method, target, body: { bytes, type }, withKey: isOwn, signal });
        const text = await readText(response, signal);
        if (!response.ok) throw new Error(`${response.status} ${this.hide(text.slice(0, 500))}`);
        const { status, headers } = response;
        return { status, headers, text: async () => text, json: async () => JSON.parse(text) as unknown };
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new EndpointError(
        "endpoint_unreachable",
        `The image could not be uploaded to ${this.#spec.name} (${this.hide(String((cause as Error).message))}).`,
        { hint: "No job was created. Try again, or pass a smaller image.", retryable: true, cause },
      );
    }
  }
}

/** The bytes of a JSON body. */
export const jsonBody = (value: unknown) => ({
  bytes: new TextEncoder().encode(JSON.stringify(value)),
  type: "application/json",
});

async function formBody(form: FormData) {
  const encoded = new Response(form);
  return {
    bytes: new Uint8Array(await encoded.arrayBuffer()),
    type: encoded.headers.get("content-type") ?? "multipart/form-data",
  };
}

/** The text of an answer, up to 16 MiB. */
export async function readText(response: HttpResponse, signal: AbortSignal): Promise<string> {
  const { text, failure } = await readStart(response, signal, maxAnswerBytes);
  if (failure !== undefined) throw failure;
  return text;
}
