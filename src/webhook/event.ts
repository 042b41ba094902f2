/**
 * What a webhook says.
 *
 * @module
 */

import type { Job } from "../job/types.js";
import { describeValue, RequestError, WebhookError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { invalid } from "./invalid.js";

/** What makes a job of an id: a client of `createUgoku()`. */
export interface JobResumer {
  resume(id: string): Job;
}

/** What the event is about. A server may add fields. */
export interface WebhookData {
  /** The video's id: the job's. */
  readonly id: string;
  readonly [field: string]: unknown;
}

/** What both kinds of event hold. */
export interface VideoEvent<Type extends string> {
  readonly type: Type;
  /** The event's own id, such as `"evt_…"`. */
  readonly id: string;
  /** The `webhook-id` header: the same for each attempt to deliver this event. */
  readonly webhookId: string;
  readonly createdAt: Date;
  readonly data: WebhookData;
  /** The whole body as the server wrote it. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** The job that the event is about, on that client. Sends nothing. */
  resume(ugoku: JobResumer): Job;
  /**
   * The same on the client that `verifyWebhook()` was given as `ugoku`; without one, on the endpoint that the
   * environment names. A promise, because the client is loaded only then.
   */
  resume(): Promise<Job>;
}

/** The video is ready to be downloaded. */
export interface VideoCompletedEvent extends VideoEvent<"video.completed"> {}

/** There will be no video. `job.wait()` says why. */
export interface VideoFailedEvent extends VideoEvent<"video.failed"> {}

/** A webhook of the Videos API, told apart by `type`. */
export type WebhookEvent = VideoCompletedEvent | VideoFailedEvent;

const types = ["video.completed", "video.failed"] as const satisfies readonly WebhookEvent["type"][];
const shape = '{ "id", "type", "created_at", "data": { "id" } }';

/** The event in a body whose signature is right. */
export function readEvent(body: Uint8Array, webhookId: string, ugoku: JobResumer | undefined): WebhookEvent {
  const raw = parse(body);
  const { type, id, created_at: created, data } = raw;
  if (typeof type !== "string") throw wrongShape("type", type);
  if (!isKnown(type)) {
    throw new WebhookError(
      "webhook_event_unknown",
      `The webhook is of type ${describeValue(type)}, which is not about a video.`,
      {
        hint: `Answer 200 and ignore it. To handle it, read the body before, and pass it as { body, headers }. Known are ${types.join(", ")}.`,
      },
    );
  }
  if (typeof id !== "string" || id === "") throw wrongShape("id", id);
  const createdAt = new Date(typeof created === "number" ? created * 1000 : Number.NaN);
  if (Number.isNaN(createdAt.getTime())) throw wrongShape("created_at", created);
  if (!isData(data)) throw wrongShape("data.id", isRecord(data) ? data.id : undefined);
  const jobId = data.id;

  function resume(client: JobResumer): Job;
  function resume(): Promise<Job>;
  function resume(client?: JobResumer): Job | Promise<Job> {
    return client === undefined ? resumeLater(ugoku, jobId) : resumeOn(client, jobId);
  }
  // The compiler does not see that an object whose `type` is either is one of the two.
  return { type, id, webhookId, createdAt, data, raw, resume } as WebhookEvent;
}

async function resumeLater(ugoku: JobResumer | undefined, id: string): Promise<Job> {
  // Loaded here, because this entry point is for functions that start with each request.
  return resumeOn(ugoku ?? (await import("../ugoku.js")).createUgoku(), id);
}

function resumeOn(ugoku: JobResumer, id: string): Job {
  checkUgoku("event.resume()", ugoku);
  return ugoku.resume(id);
}

/** Refuses what is no client. */
export function checkUgoku(where: string, ugoku: JobResumer): void {
  if (typeof ugoku === "object" && ugoku !== null && typeof ugoku.resume === "function") return;
  throw new RequestError("option_invalid", `${where} was given ${describeValue(ugoku)}, not a client.`, {
    hint: "Pass what createUgoku() gave.",
  });
}

function parse(body: Uint8Array): Record<string, unknown> {
  const hint = `The signature is right, so the sender wrote it. Expected is JSON such as ${shape}.`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // Without the parser's own message, which repeats a part of the body.
    throw invalid(`The webhook's body of ${body.length} bytes is not JSON.`, hint);
  }
  if (!isRecord(parsed)) throw invalid(`The webhook's body is ${describeValue(parsed)}, not an object.`, hint);
  return parsed;
}

function wrongShape(field: string, value: unknown): WebhookError {
  return invalid(
    `The webhook's ${field} is ${describeValue(value)}.`,
    `The signature is right, so the sender wrote it. Expected is ${shape}.`,
  );
}

function isKnown(type: string): type is WebhookEvent["type"] {
  return (types as readonly string[]).includes(type);
}

function isData(data: unknown): data is WebhookData {
  return isRecord(data) && typeof data.id === "string" && data.id !== "";
}
