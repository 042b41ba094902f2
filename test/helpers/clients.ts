import OpenAI from "openai";
import {
  createUgoku,
  defaultPollInterval,
  type Job,
  type Logger,
  type Ticket,
  type Ugoku,
  type UgokuOptions,
} from "../../src/index.js";
import { portrait } from "./pictures.js";

/** A key that must not appear in any output, error or log. */
export const secretKey = "k3y-that-nobody-may-see-0123456789";

/** A prompt without lint findings. */
export const prompt = "The woman slowly turns her head to the right and smiles.";

/** The transports of a client, which must behave alike. */
export const transports = {
  "a fetch that is passed in": (baseURL: string) => ({
    baseURL,
    apiKey: secretKey,
    fetch: (input: string, init: RequestInit) => globalThis.fetch(input, init),
  }),
  "the global fetch": (baseURL: string) => ({ baseURL, apiKey: secretKey }),
  "a user's own OpenAI client": (baseURL: string) => ({
    client: new OpenAI({ baseURL, apiKey: secretKey, maxRetries: 3, logLevel: "off" }),
  }),
} as const satisfies Record<string, (baseURL: string) => UgokuOptions>;

export const transportNames = Object.keys(transports) as (keyof typeof transports)[];

/** A client with that transport, without log output and without jitter. */
export function clientThrough(transport: keyof typeof transports, baseURL: string, options: UgokuOptions = {}): Ugoku {
  return createUgoku({
    logger: false,
    pollInterval: defaultPollInterval,
    ...transports[transport](baseURL),
    ...options,
  }) as unknown as Ugoku;
}

/** A client with the global fetch. */
export function clientOf(baseURL: string, options: UgokuOptions = {}): Ugoku {
  return createUgoku({ logger: false, pollInterval: defaultPollInterval, baseURL, ...options }) as unknown as Ugoku;
}

/** Submits a minimal job. Without linting, because decoding the image would dominate the time. */
export async function submit(
  ugoku: Ugoku,
  options: { key?: string; signal?: AbortSignal; timeout?: number } = {},
): Promise<Job> {
  const { key, ...run } = options;
  const animation = ugoku
    .animate(await portrait())
    .withPrompt(prompt)
    .lint("off");
  return (key === undefined ? animation : animation.idempotencyKey(key)).submit(run);
}

/** A ticket as stored by another process. */
export const ticketOf = (baseURL: string, fields: Partial<Ticket> = {}): Ticket => ({
  v: 1,
  id: "video_1",
  baseURL,
  dialect: "openai",
  model: "sora-2",
  createdAt: 1_800_000_000_000,
  deadline: 1_800_001_800_000,
  key: "key-1",
  ...fields,
});

/** A logger that records its lines. */
export function recordLogs(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const hear = (level: string) => (message: string) => {
    lines.push(`${level}: ${message}`);
  };
  return { lines, debug: hear("debug"), info: hear("info"), warn: hear("warn"), error: hear("error") };
}
