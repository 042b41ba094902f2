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

/** Keys that no test may find in anything that people or logs see. */
export const secretKey = "k3y-that-nobody-may-see-0123456789";

/** Prompts of tests have nothing that the linter minds. */
export const prompt = "The woman slowly turns her head to the right and smiles.";

/** The ways in which requests leave: all of them must behave alike. */
export const doors = {
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

export const doorNames = Object.keys(doors) as (keyof typeof doors)[];

/** A client by that way, which says nothing on standard error, and whose waits have no jitter. */
export function through(door: keyof typeof doors, baseURL: string, options: UgokuOptions = {}): Ugoku {
  return createUgoku({
    logger: false,
    pollInterval: defaultPollInterval,
    ...doors[door](baseURL),
    ...options,
  }) as unknown as Ugoku;
}

/** A client by the global fetch. */
export function clientOf(baseURL: string, options: UgokuOptions = {}): Ugoku {
  return createUgoku({ logger: false, pollInterval: defaultPollInterval, baseURL, ...options }) as unknown as Ugoku;
}

/** Submits the smallest job there is. Not linted: to decode the image takes longer than all the rest. */
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

/** A ticket as another process would hold it. */
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

/** A logger that keeps what it is told. */
export function listener(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const hear = (level: string) => (message: string) => {
    lines.push(`${level}: ${message}`);
  };
  return { lines, debug: hear("debug"), info: hear("info"), warn: hear("warn"), error: hear("error") };
}
