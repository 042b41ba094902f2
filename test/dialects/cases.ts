/**
 * The eight dialects, each with its strict fake and with what a journey over it comes to.
 *
 * @module
 */

import type { DialectName } from "../../src/dialects/dialect-names.js";
import { createUgoku, type Job, type Ugoku, type UgokuOptions } from "../../src/index.js";
import { prompt, secretKey } from "../helpers/clients.js";
import { picture } from "../helpers/pictures.js";
import type { WireServer } from "../helpers/servers.js";
import { azureServer, deployment } from "./azure-server.js";
import { dynamoServer } from "./dynamo-server.js";
import { litellmServer } from "./litellm-server.js";
import { newApiServer } from "./new-api-server.js";
import { openaiServer } from "./openai-server.js";
import { openrouterServer } from "./openrouter-server.js";
import { sglangServer } from "./sglang-server.js";
import type { StrictServer } from "./strict-server.js";
import { vllmOmniServer } from "./vllm-omni-server.js";

export interface Case {
  readonly name: DialectName;
  readonly make: () => StrictServer;
  readonly model: string;
  /** The fields of a create of 8 s at 720x1280, as they arrive. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly encoding: "multipart" | "json";
  /** An image URL as the server parses it. */
  readonly byURL?: (url: string) => unknown;
  readonly list: boolean;
  /** The outcome of cancelling a running job; `undefined` without a DELETE endpoint. */
  readonly cancel?: "confirmed" | "refused" | "unknown";
  readonly pictures: boolean;
  /** A model that the server refuses, and its words. */
  readonly refused: readonly [model: string, status: number, words: RegExp];
  /** The job's own words for why it failed. */
  readonly failed: RegExp;
  /** Status words that end a job without a clip. */
  readonly ends: readonly ("expired" | "cancelled")[];
  /** Half a second less can be sent. */
  readonly fractions: boolean;
}

const wan = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";
const text = (model: string) => ({ model, prompt, seconds: "8", size: "720x1280" });

export const cases: readonly Case[] = [
  {
    name: "openai",
    make: openaiServer,
    model: "sora-2",
    fields: text("sora-2"),
    encoding: "multipart",
    byURL: (url) => ({ image_url: url }),
    list: true,
    cancel: "refused",
    pictures: true,
    refused: ["sora-1", 404, /The model 'sora-1' does not exist\./],
    failed: /The GPU has melted\. \(video_generation_failed\)/,
    ends: ["expired", "cancelled"],
    fractions: true,
  },
  {
    name: "azure",
    make: azureServer,
    model: deployment,
    fields: text(deployment),
    encoding: "multipart",
    list: true,
    cancel: "refused",
    pictures: true,
    refused: ["films", 404, /The API deployment 'films' for this resource does not exist\./],
    failed: /The GPU has melted\./,
    ends: ["expired", "cancelled"],
    fractions: true,
  },
  {
    name: "vllm-omni",
    make: vllmOmniServer,
    model: wan,
    fields: text(wan),
    encoding: "multipart",
    byURL: (url) => ({ image_url: url }),
    list: true,
    cancel: "confirmed",
    pictures: false,
    refused: ["no-such-model", 400, /Model mismatch: request specifies 'no-such-model'/],
    failed: /The GPU has melted\. \(500\)/,
    ends: ["expired", "cancelled"],
    fractions: false,
  },
  {
    name: "sglang",
    make: sglangServer,
    model: wan,
    fields: text(wan),
    encoding: "multipart",
    byURL: (url) => url,
    list: true,
    cancel: "unknown",
    pictures: false,
    refused: ["", 0, /./],
    failed: /The GPU has melted\./,
    ends: ["expired", "cancelled"],
    fractions: false,
  },
  {
    name: "dynamo",
    make: dynamoServer,
    model: wan,
    fields: { model: wan, prompt, seconds: 8, size: "720x1280", response_format: "b64_json" },
    encoding: "json",
    byURL: (url) => url,
    list: false,
    pictures: false,
    refused: ["no-such-model", 404, /Model not found/],
    failed: /The GPU has melted\./,
    ends: [],
    fractions: false,
  },
  {
    name: "litellm",
    make: litellmServer,
    model: "sora-2",
    fields: text("sora-2"),
    encoding: "multipart",
    list: false,
    pictures: false,
    refused: ["no-such-model", 400, /Invalid model name passed in model=no-such-model/],
    failed: /The GPU has melted\./,
    ends: ["expired", "cancelled"],
    fractions: true,
  },
  {
    name: "new-api",
    make: newApiServer,
    model: "kling-v2",
    fields: text("kling-v2"),
    encoding: "multipart",
    byURL: (url) => url,
    list: false,
    pictures: false,
    refused: ["sora-2-private", 400, /sora-2 size is invalid: 640x640/],
    failed: /The GPU has melted\. \(generation_failed\)/,
    ends: ["cancelled"],
    fractions: true,
  },
  {
    name: "openrouter",
    make: openrouterServer,
    model: "kwaivgi/kling-v2",
    fields: { model: "kwaivgi/kling-v2", prompt, duration: 8, size: "720x1280" },
    encoding: "json",
    byURL: (url) => url,
    list: false,
    pictures: false,
    refused: ["no-such-model", 404, /Model no-such-model does not exist/],
    failed: /The GPU has melted\./,
    ends: ["expired", "cancelled"],
    fractions: false,
  },
];

export const named = (name: DialectName): Case => cases.find((one) => one.name === name)!;

/** A silent client of that server with a short poll interval. */
export const clientFor = (
  { name, model }: Pick<Case, "name" | "model">,
  { baseURL }: WireServer,
  more: UgokuOptions = {},
) =>
  createUgoku({
    baseURL,
    dialect: name,
    model,
    apiKey: secretKey,
    logger: false,
    pollInterval: () => 1,
    ...more,
  }) as unknown as Ugoku;

/** The animation that every round trip requests. */
export const buildAnimation = async (ugoku: Ugoku, image?: unknown) =>
  ugoku
    .animate((image ?? (await picture(720, 1280))) as Uint8Array)
    .withPrompt(prompt)
    .duration(8)
    .size("720x1280")
    .lint("off");

export const submitTo = async (ugoku: Ugoku, image?: unknown): Promise<Job> =>
  (await buildAnimation(ugoku, image)).submit();
