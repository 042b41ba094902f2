import type { VirtualTime } from "./virtual-time.js";

/** Faults of a create request. Those with "accepted" create a job. */
export const createFaults = [
  "refused connection",
  "unknown name",
  "429",
  "429 with a wait",
  "429 with a long wait",
  "400",
  "reset, not accepted",
  "reset, accepted",
  "late reset, accepted",
  "500, not accepted",
  "500, accepted",
  "503 with a wait, accepted",
  "409, accepted",
  "truncated, accepted",
  "html, not accepted",
  "html, accepted",
  "504, accepted later",
  "slow, accepted",
  "slow 429",
  "302, accepted",
  "303, accepted",
  "307, not accepted",
  "308, accepted later",
  "foreign refusal, accepted",
  "foreign refusal, not accepted",
  "late refusal, accepted",
] as const;
export type CreateFault = (typeof createFaults)[number];

/** Faults of GET requests. */
export const readFaults = ["reset", "500", "503 with a wait", "429", "html", "404", "refused connection"] as const;
export type ReadFault = (typeof readFaults)[number];

/** Symptoms of an outage. */
export const outages = ["refused connection", "502", "html", "404"] as const;
export type Outage = (typeof outages)[number];

/** Variants of the response to `GET /videos`. */
export const listShapes = [
  "reference",
  "no cursor",
  "no has_more",
  "ascending",
  "no parameters",
  "empty pages",
] as const;
export type ListShape = (typeof listShapes)[number];

export interface ServerSetup {
  /** Milliseconds by which the server's clock is ahead. */
  readonly skew: number;
  readonly sendsDate: boolean;
  readonly echo: "as sent" | "normalized";
  readonly echoesKey: boolean;
  readonly pollAfterMs: number | undefined;
  readonly createdAt: "seconds" | "milliseconds";
}

export interface ServerJob {
  readonly id: string;
  /** `undefined`: a job of another client. */
  readonly key: string | undefined;
  readonly prompt: string;
  readonly size: string;
  readonly seconds: string;
  readonly model: string;
  readonly acceptedAt: number;
  readonly endsAt: number;
  readonly fails: boolean;
}

type JobFields = Omit<ServerJob, "id" | "acceptedAt" | "endsAt" | "fails">;

/** Maximum number of jobs on a page, also with a higher `limit`. Small, so that there are many pages. */
const maxPageSize = 20;
const laterMs = 8_000;
const slowMs = 30_000;

/** A network error as `fetch` throws it. */
const networkError = (code: string, syscall: string, place: object = {}) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(`${syscall} ${code}`), { code, syscall, ...place }) });
const refused = (place?: object) => networkError("ECONNREFUSED", "connect", place);
const reset = () => networkError("ECONNRESET", "read");

/** An in-memory Videos API on virtual time, with injected faults. */
export class ModelServer {
  readonly setup: ServerSetup;
  readonly #time: VirtualTime;
  readonly #jobs: ServerJob[] = [];
  #later: { readonly at: number; readonly fields: JobFields }[] = [];
  #count = 0;
  /** Faults of the next create, poll and list requests. */
  readonly next = { create: [] as CreateFault[], poll: [] as ReadFault[], list: [] as ReadFault[] };
  lag = 0;
  listShape: ListShape = "reference";
  #outage: { readonly until: number; readonly how: Outage } = { until: 0, how: "502" };
  /** Number of list responses that could not be parsed. */
  unreadableLists = 0;
  readonly #notFoundSince = new Map<string, number>();
  /** Called with the key of each create request that arrives. */
  onCreate: (key: string) => void = () => {};

  constructor(time: VirtualTime, setup: ServerSetup) {
    this.#time = time;
    this.setup = setup;
  }

  /** All jobs, oldest first. */
  get jobs(): readonly ServerJob[] {
    const now = this.#time.now;
    for (const { at, fields } of this.#later.filter((late) => late.at <= now)) this.#addJob(fields, at);
    this.#later = this.#later.filter((late) => late.at > now);
    return this.#jobs;
  }

  startOutage(milliseconds: number, how: Outage): void {
    this.#outage = { until: Math.max(this.#outage.until, this.#time.now + milliseconds), how };
  }

  get isDown(): boolean {
    return this.#time.now < this.#outage.until;
  }

  /**
   * Whether every poll of the job has been a 404 for 30 seconds, so that a client may give it up. `since`: the first 404 that the
   * ticket knows of; it does not learn of polls with another ticket.
   */
  hasReportedMissing(id: string, since?: number): boolean {
    const now = this.#time.now;
    return now - Math.min(since ?? now, this.#notFoundSince.get(id) ?? now) >= 30_000;
  }

  /** Ends the outage and removes all faults. */
  clearFaults(): void {
    this.#outage = { until: 0, how: "502" };
    for (const faults of Object.values(this.next)) faults.length = 0;
  }

  /** Adds a job of another client. */
  addOtherJob(fields: Partial<JobFields> = {}): void {
    const prompt = `Another client's prompt number ${this.#count}.`;
    this.#addJob(
      { prompt, size: "720x1280", seconds: "4", model: "sora-2", ...fields, key: undefined },
      this.#time.now,
    );
  }

  #addJob(fields: JobFields, at: number): ServerJob {
    this.#count += 1;
    const job = {
      ...fields,
      id: `video_${this.#count}`,
      acceptedAt: at,
      endsAt: at + 20_000 + (this.#count % 5) * 15_000,
      fails: this.#count % 11 === 10,
    };
    this.#jobs.push(job);
    return job;
  }

  readonly fetch = async (input: string, init: RequestInit): Promise<Response> => {
    this.#time.noteActivity();
    try {
      const { pathname, searchParams } = new URL(input);
      if (init.method === "POST") return await this.#create(init);
      const id = /\/videos\/([^/]+)$/.exec(pathname)?.[1];
      const fault = this.isDown ? this.#outage.how : (id === undefined ? this.next.list : this.next.poll).shift();
      const isUnreadable = fault === "html" || fault === "404";
      if (id === undefined && isUnreadable) this.unreadableLists += 1;
      if (id !== undefined && fault === "404" && !this.#notFoundSince.has(id))
        this.#notFoundSince.set(id, this.#time.now);
      if (fault) return this.#fail(fault);
      return id === undefined ? this.#list(searchParams) : this.#poll(id);
    } finally {
      this.#time.noteActivity();
    }
  };

  async #create(init: RequestInit): Promise<Response> {
    if (this.isDown) return this.#fail(this.#outage.how);
    const fault = this.next.create.shift();
    if (fault === "refused connection") throw refused();
    if (fault === "unknown name") throw networkError("ENOTFOUND", "getaddrinfo");
    const key = new Headers(init.headers).get("idempotency-key") ?? "";
    this.onCreate(key);
    const body = JSON.parse(new TextDecoder().decode(init.body as Uint8Array)) as JobFields;
    const fields: JobFields = { ...body, key };
    const isAccepted = fault === undefined || fault.endsWith(", accepted");
    const job = isAccepted ? this.#addJob(fields, this.#time.now) : undefined;
    if (fault?.endsWith("accepted later")) this.#later.push({ at: this.#time.now + laterMs, fields });
    const signal = init.signal ?? undefined;
    if (/^(slow|late)/.test(fault ?? "")) await this.#time.sleep(slowMs, signal);
    return this.#respondToCreate(fault, job);
  }

  #respondToCreate(fault: CreateFault | undefined, job: ServerJob | undefined): Response {
    const kind = fault?.replace(/,.*/, "");
    if (kind === "reset" || kind === "late reset") throw reset();
    // A retry by the user's `fetch`, after the body was taken: the error does not name the endpoint.
    if (kind === "late refusal") throw refused();
    if (kind === "foreign refusal") throw refused({ address: "10.0.0.9", port: 443 });
    if (/^30\d$/.test(kind ?? "")) return this.#redirect(Number(kind), job);
    if (kind === "html") return this.#fail("html");
    if (kind === "truncated" && job) return new Response(JSON.stringify(this.#toVideo(job)).slice(0, 40));
    if (job && (fault === undefined || kind === "slow")) return this.#respond(this.#toVideo(job));
    const status = Number(/\d+/.exec(kind ?? "")?.[0] ?? 500);
    const wait = kind?.endsWith("a long wait") ? "90" : kind?.endsWith("a wait") ? "7" : undefined;
    return this.#respond({ error: { message: `a fault: ${kind}` } }, status, wait ? { "retry-after": wait } : {});
  }

  #redirect(status: number, job: ServerJob | undefined): Response {
    const location = job ? `/v1/videos/${job.id}` : "https://videos.test/v1/videos";
    return this.#respond({}, status, { location });
  }

  #fail(fault: ReadFault | Outage): Response {
    if (fault === "reset") throw reset();
    if (fault === "refused connection") throw refused();
    if (fault === "html")
      return new Response("<html>Be right back</html>", { headers: { "content-type": "text/html" } });
    const headers: Record<string, string> = fault.includes("wait") ? { "retry-after": "3" } : {};
    return this.#respond({ error: { message: `a fault: ${fault}` } }, Number(fault.slice(0, 3)), headers);
  }

  #poll(id: string): Response {
    const job = this.jobs.find((other) => other.id === id);
    // Not when a list shows the job: a ticket that was refused does not learn of it.
    this.#notFoundSince.delete(id);
    return job ? this.#respond(this.#toVideo(job)) : this.#respond({ error: { message: "no such job" } }, 404);
  }

  #list(query: URLSearchParams): Response {
    const { listShape: shape, lag } = this;
    if (shape === "no parameters" && query.has("limit"))
      return this.#respond({ error: { message: "unknown parameter: limit" } }, 400);
    const listed = this.jobs
      .filter(({ acceptedAt }) => acceptedAt + lag <= this.#time.now)
      .map((job) => this.#toVideo(job));
    if (shape !== "ascending" && query.get("order") !== "asc") listed.reverse();
    if (shape === "no cursor") return this.#respond({ data: listed });
    const after = query.get("after")?.replace(/^page-/, "") || null;
    const from = after === null ? 0 : listed.findIndex(({ id }) => id === after) + 1;
    // A gateway that filters other clients' jobs out of each page.
    if (shape === "empty pages" && from < listed.length && !query.get("after")?.startsWith("page-"))
      return this.#respond({ data: [], has_more: true, last_id: `page-${after ?? ""}` });
    const data = listed.slice(from, from + Math.min(maxPageSize, Number(query.get("limit") ?? maxPageSize)));
    if (shape === "no has_more") return this.#respond({ object: "list", data });
    const more = from + data.length < listed.length;
    return this.#respond({ object: "list", data, has_more: more, first_id: data[0]?.id, last_id: data.at(-1)?.id });
  }

  #toVideo(job: ServerJob) {
    const { id, key, prompt, size, seconds, model, acceptedAt, endsAt, fails } = job;
    const { skew, echo, echoesKey, createdAt } = this.setup;
    const now = this.#time.now;
    const isDone = now >= endsAt;
    return {
      id,
      object: "video",
      model,
      size,
      seconds,
      prompt: echo === "normalized" ? prompt.trim().replace(/\s+/g, " ") : prompt,
      ...(echoesKey && key ? { client_reference: key } : {}),
      created_at: createdAt === "seconds" ? Math.floor((acceptedAt + skew) / 1000) : acceptedAt + skew,
      status: isDone ? (fails ? "failed" : "completed") : now - acceptedAt < 3_000 ? "queued" : "in_progress",
      progress: isDone ? 100 : Math.floor((99 * (now - acceptedAt)) / (endsAt - acceptedAt)),
    };
  }

  #respond(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
    const { sendsDate, skew, pollAfterMs } = this.setup;
    return new Response(JSON.stringify(value), {
      status,
      headers: {
        "content-type": "application/json",
        ...(sendsDate ? { date: new Date(this.#time.now + skew).toUTCString() } : {}),
        ...(pollAfterMs === undefined || status !== 200 ? {} : { "openai-poll-after-ms": String(pollAfterMs) }),
        ...headers,
      },
    });
  }
}
