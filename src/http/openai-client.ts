/** The part of an `OpenAI` client that is used: its generic calls, not its deprecated `videos` resource. */
export interface OpenAIClientLike {
  readonly baseURL: string;
  get(path: string, options?: object): ResponsePromise;
  post(path: string, options?: object): ResponsePromise;
  delete(path: string, options?: object): ResponsePromise;
  /** A copy of the client with other options. */
  withOptions?(options: object): OpenAIClientLike;
}

interface ResponsePromise {
  asResponse(): Promise<Response>;
}

/** Whether `value` can be used as an `OpenAI` client. Checked by shape: two copies of the package have two classes. */
export function isOpenAIClient(value: unknown): value is OpenAIClientLike {
  if (typeof value !== "object" || value === null) return false;
  const { baseURL, get, post, delete: remove } = value as Record<string, unknown>;
  return [get, post, remove].every((call) => typeof call === "function") && typeof baseURL === "string";
}
