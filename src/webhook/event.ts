import type { Job } from "../job/types.js";
import { isRecord } from "../utils/guards.js";
import { describeValue } from "../utils/message.js";
import { optionError } from "../utils/option-error.js";
import { invalidWebhook, webhookError } from "./signature.js";

/** Resumes a job by its id: a client of `createUgoku()`. */
export interface JobResumer {
  resume(id: string): Job;
}

/** The subject of an event. A server may add fields. */
export interface WebhookData {
  /** The id of the video, which is the id of its job. */
  readonly id: string;
  readonly [field: string]: unknown;
}

/** The fields of every event. */
export interface VideoEvent<Type extends string> {
  readonly type: Type;
  /** The id of the event, such as `"evt_…"`. */
  readonly id: string;
  /** The `webhook-id` header: the same for each delivery attempt of this event. */
  readonly webhookId: string;
  readonly createdAt: Date;
  readonly data: WebhookData;
  /** The parsed body. */
  readonly raw: Readonly<Record<string, unknown>>;
  /**
   * The event's job on that client; without an argument, on the `ugoku` client passed to `verifyWebhook()`. Sends nothing.
   *
   * @throws RequestError if there is no client
   */
  resume(ugoku?: JobResumer): Job;
}

/** The video is ready to be downloaded. */
export interface VideoCompletedEvent extends VideoEvent<"video.completed"> {}

/** The job failed. `job.wait()` rejects with the reason. */
export interface VideoFailedEvent extends VideoEvent<"video.failed"> {}

/** An event of the Videos API, discriminated by `type`. */
export type WebhookEvent = VideoCompletedEvent | VideoFailedEvent;

const eventTypes = ["video.completed", "video.failed"] as const satisfies readonly WebhookEvent["type"][];
/** Deepest nesting of a body. */
const maxDepth = 100;

const shapeHint =
  'The signature is valid, so the sender wrote it. Expected JSON such as { "id", "type", "created_at", "data": { "id" } }.';

/** Reads the event from a verified body. */
export function readEvent(body: Uint8Array, webhookId: string, ugoku: JobResumer | undefined): WebhookEvent {
  const raw = parse(body);
  const { type, id, created_at: created, data } = raw;
  if (typeof type !== "string") throw invalidField("type", type);
  if (!isKnown(type)) {
    throw webhookError(
      "webhook_event_unknown",
      `The webhook has type ${describeValue(type)}, which is ${type.startsWith("video.") ? "about a video, but unknown to this version" : "not about a video"}.`,
      `Respond with 200 and ignore it. To handle it, read the body first and pass { body, headers }. Known types: ${eventTypes.join(", ")}.`,
      type.startsWith("video.") && isData(data) ? data.id : undefined,
    );
  }
  if (typeof id !== "string" || id === "") throw invalidField("id", id);
  const createdAt = new Date(typeof created === "number" ? created * 1000 : Number.NaN);
  if (Number.isNaN(createdAt.getTime())) throw invalidField("created_at", created);
  if (!isData(data)) throw invalidField("data.id", isRecord(data) ? data.id : undefined);
  const jobId = data.id;

  const resume = (client = ugoku): Job => {
    checkResumer("event.resume()", client);
    return client.resume(jobId);
  };
  // TypeScript does not distribute `type` over the union.
  return { type, id, webhookId, createdAt, data, raw, resume } as WebhookEvent;
}

/** Validates a client. */
export function checkResumer(where: string, ugoku: JobResumer | undefined): asserts ugoku is JobResumer {
  if (typeof ugoku === "object" && ugoku !== null && typeof ugoku.resume === "function") return;
  throw optionError(`${where} received ${describeValue(ugoku)}, not a client.`, "Pass the result of createUgoku().");
}

/** At most 1 MiB, and signed: no limits of another party's JSON. */
function parse(body: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // Without the parser's message, which quotes the body.
    throw invalidWebhook(`The webhook's body of ${body.length} bytes is not JSON.`, shapeHint);
  }
  checkDepth(value);
  if (isRecord(value)) return value;
  throw invalidWebhook(`The webhook's body is ${describeValue(value)}, not an object.`, shapeHint);
}

/** Deeper data would overflow the stack of whatever walks over the event by recursion, such as `JSON.stringify()`. */
function checkDepth(value: unknown): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw invalidWebhook(`The webhook's JSON has more than ${maxDepth} levels.`, shapeHint);
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
}

const invalidField = (field: string, value: unknown) =>
  invalidWebhook(`The webhook's ${field} is ${describeValue(value)}.`, shapeHint);

const isKnown = (type: string): type is WebhookEvent["type"] => (eventTypes as readonly string[]).includes(type);

const isData = (data: unknown): data is WebhookData => isRecord(data) && typeof data.id === "string" && data.id !== "";
