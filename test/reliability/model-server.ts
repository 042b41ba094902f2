import type { VirtualTime } from "./virtual-time.js";

/** What may happen to a create. Those named "taken" leave a job behind. */
export const createFaults = [
  "refused connection",
  "unknown name",
  "429",
  "429 with a wait",
  "429 with a long wait",
  "400",
  "reset, not taken",
  "reset, taken",
  "late reset, taken",
  "500, not taken",
  "500, taken",
  "503 with a wait, taken",
  "409, taken",
  "truncated, taken",
  "html, not taken",
  "html, taken",
  "504, taken later",
  "slow, taken",
  "slow 429",
] as const;
export type CreateFault = (typeof createFaults)[number];

/** What may happen to a request that reads. */
export const readFaults = ["reset", "500", "503 with a wait", "429", "html", "404", "refused connection"] as const;
export type ReadFault = (typeof readFaults)[number];

/** How a server that is away shows it. */
export const outages = ["refused connection", "502", "html", "404"] as const;
export type Outage = (typeof outages)[number];

/** How servers answer `GET /videos`. */
export const listShapes = ["reference", "no cursor", "no has_more", "ascending", "no parameters"] as const;
export type ListShape = (typeof listShapes)[number];

export interface ServerSetup {
  /** Milliseconds by which the server's clock is ahead. */
  readonly skew: number;
  readonly saysDate: boolean;
  readonly echo: "as sent" | "tidied";
  readonly echoesKey: boolean;
  readonly pollAfterMs: number | undefined;
}

export interface ServerJob {
  readonly id: string;
  /** `undefined`: another person's. */
  readonly key: string | undefined;
  readonly prompt: string;
  readonly size: string;
  readonly seconds: string;
  readonly model: string;
  readonly takenAt: number;
  readonly endsAt: number;
  readonly fails: boolean;
}

type Wanted = Omit<ServerJob, "id" | "takenAt" | "endsAt" | "fails">;

/** Jobs on a page, whatever was asked for: few, so that there are many pages. */
const mostOnAPage = 20;
const laterMs = 8_000;
const slowMs = 30_000;

/** A failure as `fetch` throws it. */
const broken = (code: string, syscall: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(`${syscall} ${code}`), { code, syscall }) });
const refused = () => broken("ECONNREFUSED", "connect");
const reset = () => broken("ECONNRESET", "read");

/** A Videos API in memory, on virtual time, that fails as it is told to. */
export class ModelServer {
  readonly setup: ServerSetup;
  readonly #time: VirtualTime;
  readonly #jobs: ServerJob[] = [];
  #later: { readonly at: number; readonly wanted: Wanted }[] = [];
  #count = 0;
  /** What happens to the next creates, polls and lists. */
  readonly next = { create: [] as CreateFault[], poll: [] as ReadFault[], list: [] as ReadFault[] };
  lag = 0;
  listShape: ListShape = "reference";
  #away: { readonly until: number; readonly how: Outage } = { until: 0, how: "502" };
  /** How many lists were no lists that can be read. */
  unreadableLists = 0;
  readonly #notFoundSince = new Map<string, number>();
  /** Told the key of each create that arrives. */
  onCreate: (key: string) => void = () => {};

  constructor(time: VirtualTime, setup: ServerSetup) {
    this.#time = time;
    this.setup = setup;
  }

  /** All jobs, in the order in which they were taken. */
  get jobs(): readonly ServerJob[] {
    const now = this.#time.now;
    for (const { at, wanted } of this.#later.filter((late) => late.at <= now)) this.#take(wanted, at);
    this.#later = this.#later.filter((late) => late.at > now);
    return this.#jobs;
  }

  goAway(milliseconds: number, how: Outage): void {
    this.#away = { until: Math.max(this.#away.until, this.#time.now + milliseconds), how };
  }

  get isAway(): boolean {
    return this.#time.now < this.#away.until;
  }

  /** Whether it has said for so long that it has no such job, and nothing else, that it may be believed. */
  hasDenied(id: string): boolean {
    return this.#time.now - (this.#notFoundSince.get(id) ?? this.#time.now) >= 30_000;
  }

  /** Every fault ends. */
  heal(): void {
    this.#away = { until: 0, how: "502" };
    for (const faults of Object.values(this.next)) faults.length = 0;
  }

  /** A job of somebody else's. */
  takeOther(wanted: Partial<Wanted> = {}): void {
    const prompt = `Another person's idea number ${this.#count}.`;
    this.#take({ prompt, size: "720x1280", seconds: "4", model: "sora-2", ...wanted, key: undefined }, this.#time.now);
  }

  #take(wanted: Wanted, at: number): ServerJob {
    this.#count += 1;
    const job = {
      ...wanted,
      id: `video_${this.#count}`,
      takenAt: at,
      endsAt: at + 20_000 + (this.#count % 5) * 15_000,
      fails: this.#count % 11 === 10,
    };
    this.#jobs.push(job);
    return job;
  }

  readonly fetch = async (input: string, init: RequestInit): Promise<Response> => {
    this.#time.stir();
    try {
      const { pathname, searchParams } = new URL(input);
      if (init.method === "POST") return await this.#create(init);
      const id = /\/videos\/([^/]+)$/.exec(pathname)?.[1];
      const fault = this.isAway ? this.#away.how : (id === undefined ? this.next.list : this.next.poll).shift();
      const isUnreadable = fault === "html" || fault === "404";
      if (id === undefined && isUnreadable) this.unreadableLists += 1;
      if (id !== undefined && fault === "404" && !this.#notFoundSince.has(id))
        this.#notFoundSince.set(id, this.#time.now);
      if (fault) return this.#fail(fault);
      return id === undefined ? this.#list(searchParams) : this.#poll(id);
    } finally {
      this.#time.stir();
    }
  };

  async #create(init: RequestInit): Promise<Response> {
    if (this.isAway) return this.#fail(this.#away.how);
    const fault = this.next.create.shift();
    if (fault === "refused connection") throw refused();
    if (fault === "unknown name") throw broken("ENOTFOUND", "getaddrinfo");
    const key = new Headers(init.headers).get("idempotency-key") ?? "";
    this.onCreate(key);
    const fields = JSON.parse(new TextDecoder().decode(init.body as Uint8Array)) as Wanted;
    const wanted: Wanted = { ...fields, key };
    const isTakenNow = fault === undefined || fault.endsWith(", taken");
    const job = isTakenNow ? this.#take(wanted, this.#time.now) : undefined;
    if (fault === "504, taken later") this.#later.push({ at: this.#time.now + laterMs, wanted });
    const signal = init.signal ?? undefined;
    if (/^(slow|late)/.test(fault ?? "")) await this.#time.sleep(slowMs, signal);
    return this.#answerCreate(fault, job);
  }

  #answerCreate(fault: CreateFault | undefined, job: ServerJob | undefined): Response {
    const word = fault?.replace(/,.*/, "");
    if (word === "reset" || word === "late reset") throw reset();
    if (word === "html") return this.#fail("html");
    if (word === "truncated" && job) return new Response(JSON.stringify(this.#show(job)).slice(0, 40));
    if (job && (fault === undefined || word === "slow")) return this.#answer(this.#show(job));
    const status = Number(/\d+/.exec(word ?? "")?.[0] ?? 500);
    const wait = word?.endsWith("a long wait") ? "90" : word?.endsWith("a wait") ? "7" : undefined;
    return this.#answer({ error: { message: `a fault: ${word}` } }, status, wait ? { "retry-after": wait } : {});
  }

  #fail(fault: ReadFault | Outage): Response {
    if (fault === "reset") throw reset();
    if (fault === "refused connection") throw refused();
    if (fault === "html")
      return new Response("<html>Be right back</html>", { headers: { "content-type": "text/html" } });
    const headers: Record<string, string> = fault.includes("wait") ? { "retry-after": "3" } : {};
    return this.#answer({ error: { message: `a fault: ${fault}` } }, Number(fault.slice(0, 3)), headers);
  }

  #poll(id: string): Response {
    const job = this.jobs.find((other) => other.id === id);
    return job ? this.#answer(this.#show(job)) : this.#answer({ error: { message: "no such job" } }, 404);
  }

  #list(query: URLSearchParams): Response {
    const { listShape: shape, lag } = this;
    if (shape === "no parameters" && query.has("limit"))
      return this.#answer({ error: { message: "unknown parameter: limit" } }, 400);
    const listed = this.jobs.filter(({ takenAt }) => takenAt + lag <= this.#time.now).map((job) => this.#show(job));
    if (shape !== "ascending" && query.get("order") !== "asc") listed.reverse();
    if (shape === "no cursor") return this.#answer({ data: listed });
    const after = query.get("after");
    const from = after === null ? 0 : listed.findIndex(({ id }) => id === after) + 1;
    const data = listed.slice(from, from + Math.min(mostOnAPage, Number(query.get("limit") ?? mostOnAPage)));
    if (shape === "no has_more") return this.#answer({ object: "list", data });
    const more = from + data.length < listed.length;
    return this.#answer({ object: "list", data, has_more: more, first_id: data[0]?.id, last_id: data.at(-1)?.id });
  }

  #show(job: ServerJob) {
    const { id, key, prompt, size, seconds, model, takenAt, endsAt, fails } = job;
    const { skew, echo, echoesKey } = this.setup;
    const now = this.#time.now;
    const done = now >= endsAt;
    this.#notFoundSince.delete(id);
    return {
      id,
      object: "video",
      model,
      size,
      seconds,
      prompt: echo === "tidied" ? prompt.trim().replace(/\s+/g, " ") : prompt,
      ...(echoesKey && key ? { client_reference: key } : {}),
      created_at: Math.floor((takenAt + skew) / 1000),
      status: done ? (fails ? "failed" : "completed") : now - takenAt < 3_000 ? "queued" : "in_progress",
      progress: done ? 100 : Math.floor((99 * (now - takenAt)) / (endsAt - takenAt)),
    };
  }

  #answer(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
    const { saysDate, skew, pollAfterMs } = this.setup;
    return new Response(JSON.stringify(value), {
      status,
      headers: {
        "content-type": "application/json",
        ...(saysDate ? { date: new Date(this.#time.now + skew).toUTCString() } : {}),
        ...(pollAfterMs === undefined || status !== 200 ? {} : { "openai-poll-after-ms": String(pollAfterMs) }),
        ...headers,
      },
    });
  }
}
