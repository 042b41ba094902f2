import { createContext, runInContext } from "node:vm";
import type { UgokuOptions } from "../../src/index.js";

type Fetch = NonNullable<UgokuOptions["fetch"]>;

/**
 * A `fetch` as another realm has it: its answers, their headers, streams, bytes and promises are of classes that this realm
 * has never seen, and it takes nothing but strings, bytes and plain objects.
 */
const script = `(host) => {
  class Headers {
    #entries;
    constructor(entries) { this.#entries = Array.from(entries, ([name, value]) => [String(name).toLowerCase(), String(value)]); }
    get(name) { return this.#entries.find(([own]) => own === name.toLowerCase())?.[1] ?? null; }
    has(name) { return this.get(name) !== null; }
    forEach(call) { for (const [name, value] of this.#entries) call(value, name, this); }
    entries() { return this.#entries.map((entry) => Array.from(entry))[Symbol.iterator](); }
    keys() { return this.#entries.map(([name]) => name)[Symbol.iterator](); }
    [Symbol.iterator]() { return this.entries(); }
  }
  class ReadableStream {
    #bytes; #at = 0;
    constructor(bytes) { this.#bytes = bytes; }
    getReader() {
      return {
        read: async () => {
          const value = this.#bytes.slice(this.#at, this.#at + 1000);
          this.#at += value.length;
          return value.length > 0 ? { done: false, value } : { done: true, value: undefined };
        },
        cancel: async () => { this.#at = this.#bytes.length; },
        releaseLock: () => {},
      };
    }
    async cancel() { this.#at = this.#bytes.length; }
  }
  class Response {
    #bytes;
    constructor(status, url, headers, bytes) {
      this.status = status;
      this.ok = status >= 200 && status < 300;
      this.url = url;
      this.type = "basic";
      this.headers = new Headers(headers);
      this.#bytes = bytes;
      this.body = bytes.length > 0 ? new ReadableStream(bytes) : null;
    }
    async arrayBuffer() { return this.#bytes.buffer; }
    async text() { return host.decode(this.#bytes); }
    async json() { return JSON.parse(await this.text()); }
  }
  return async (input, init) => {
    const answer = await host.fetch(String(input), { ...init, headers: Array.from(host.pairs(init.headers)) });
    return new Response(answer.status, answer.url, answer.headers, Uint8Array.from(answer.bytes));
  };
}`;

/** That fetch, and the answers that it gave. */
export function foreignFetch(): { readonly fetch: Fetch; readonly answers: object[] } {
  const answers: object[] = [];
  const own = globalThis.fetch;
  const host = {
    fetch: async (url: string, init: RequestInit) => {
      const answer = await own(url, init);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return { status: answer.status, url: answer.url, headers: [...answer.headers], bytes };
    },
    pairs: (headers: HeadersInit | undefined) => [...new Headers(headers)],
    decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
  };
  const make = runInContext(script, createContext({})) as (of: typeof host) => Fetch;
  const fetch = make(host);
  return {
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      answers.push(answer);
      return answer;
    },
    answers,
  };
}
