/** The fake's answers, in the words that OpenAI's own server was seen to use. */

/** Headers of every answer. */
const json = { "content-type": "application/json" } as const;

/** An object as JSON. */
export function jsonResponse(body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status: 200, headers: { ...json, ...headers } });
}

/** What is wrong with a request. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly param?: string;
  readonly code?: string;
}

const errorTypes: Readonly<Record<number, string>> = { 401: "authentication_error", 429: "rate_limit_error" };

/** The refusal of a request that does not bear the key. Without a key, none is asked for. */
export function refuseOtherKey(request: Request, apiKey: string | undefined): Response | undefined {
  if (apiKey === undefined || request.headers.get("authorization") === `Bearer ${apiKey}`) return undefined;
  return errorResponse({ status: 401, message: "Incorrect API key provided.", code: "invalid_api_key" });
}

/** `{ error: { message, type, param, code } }`. */
export function errorResponse({ status, message, param, code }: Refusal): Response {
  const type = errorTypes[status] ?? (status >= 500 ? "server_error" : "invalid_request_error");
  const error = { message, type, param: param ?? null, code: code ?? null };
  return new Response(JSON.stringify({ error }), { status, headers: json });
}
