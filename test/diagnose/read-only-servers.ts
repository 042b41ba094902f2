/**
 * Servers that answer GET requests as each kind of server does. Any other request fails the test.
 *
 * @module
 */
import type { ServerResponse } from "node:http";
import { expect } from "vitest";
import { json, serve, type WireRequest, type WireServer } from "../helpers/servers.js";

type Answer = (response: ServerResponse, request: WireRequest) => void;

/** Handlers by path; `*` is the fallback, `video` is any id below `…/videos`. */
export interface Site {
  readonly routes: Readonly<Record<string, Answer>>;
  /** Path of the base URL. */
  readonly base?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const route404: Answer = (response) => json(response, { detail: "Not Found" }, 404);

/** Serves GET requests. A request of another method fails the test on disposal. */
export async function serveReads({ routes, base = "/v1", headers = {} }: Site): Promise<WireServer> {
  const wire = await serve((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const { pathname } = new URL(request.url, "http://host");
    const isVideo = new RegExp(`^${base}/videos/[^/]+$`).test(pathname);
    const answer = routes[pathname] ?? (isVideo ? routes.video : undefined) ?? routes["*"] ?? route404;
    if (request.method === "GET" || request.method === "HEAD") answer(response, request);
    else json(response, { error: "expected a GET request" }, 500);
  });
  return {
    ...wire,
    baseURL: wire.origin + base,
    async [Symbol.asyncDispose]() {
      await wire[Symbol.asyncDispose]();
      expect(wire.requests.filter(({ method, body }) => !/^(GET|HEAD)$/.test(method) || body.length > 0)).toEqual([]);
    },
  };
}

export const answers =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    json(response, value, status, headers);

export const page =
  (title: string, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end(`<!doctype html><html><head><title>${title}</title></head><body></body></html>`);
  };

/** A model as `/v1/models` lists it. */
export const model = (id: string, owner: string, more: object = {}) => ({
  id,
  object: "model",
  created: 1_790_000_000,
  owned_by: owner,
  ...more,
});
export const createList = (...data: readonly object[]) => ({ object: "list", data });
export const createPage = (...data: readonly object[]) => ({
  object: "list",
  data,
  first_id: null,
  last_id: null,
  has_more: false,
});

const form = (...fields: readonly string[]) => ({
  requestBody: {
    content: { "multipart/form-data": { schema: { $ref: "#/components/schemas/Create" } } },
  },
  fields,
});

/** An OpenAPI document. The fields of the create request are behind a `$ref`, as FastAPI writes them. */
export function description(
  title: string,
  paths: Readonly<Record<string, readonly string[]>>,
  fields: readonly string[],
) {
  return {
    openapi: "3.1.0",
    info: { title, version: "1" },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [
        path,
        Object.fromEntries(methods.map((method) => [method, method === "post" ? form(...fields) : {}])),
      ]),
    ),
    components: {
      schemas: { Create: { type: "object", properties: Object.fromEntries(fields.map((name) => [name, {}])) } },
    },
  };
}

export const wan = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";
const videoPaths = { "/v1/videos": ["get", "post"], "/v1/videos/{video_id}": ["get", "delete"] };

export const vllmOmni: Site = {
  headers: { server: "uvicorn" },
  routes: {
    "/openapi.json": answers(
      description("FastAPI", { ...videoPaths, "/v1/videos/sync": ["post"] }, [
        "prompt",
        "image_reference",
        "extra_params",
      ]),
    ),
    "/v1/models": answers(createList(model(wan, "vllm"))),
    "/v1/videos": answers(createPage()),
    video: answers({ error: { message: "Video not found", type: "Not Found", param: null, code: 404 } }, 404),
  },
};

export const sglang: Site = {
  headers: { server: "uvicorn" },
  routes: {
    "/openapi.json": answers(description("FastAPI", videoPaths, ["prompt", "reference_url", "seconds"])),
    "/v1/models": answers(createList(model(wan, "sglang", { pipeline_class: "WanPipeline" }))),
    "/v1/videos": answers(createPage()),
    video: answers({ detail: "Video not found" }, 404),
  },
};

export const dynamo: Site = {
  routes: {
    "/openapi.json": answers(description("NVIDIA Dynamo OpenAI Frontend", { "/v1/videos": ["post"] }, ["prompt"])),
    "/v1/models": answers(createList(model(wan, "nvidia", { context_window: 0 }))),
    "/v1/videos": (response) => {
      response.writeHead(405, { allow: "POST" });
      response.end();
    },
    "*": (response) => {
      response.writeHead(404);
      response.end();
    },
  },
};

const incorrect = { error: { message: "Incorrect API key provided", type: "auth_error", param: null, code: "401" } };

/** Requires the key. */
const guarded =
  (key: string, answer: Answer, refusal: unknown = incorrect): Answer =>
  (response, request) =>
    request.headers.authorization === `Bearer ${key}` ? answer(response, request) : json(response, refusal, 401);

export const litellm = (key: string): Site => ({
  headers: { "x-litellm-version": "1.108.7", "x-litellm-call-id": "1" },
  routes: {
    "/openapi.json": answers(
      description(
        "LiteLLM API",
        { "/v1/videos": ["get", "post"], "/key/generate": ["post"], "/model/info": ["get"] },
        [],
      ),
    ),
    "/v1/models": guarded(key, answers(createList(model("sora-2", "openai")))),
    "/v1/videos": guarded(key, answers(createPage())),
    video: guarded(key, answers({ error: { message: "Video not found", type: "invalid_request_error" } }, 404)),
  },
});

export const newApi = (key: string): Site => {
  const unknownPath = answers(
    { error: { message: "Invalid URL (GET /v1/videos)", type: "invalid_request_error" } },
    404,
  );
  const refusal = { error: { code: "", message: "无效的令牌", type: "new_api_error" } };
  return {
    headers: { "x-new-api-version": "v1.0.0", "x-oneapi-request-id": "2026" },
    routes: {
      "/openapi.json": page("New API"),
      "/v1/models": guarded(key, answers({ ...createList(model("sora-2", "custom")), success: true }), refusal),
      "/v1/videos": guarded(key, unknownPath, refusal),
      video: guarded(key, answers({ code: "task_not_exist", message: "task_not_exist", data: null }, 400), refusal),
      "*": unknownPath,
    },
  };
};

/** A gateway in front of Azure, on its own host. */
export const azure = (key: string): Site => {
  const keyed =
    (answer: Answer): Answer =>
    (response, request) =>
      request.headers["api-key"] === key
        ? answer(response, request)
        : json(response, { error: { code: "401", message: "Access denied due to invalid subscription key." } }, 401);
  return {
    base: "/openai/v1",
    headers: { "apim-request-id": "1", "x-ms-region": "Sweden Central" },
    routes: {
      "/openai/v1/models": keyed(answers(createList(model("sora-2", "system")))),
      "/openai/v1/videos": keyed(answers(createPage())),
      video: keyed(
        answers({ error: { message: "Video not found", type: "video_generation_user_error", code: null } }, 404),
      ),
      "*": answers({ error: { code: "404", message: "Resource not found" } }, 404),
    },
  };
};

export const openrouter = (key: string): Site => {
  const base = "/api/v1";
  const refusal = { error: { message: "No auth credentials found", code: 401 } };
  return {
    base,
    routes: {
      "/api/v1/models": answers({ data: [{ id: "some/chat", architecture: {}, pricing: {} }] }),
      "/api/v1/videos": answers({ error: { message: "Not Found", code: 404 } }, 404),
      "/api/v1/videos/models": answers({
        data: [{ id: "google/veo-3.1-lite", supported_durations: [4, 8], supported_resolutions: ["720p"] }],
      }),
      video: guarded(key, answers({ error: { message: "Video job not found", code: 404 } }, 404), refusal),
      "*": page("OpenRouter", 404),
    },
  };
};
