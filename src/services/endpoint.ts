/**
 * Makes an endpoint of a service: translates the requests of the Videos API to the service's own, and its answers back.
 *
 * Every promise of the client holds for a service because the client itself runs on top of this: one create request a key,
 * the waiting, tickets, downloads.
 *
 * @module
 */
import { openai } from "../dialects/openai.js";
import type { Dialect, ImageCarrier, JobStatus } from "../dialects/types.js";
import { type EndpointRequest, registerPlainHandler } from "../http/endpoint.js";
import { joinURL } from "../http/fetch-transport.js";
import { readServerMessage } from "../http/server-message.js";
import type { CommonOption, ModelSpec, ModelTable } from "../models/models.js";
import { fromBase64Data } from "../utils/bytes.js";
import { RequestError } from "../utils/errors.js";
import { frozenCopy } from "../utils/freeze.js";
import { isRecord } from "../utils/guards.js";
import { createResponse, discardBody, type HttpResponse } from "../utils/http-response.js";
import { parseJson } from "../utils/json.js";
import { valueAt } from "../utils/value-at.js";
import { jsonBody, readText, type ServiceOptions, ServiceRequests } from "./requests.js";
import { fillTemplate, firstAt, mergeJson, nest, textAt } from "./template.js";
import type { CreateValues, ServiceModel, ServiceSpec, Template } from "./types.js";

/** The statuses with which a storage refuses an expired address. */
const expiredStatuses: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** The paths of the Videos API. */
const route = /\/videos(?:\/([^/]+)(\/content)?)?$/;

/** The fields of a create request that are not `.extra()`. The endpoint and its dialect agree on these names. */
const fieldNames = {
  image: "input_reference",
  lastFrame: "last_frame",
  seed: "seed",
  negativePrompt: "negative_prompt",
  audio: "audio",
} as const satisfies Readonly<Record<CommonOption | "image", string>>;

const carrier = (field: string): ImageCarrier => ({ body: "json", field, as: "text" });

/** The dialect between the client and the endpoint: JSON, with images as text. */
export function serviceDialect(spec: ServiceSpec): Dialect {
  const kinds = { bytes: "bytes", url: "image_url" } as const;
  const images = (field: string) =>
    Object.fromEntries(spec.create.image.map((kind) => [kinds[kind], carrier(field)])) as Dialect["create"]["image"];
  return frozenCopy<Dialect>({
    ...openai,
    name: spec.name,
    subject: `The service ${spec.name}`,
    create: {
      ...openai.create,
      image: images(fieldNames.image),
      imageMatch: "shape",
      seconds: { field: "seconds", as: "integer" },
      takesOtherFields: true,
      options: {
        lastFrame: images(fieldNames.lastFrame),
        seed: fieldNames.seed,
        negativePrompt: fieldNames.negativePrompt,
        audio: fieldNames.audio,
      },
    },
    can: {
      retrieve: true,
      list: spec.list !== undefined,
      delete: spec.cancel !== undefined,
      thumbnail: false,
      spritesheet: false,
      progress: spec.poll.progress !== undefined,
    },
  });
}

/** The row of a model as the builder needs it. */
export function toModelSpec(spec: ServiceSpec, row: ServiceModel): ModelSpec {
  const { body: _, fields = spec.create.fields ?? {}, resolutions: __, ...limits } = row;
  return { ...limits, options: Object.keys(fields) as CommonOption[] };
}

/** A job of the service, in the words of the Videos API. */
interface JobFacts {
  readonly status: string;
  readonly progress: number;
  readonly error: { readonly code: string | undefined; readonly message: string } | null;
  readonly url: string | undefined;
}

/** Responds to the requests of the Videos API for one service. */
export class ServiceHandler {
  readonly baseURL: string;
  readonly #spec: ServiceSpec;
  readonly #requests: ServiceRequests;
  readonly #defaultModel: string;
  readonly #imageField: string | undefined;

  constructor(spec: ServiceSpec, options: ServiceOptions) {
    this.#spec = spec;
    this.#imageField = options.imageField;
    this.#requests = new ServiceRequests(spec, options);
    this.baseURL = this.#requests.baseURL;
    this.#defaultModel = options.model ?? spec.defaultModel;
    registerPlainHandler(this.fetch, (request) => this.#handle(request));
  }

  readonly fetch = async (request: Request): Promise<Response> => toWebResponse(await this.#handle(request));

  async #handle(request: EndpointRequest): Promise<HttpResponse> {
    const { pathname, searchParams } = new URL(request.url);
    const [, encodedId, content] = route.exec(pathname) ?? [];
    const { signal } = request;
    signal.throwIfAborted();
    if (encodedId === undefined)
      return request.method === "POST" ? this.#create(request) : this.#list(searchParams, signal);
    const id = decodeURIComponent(encodedId);
    if (request.method === "DELETE") return this.#cancel(id, signal);
    return content === undefined ? this.#retrieve(id, signal) : this.#content(id, request);
  }

  #row(model: string): ServiceModel {
    const { models, otherModels } = this.#spec;
    return (Object.hasOwn(models, model) ? models[model] : undefined) ?? otherModels;
  }

  readonly checkModel = (model: string): void => {
    const { create, name, otherModels } = this.#spec;
    if (this.#row(model) !== otherModels || !create.needsImageField || this.#imageField !== undefined) return;
    throw new RequestError("option_invalid", `The name of the image's field of ${model} is not known.`, {
      hint: `In code, pass it as the option imageField of ${name}(), as the model's page names it.`,
      option: "model",
      value: model,
    });
  };

  readonly createURL = (model: string): string => joinURL(this.baseURL, this.#createPath(model));

  #createPath(model: string): string {
    return this.#spec.create.path.replace("{model}", () => encodePath(model));
  }

  async #create(request: EndpointRequest): Promise<HttpResponse> {
    const { create } = this.#spec;
    const given = (await request.json()) as Readonly<Record<string, unknown>>;
    const { model, prompt, seconds, size, ...others } = given;
    const names: ReadonlySet<string> = new Set(Object.values(fieldNames));
    const extra = Object.fromEntries(Object.entries(others).filter(([name]) => !names.has(name)));
    const row = this.#row(String(model));
    const values: CreateValues = {
      model: String(model),
      prompt: String(prompt),
      seconds: Number(seconds),
      size: String(size),
      resolution: row.resolutions?.[String(size)],
      image: await this.#place(String(given[fieldNames.image]), request.signal),
      imageField: this.#imageField,
      lastFrame: await this.#placeIfGiven(given[fieldNames.lastFrame], request.signal),
      seed: given[fieldNames.seed] as number | undefined,
      negativePrompt: given[fieldNames.negativePrompt] as string | undefined,
      audio: given[fieldNames.audio] as boolean | undefined,
      key: request.headers.get("idempotency-key") ?? "",
    };
    const response = await this.#requests.send({
      method: "POST",
      target: this.#createPath(values.model),
      ...(create.headers && { headers: create.headers }),
      body: jsonBody(this.#body(row, values, extra)),
      withKey: true,
      signal: request.signal,
    });
    if (!response.ok) return this.#relay(response, request.signal);
    const text = await readText(response, request.signal);
    const answer = parse(text);
    if (this.#isRefusal(answer)) return this.#relay(createResponse(text, { status: 400 }), request.signal);
    const id = firstAt(answer, create.id);
    // Without an id it is unknown whether a job exists: the client gets the unchanged answer, and reports that.
    if (typeof id !== "string" && typeof id !== "number") return createResponse(this.#requests.hide(text));
    return jsonResponse({
      id: String(id),
      object: "video",
      model,
      status: "queued",
      progress: 0,
      seconds: String(seconds),
      size,
    });
  }

  #body(row: ServiceModel, values: CreateValues, extra: Readonly<Record<string, unknown>>): unknown {
    const { create } = this.#spec;
    const fields = row.fields ?? create.fields ?? {};
    const parts = (Object.keys(fields) as CommonOption[])
      .filter((option) => values[option] !== undefined)
      .map((option) => fillTemplate(fields[option] as Template, values));
    const body = [fillTemplate(row.body ?? create.body, values), ...parts].reduce(mergeJson);
    return Object.keys(extra).length > 0 ? mergeJson(body, nest(create.extraInto, extra)) : body;
  }

  #placeIfGiven(image: unknown, signal: AbortSignal): Promise<string | undefined> {
    return typeof image === "string" ? this.#place(image, signal) : Promise.resolve(undefined);
  }

  /** The address of an image for the body: uploaded, if its bytes are too many for it. */
  async #place(image: string, signal: AbortSignal): Promise<string> {
    const { upload } = this.#spec.create;
    const data = /^data:([^;,]+);base64,/.exec(image);
    if (!data || !upload || image.length <= upload.above) return image;
    const bytes = fromBase64Data(image.slice(data[0].length));
    return this.#requests.upload({ bytes, type: data[1] ?? "image/jpeg" }, signal);
  }

  async #retrieve(id: string, signal: AbortSignal): Promise<HttpResponse> {
    const polled = await this.#poll(id, signal);
    if ("headers" in polled) return polled;
    const { status, progress, error } = polled;
    const pause = this.#spec.poll.minInterval;
    const headers = pause === undefined ? {} : { "openai-poll-after-ms": String(pause) };
    return jsonResponse({ id, object: "video", status, progress, error }, { headers });
  }

  /** One poll, or the response of a service that refuses it. */
  async #poll(id: string, signal: AbortSignal): Promise<JobFacts | HttpResponse> {
    const { poll } = this.#spec;
    const first = await this.#read(poll.path, id, signal);
    if ("headers" in first) return first;
    const facts = this.#facts(first.answer, first.http);
    if (poll.result === undefined || facts.status !== "completed") return facts;
    const result = await this.#read(poll.result, id, signal);
    if ("headers" in result) return result;
    // The result contains no status.
    return this.#facts(mergeJson(first.answer, result.answer), result.http);
  }

  async #read(path: string, id: string, signal: AbortSignal) {
    const { poll } = this.#spec;
    const target = this.#requests.pathOf(path, id);
    const response = await this.#requests.send({ method: "GET", target, withKey: true, signal });
    const isFailure = poll.failedHttp?.includes(response.status) === true;
    if (!response.ok && !isFailure) return this.#relay(response, signal);
    const text = await readText(response, signal);
    const answer = parse(text);
    // 202 without a body: the service is still working.
    if (response.status === 202 && !isRecord(answer)) return { answer: {}, http: 202 };
    if (!isRecord(answer)) return createResponse(this.#requests.hide(text));
    if (this.#isRefusal(answer)) return this.#relay(createResponse(text, { status: 400 }), signal);
    return { answer, http: response.status };
  }

  #facts(answer: unknown, http: number): JobFacts {
    const { poll, result, failure } = this.#spec;
    const url = textAt(answer, result.url);
    const reason = textAt(answer, failure.message);
    const code = textAt(answer, failure.code);
    const mark = failure.moderated && valueAt(answer, failure.moderated.path);
    const wasRefused =
      mark !== undefined && (failure.moderated?.value === undefined || failure.moderated.value === mark);
    const status = this.#status(answer, http);
    const isFailed =
      status === "failed" || wasRefused || (status === "completed" && url === undefined && poll.status === undefined);
    const { path = "", scale = 1 } = poll.progress ?? {};
    const share = Number(valueAt(answer, path));
    const progress = Number.isFinite(share) ? Math.min(100, Math.max(0, Math.round(share * scale))) : 0;
    const message = reason ?? (http >= 400 ? readServerMessage(JSON.stringify(answer)).message : undefined);
    const error = {
      code: wasRefused ? "moderation_blocked" : code,
      message: this.#requests.hide(
        message ?? (wasRefused ? "Moderation refused the clip." : "The service gives no reason."),
      ),
    };
    return {
      status: isFailed ? "failed" : status,
      progress: status === "completed" ? 100 : progress,
      error: isFailed || status === "expired" ? error : null,
      url,
    };
  }

  /** The status in the words of the Videos API; an unknown word is not changed. */
  #status(answer: unknown, http: number): JobStatus | string {
    const { poll, statuses } = this.#spec;
    if (poll.failedHttp?.includes(http)) return "failed";
    if (poll.done !== undefined) return valueAt(answer, poll.done) === true ? "completed" : "in_progress";
    const word = textAt(answer, poll.status);
    if (word === undefined) return http === 202 ? "in_progress" : "unknown";
    const known = word.toLowerCase();
    return Object.hasOwn(statuses, known) ? (statuses[known] ?? "unknown") : word;
  }

  async #content(id: string, request: EndpointRequest): Promise<HttpResponse> {
    const ranges = ["range", "if-range"].flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    for (let isFresh = false; ; isFresh = true) {
      // Polled again: an address is valid for a while only, and each poll may give a fresh one.
      const polled = await this.#poll(id, request.signal);
      if ("headers" in polled) return polled;
      const { url, status } = polled;
      if (url === undefined)
        return jsonResponse(
          { error: { code: "not_ready", message: `The job is ${status}, and has no clip.` } },
          { status: 404 },
        );
      const response = await this.#requests.send({
        method: "GET",
        target: url,
        headers: { accept: "*/*", ...Object.fromEntries(ranges) },
        withKey: this.#spec.result.needsKey === true,
        signal: request.signal,
      });
      if (!expiredStatuses.has(response.status) || isFresh) return response;
      discardBody(response);
    }
  }

  async #cancel(id: string, signal: AbortSignal): Promise<HttpResponse> {
    const { cancel } = this.#spec;
    if (!cancel) return jsonResponse({ error: { message: "This service cannot cancel a job." } }, { status: 405 });
    const target = this.#requests.pathOf(cancel.path, id);
    const response = await this.#requests.send({ method: cancel.method, target, withKey: true, signal });
    if (!response.ok) return this.#relay(response, signal);
    const answer = parse(await readText(response, signal));
    const { status } = this.#facts(answer, response.status);
    // 202: asked for, not done. An answer with a status says itself what became of the job.
    return jsonResponse({ id, deleted: status === "unknown" ? response.status !== 202 : status === "cancelled" });
  }

  async #list(query: URLSearchParams, signal: AbortSignal): Promise<HttpResponse> {
    const { list } = this.#spec;
    if (!list) return jsonResponse({ error: { message: "This service has no list of jobs." } }, { status: 405 });
    const after = query.get("after") ?? undefined;
    const filled = Object.entries(list.query).flatMap(([name, value]) => {
      const filling = value === "{after}" ? after : value.replace("{limit}", query.get("limit") ?? "50");
      return filling === undefined ? [] : [[name, filling] as const];
    });
    const isUrl = "url" in list.next && after !== undefined;
    const response = await this.#requests.send({
      method: "GET",
      target: isUrl ? this.#requests.pathOf("{url}", after) : list.path,
      ...(isUrl ? {} : { query: Object.fromEntries(filled) }),
      withKey: true,
      signal,
    });
    if (!response.ok) return this.#relay(response, signal);
    const text = await readText(response, signal);
    const answer = parse(text);
    const items = valueAt(answer, list.items);
    if (!Array.isArray(items)) return createResponse(this.#requests.hide(text));
    const isLast = items.length === 0 || ("page" in list.next && items.length < Number(query.get("limit") ?? 50));
    const next = isLast ? undefined : nextPage(list.next, answer, items.length, after);
    return jsonResponse({
      object: "list",
      data: items.map((item: unknown) => this.#listed(list.wrap === undefined ? item : { [list.wrap]: item })),
      last_id: next ?? null,
      has_more: next !== undefined,
    });
  }

  /** An entry of the list. It may lack the clip's address, which a poll has. */
  #listed(item: unknown): object {
    const { create, list } = this.#spec;
    const { status, progress, error } = this.#facts(item, 200);
    return {
      id: String(firstAt(item, create.id) ?? ""),
      object: "video",
      status,
      progress,
      error,
      model: this.#defaultModel,
      prompt: textAt(item, list?.prompt),
      created_at: firstAt(item, list?.createdAt),
      // Empty for a job of another program: the service returns the key of each of ours.
      idempotency_key: list?.key === undefined ? undefined : (textAt(item, list.key) ?? ""),
    };
  }

  #isRefusal(answer: unknown): boolean {
    const { accepted } = this.#spec.create;
    if (!accepted) return false;
    const value = valueAt(answer, accepted.path);
    return value !== undefined && !accepted.values.some((one) => one === value);
  }

  /** The service's own answer, without the key that it may quote. */
  async #relay(response: HttpResponse, signal: AbortSignal): Promise<HttpResponse> {
    const text = this.#requests.hide(await readText(response, signal));
    const headers: Record<string, string> = { "content-type": "application/json" };
    for (const name of ["retry-after", "x-request-id"]) {
      const value = response.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    return createResponse(text, { status: response.status, headers });
  }
}

const jsonResponse = (
  value: unknown,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): HttpResponse =>
  createResponse(JSON.stringify(value), {
    ...options,
    headers: { "content-type": "application/json", ...options.headers },
  });

/** The same as a `Response`, for callers that have a `Request`. */
function toWebResponse(response: HttpResponse): Response {
  if (response instanceof Response) return response;
  const { status, body } = response;
  const headers = new Headers();
  response.headers.forEach((value, name) => {
    headers.append(name, value);
  });
  return new Response(body as BodyInit | null | undefined, { status, headers });
}

type NextPage = NonNullable<ServiceSpec["list"]>["next"];

/** The `after` of the next page; `undefined` if this is the last one. */
function nextPage(next: NextPage, answer: unknown, count: number, after: string | undefined): string | undefined {
  if ("url" in next) return textAt(answer, next.url);
  if ("page" in next) return String(Number(after ?? 1) + 1);
  return valueAt(answer, next.offset) === true ? String(Number(after ?? 0) + count) : undefined;
}

/** Model ids may have slashes, which separate parts of the path. */
const encodePath = (model: string): string => model.split("/").map(encodeURIComponent).join("/");

/** The JSON of an answer; `undefined` if it is not JSON. An integer that a number cannot hold stays exact: it may be an id. */
function parse(text: string): unknown {
  const parsed = parseJson(text, { keepIntegers: true });
  return parsed.ok ? parsed.value : undefined;
}

/** The rows of a service for the builder. */
export const toModelTable = (spec: ServiceSpec): ModelTable =>
  frozenCopy(Object.fromEntries(Object.entries(spec.models).map(([id, row]) => [id, toModelSpec(spec, row)])));
