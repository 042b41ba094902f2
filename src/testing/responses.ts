/** JSON responses in the format of OpenAI's Videos API. */

const json = { "content-type": "application/json" } as const;

/** A 200 response with a JSON body. */
export function jsonResponse(body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status: 200, headers: { ...json, ...headers } });
}

/** Bytes that are handed out at a time. */
const partBytes = 64 * 1024;

/**
 * A response with these bytes, which are not copied: as many readers as there are connections may be slow, and `Response`
 * copies what it is made from.
 */
export function bytesResponse(
  bytes: Uint8Array,
  init: ResponseInit & { readonly headers: Record<string, string> },
): Response {
  let offset = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (offset >= bytes.byteLength) return controller.close();
        controller.enqueue(bytes.subarray(offset, offset + partBytes));
        offset += partBytes;
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { ...init, headers: { ...init.headers, "content-length": String(bytes.byteLength) } });
}

/** The content of an error response. */
export interface ErrorInfo {
  readonly status: number;
  readonly message: string;
  readonly param?: string;
  readonly code?: string;
}

/** Thrown for a request that the API refuses; `info` is the content of the response. */
export class RefusedRequest extends Error {
  constructor(readonly info: ErrorInfo) {
    super(info.message);
  }
}

const errorTypes: Readonly<Record<number, string>> = { 401: "authentication_error", 429: "rate_limit_error" };

/** An error response: `{ error: { message, type, param, code } }`. */
export function errorResponse({ status, message, param, code }: ErrorInfo): Response {
  const type = errorTypes[status] ?? (status >= 500 ? "server_error" : "invalid_request_error");
  const error = { message, type, param: param ?? null, code: code ?? null };
  return new Response(JSON.stringify({ error }), { status, headers: json });
}

/** The 401 response to a request without the right key; `undefined` if the key is right or none is required. */
export function checkApiKey(request: Request, apiKey: string | undefined): Response | undefined {
  if (apiKey === undefined || request.headers.get("authorization") === `Bearer ${apiKey}`) return undefined;
  return errorResponse({ status: 401, message: "Incorrect API key provided.", code: "invalid_api_key" });
}
