import { spawn } from "node:child_process";
import { request } from "node:http";
import { resolve } from "node:path";
import { previewModels } from "../../src/preview.js";
import { defaultLimits, type ServeEvent, type ServeOptions, startServer } from "../../src/serve/server.js";
import type { Renderer, RenderRequest } from "../../src/testing/renderer.js";
import { picture } from "../helpers/pictures.js";

/** A response on the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** `error.code` of the body, if any. */
  readonly code: string | undefined;
}

interface WireRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** Sends a request that `fetch` cannot: with any Host header, and with a streamed body. */
export function ask(
  port: number,
  path: string,
  { method = "GET", headers = {}, body }: WireRequest = {},
): Promise<WireResponse> {
  return new Promise((done, fail) => {
    const outgoing = request({ port, host: "127.0.0.1", path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => {
        const parsed = text.startsWith("{") ? JSON.parse(text) : {};
        done({ status: response.statusCode ?? 0, headers: response.headers, text, code: parsed.error?.code });
      });
    });
    outgoing.setMaxListeners(0).on("error", fail);
    const send = async () => {
      if (body instanceof Uint8Array) outgoing.write(body);
      else if (body)
        for await (const chunk of body) {
          if (outgoing.destroyed) return;
          if (!outgoing.write(chunk))
            await new Promise((drained) => outgoing.once("drain", drained).once("close", drained));
        }
      outgoing.end();
    };
    send().catch(fail);
  });
}

/** A valid create request: a preview of 32x18 pixels. */
export async function createForm(fields: Record<string, string> = {}): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries({
    prompt: "The ball rolls.",
    model: "preview",
    seconds: "1",
    size: "32x18",
    ...fields,
  }))
    form.append(name, value);
  const image = await picture(320, 180);
  form.append("input_reference", new Blob([image], { type: "image/png" }), "ball.png");
  return form;
}

/** A renderer that a test completes by hand. */
export function manualRenderer(bytes = 1_000) {
  const waiting: { readonly request: RenderRequest; finish(): void; fail(error: Error): void }[] = [];
  const image = async () => ({ bytes: new Uint8Array(8), type: "image/webp" });
  const renderer: Renderer = {
    render: (request) =>
      new Promise((done, fail) => {
        request.signal.addEventListener("abort", () => fail(request.signal.reason));
        waiting.push({
          request,
          finish: () =>
            done({ video: { bytes: new Uint8Array(bytes), type: "video/mp4" }, thumbnail: image, spritesheet: image }),
          fail,
        });
      }),
  };
  return { renderer, waiting };
}

export const page = {
  html: "<!doctype html><title>jobs</title>",
  css: "",
  script: "",
  icon: "<svg/>",
};

/** Starts a server on a free port, until the end of the test. */
export async function startTestServer(
  changes: Partial<Omit<ServeOptions, "limits">> & { limits?: Partial<ServeOptions["limits"]> } = {},
) {
  const events: ServeEvent[] = [];
  const manual = manualRenderer();
  const { limits, ...rest } = changes;
  const server = await startServer({
    host: "127.0.0.1",
    port: 0,
    allowedHosts: [],
    apiKey: undefined,
    renderer: manual.renderer,
    models: previewModels,
    page,
    onEvent: (event) => events.push(event),
    ...rest,
    limits: { ...defaultLimits, ...limits },
  });
  const create = async (fields?: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/videos`, { method: "POST", body: await createForm(fields), headers });
    return { response, job: (await response.json()) as { id: string; status: string; error?: { code: string } } };
  };
  return { ...server, events, waiting: manual.waiting, create, [Symbol.asyncDispose]: () => server.close() };
}

const command = resolve(import.meta.dirname, "../../dist/cli.cjs");

/** Starts the built `ugoku serve` as a process. */
export async function serveProcess(words: readonly string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [command, "serve", "--port", "0", ...words], {
    env: { ...process.env, ...env },
  });
  let out = "";
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const ended = new Promise<number | null>((done) => child.on("close", (code) => done(code)));
  await new Promise<void>((done, fail) => {
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
      if (out.includes("\n")) done();
    });
    void ended.then((code) => fail(new Error(`ugoku serve ended with ${code}: ${stderr}`)));
  });
  const first = out.split("\n")[0] ?? "";
  const baseURL: string = first.startsWith("{") ? JSON.parse(first).baseURL : first;
  return {
    baseURL,
    home: baseURL.replace(/v1$/, ""),
    port: Number(new URL(baseURL).port),
    pid: child.pid!,
    ended,
    said: () => stderr,
    /** The lines of --json. */
    lines: () =>
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stop(signal: NodeJS.Signals = "SIGINT") {
      child.kill(signal);
      return ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
