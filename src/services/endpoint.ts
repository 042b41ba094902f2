/**
 * Makes an endpoint of a service: translates the requests of the Videos API to the service's own, and its answers back.
 *
 * Every promise of the client holds for a service because the client itself runs on top of this: one create request a key,
 * the waiting, tickets, downloads.
 *
 * @module
 */
import { openai } from "../dialects/openai.js";
import type { Dialect, ImageCarrier } from "../dialects/types.js";
import { type EndpointRequest, registerPlainHandler } from "../http/endpoint.js";
import { joinURL } from "../http/fetch-transport.js";
import { describeText } from "../http/server-message.js";
import type { CommonOption, ModelSpec, ModelTable } from "../models/models.js";
import { fromBase64Data } from "../utils/bytes.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { frozenCopy } from "../utils/freeze.js";
import { isRecord } from "../utils/guards.js";
import { createResponse, discardBody, type HttpResponse } from "../utils/http-response.js";
import { option, text } from "../utils/message.js";
import { valueAt } from "../utils/value-at.js";
import { AnswerReader, type JobFacts, missingCode, parse } from "./read-answer.js";
import { jsonBody, readText, type ServiceOptions, ServiceRequests } from "./requests.js";
import { fillTemplate, firstAt, mergeJson, nest, pathsOf, textAt } from "./template.js";
import type { CreateValues, ServiceModel, ServiceSpec, Template } from "./types.js";

/** The statuses with which a storage refuses an expired address. */
const expiredStatuses: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** The statuses below 500 of a failed poll whose meaning is the same for a download. After any other, it is tried again. */
const keptStatuses: ReadonlySet<number> = new Set([401, 402, 403, 404, 408, 429]);

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
    result: {
      ...openai.result,
      ...(spec.poll.missing && { unconfirmed: { code: missingCode, forMs: spec.poll.missing.forMs } }),
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

/** Responds to the requests of the Videos API for one service. */
export class ServiceHandler {
  readonly baseURL: string;
  readonly #spec: ServiceSpec;
  readonly #requests: ServiceRequests;
  readonly #reader: AnswerReader;
  readonly #defaultModel: string;
  readonly #imageField: string | undefined;

  constructor(spec: ServiceSpec, options: ServiceOptions) {
    this.#spec = spec;
    this.#imageField = options.imageField;
    this.#requests = new ServiceRequests(spec, options);
    this.#reader = new AnswerReader(spec, (text) => this.#requests.hide(text));
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
    const said = await readText(response, request.signal);
    if (!response.ok) return this.#answer(response, said);
    const answer = parse(said);
    const id = firstAt(answer, create.id);
    // An answer with an id is never a refusal, whatever else it says.
    if ((typeof id !== "string" && typeof id !== "number") || !this.#requests.canPoll(String(id)))
      return this.#withoutJob(response, said);
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
    const template = row.body ?? create.body;
    const body = [fillTemplate(template, values), ...parts].reduce(mergeJson);
    if (Object.keys(extra).length === 0) return body;
    const sent = mergeJson(body, nest(create.extraInto, extra));
    // By its key, reconcile() finds the job.
    const replaced = pathsOf(template, "$key").find((path) => valueAt(sent, path) !== values.key);
    if (replaced === undefined) return sent;
    throw new RequestError(
      "option_invalid",
      text`${option("extra")} cannot set ${describeValue(replaced)}, which has its own option.`,
      { hint: text`Use ${option("idempotencyKey")}.`, option: "extra", value: replaced },
    );
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
    const { answer, http } = first;
    if (poll.result === undefined || this.#reader.status(answer, http) !== "completed")
      return this.#reader.facts(answer, http);
    const result = await this.#read(poll.result, id, signal);
    // The result contains no status.
    if (!("headers" in result)) return this.#reader.facts(mergeJson(answer, result.answer), result.http, true);
    const facts = this.#reader.facts(answer, http, true);
    return facts.status === "failed" && !result.ok && result.status !== 429 ? facts : result;
  }

  async #read(path: string, id: string, signal: AbortSignal) {
    const { poll, refusals } = this.#spec;
    const target = this.#requests.pathOf(path, id);
    const response = await this.#requests.send({ method: "GET", target, withKey: true, signal });
    const { status: http, ok } = response;
    const said = await readText(response, signal);
    const answer = parse(said);
    if (!ok) {
      const hasFailed = path === (poll.result ?? poll.path) && firstAt(answer, poll.failedBy) !== undefined;
      return hasFailed ? { answer, http } : this.#answer(response, said);
    }
    // 202 without a body: the service is still working.
    if (http === 202 && !isRecord(answer)) return { answer: {}, http };
    if (!isRecord(answer)) return createResponse(this.#requests.hide(said));
    if (refusals && path === poll.path && this.#reader.status(answer, http) === "unknown")
      return this.#withoutJob(response, said);
    return { answer, http };
  }

  async #content(id: string, request: EndpointRequest): Promise<HttpResponse> {
    const needsKey = this.#spec.result.needsKey === true;
    const ranges = ["range", "if-range"].flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    for (let isFresh = false; ; isFresh = true) {
      // Polled again: an address is valid for a while only, and each poll may give a fresh one.
      const polled = await this.#poll(id, request.signal);
      if ("headers" in polled) {
        const isKept = keptStatuses.has(polled.status) || polled.status >= 500;
        return isKept ? polled : this.#unexpected(polled, await readText(polled, request.signal));
      }
      const { url, status } = polled;
      if (url === undefined)
        return jsonResponse(
          { error: { code: "not_ready", message: `The job is ${status}, and has no clip.` } },
          { status: 404 },
        );
      const response = await this.#requests.send({
        method: "GET",
        target: needsKey ? this.#requests.toOwn(url) : url,
        headers: { accept: "*/*", ...Object.fromEntries(ranges) },
        withKey: needsKey,
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
    const said = await readText(response, signal);
    if (!response.ok) return this.#answer(response, said);
    const answer = parse(said);
    // A page of a proxy confirms nothing.
    if ((said.trim() !== "" && !isRecord(answer)) || !this.#reader.saysSuccess(answer))
      return this.#withoutJob(response, said);
    const status = this.#reader.status(answer, response.status);
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
    const said = await readText(response, signal);
    if (!response.ok) return this.#answer(response, said);
    const answer = parse(said);
    const found = valueAt(answer, list.items);
    // Some services write an empty list as `null`.
    const items = found === null && this.#reader.saysSuccess(answer) ? [] : found;
    if (!Array.isArray(items)) return this.#withoutJob(response, said);
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
    const { status, progress, error } = this.#reader.facts(item, 200);
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

  /** An answer with HTTP 2xx that has no job: a documented refusal, or else an error that proves nothing. */
  #withoutJob(response: HttpResponse, said: string): HttpResponse {
    const status = this.#reader.refusalStatus(parse(said));
    return status === undefined ? this.#unexpected(response, said) : this.#answer(response, said, status);
  }

  /** An error of the server, whatever the HTTP status was: after a create request there may be a job, and a poll is repeated. */
  #unexpected(response: HttpResponse, said: string): HttpResponse {
    const quoted = describeText(this.#requests.hide(said));
    return this.#answer(response, `unexpected answer with HTTP ${response.status}: ${quoted}`, 502);
  }

  /** The service's own answer, without the key that it may quote. */
  #answer(response: HttpResponse, said: string, status = response.status): HttpResponse {
    const headers: Record<string, string> = { "content-type": "application/json" };
    for (const name of ["retry-after", "x-request-id"]) {
      const value = response.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    return createResponse(this.#requests.hide(said), { status, headers });
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

/** The rows of a service for the builder. */
export const toModelTable = (spec: ServiceSpec): ModelTable =>
  frozenCopy(Object.fromEntries(Object.entries(spec.models).map(([id, row]) => [id, toModelSpec(spec, row)])));
