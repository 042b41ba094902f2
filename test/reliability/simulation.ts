import { expect } from "vitest";
import { isUgokuError, type Job, type SubmitAttempt, SubmitUncertainError } from "../../src/index.js";
import { type ClientProcess, type ClipRequest, startClient } from "./client-process.js";
import { counters } from "./counters.js";
import { ModelServer, type ServerJob, type ServerSetup } from "./model-server.js";
import { VirtualTime } from "./virtual-time.js";

/** Longer than the list lags and than the slowest create request takes in these tests. */
export const settleMs = 60_000;

export interface SimulationSetup extends ServerSetup {
  /** For each request: the index of the request whose prompt it shares, and whether it has another size. */
  readonly requests: readonly { readonly promptOf: number; readonly otherSize: boolean }[];
}

const normalizeSpaces = (text: string) => text.trim().replace(/\s+/g, " ");

/** A copy without prototypes, as read from a file or a database. */
const jsonCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Clients, a server and the caller's storage on virtual time; checks the invariants after each command. */
export class Simulation {
  readonly time = new VirtualTime();
  readonly server: ModelServer;
  readonly requests: readonly ClipRequest[];
  client: ClientProcess;
  #submits = 0;
  /** Milliseconds that storing an attempt takes. */
  attemptWriteMs = 0;

  constructor(setup: SimulationSetup) {
    this.server = new ModelServer(this.time, setup);
    this.requests = setup.requests.map(({ promptOf, otherSize }, index) => ({
      name: `request ${index}`,
      key: `key-${index}`,
      prompt: `The woman of picture ${Math.min(promptOf, index)} slowly turns  her head to the right and smiles.`,
      size: otherSize ? "1280x720" : "720x1280",
      seconds: 4,
      attempt: undefined,
      writer: 0,
      ticket: undefined,
    }));
    this.server.onCreate = (key) => {
      counters.creates += 1;
      const isPending = [...this.client.pendingSubmits.values()].some(({ request }) => request.key === key);
      expect(isPending, `a create request for ${key} without a pending submit()`).toBe(true);
    };
    this.client = startClient(this.time, this.server);
  }

  /** Kills the client process: only the stored attempts and tickets remain. */
  async crash(): Promise<void> {
    counters.crashes += 1;
    const { client } = this;
    this.client = startClient(this.time, this.server);
    client.shutdown.abort(new Error("The process crashed."));
    await this.time.idle();
  }

  /** The server's job for a request. */
  jobOf(request: ClipRequest): ServerJob | undefined {
    return this.server.jobs.find(({ key }) => key === request.key);
  }

  /** A caller that stores attempts never resends a key that an earlier process may have sent. */
  maySubmit(request: ClipRequest): boolean {
    return this.client.knownKeys.has(request.key) || (request.attempt === undefined && request.ticket === undefined);
  }

  /** Starts submit() and handles its outcome in the background. */
  submit(request: ClipRequest): { readonly settled: Promise<void>; readonly abort: AbortController } {
    const { client } = this;
    const abort = new AbortController();
    const writer = ++this.#submits;
    client.knownKeys.add(request.key);
    const onAttempt = async (attempt: SubmitAttempt) => {
      expect(attempt.key).toBe(request.key);
      if (this.client !== client) return;
      request.attempt = jsonCopy(attempt);
      request.writer = writer;
      if (this.attemptWriteMs > 0) await this.time.sleep(this.attemptWriteMs, client.shutdown.signal);
    };
    const creates = counters.creates;
    const job = client.ugoku
      .animate({ fileId: `file_${request.name}` })
      .withPrompt(request.prompt)
      .size(request.size)
      .duration(request.seconds)
      .lint("off")
      .idempotencyKey(request.key)
      .submit({ signal: abort.signal, onAttempt });
    client.pendingSubmits.set(job, { request, abort });
    const settled = job
      .then(
        (found) => this.#submitted(request, found, client),
        (error: unknown) => this.#notSubmitted(request, error, client, writer),
      )
      .finally(() => {
        client.pendingSubmits.delete(job);
        if (counters.creates > creates + 1) counters.resent += 1;
      });
    return { settled, abort };
  }

  #submitted(request: ClipRequest, job: Job, client: ClientProcess): void {
    // This client keeps an earlier wrong match.
    if (
      client.ambiguousPrompts.has(request.prompt) &&
      this.indistinguishableJobs(request).some(({ id }) => id === job.id)
    )
      return;
    expect(job.id, `submit of ${request.name}`).toBe(this.jobOf(request)?.id);
    expect(job.ticket.key).toBe(request.key);
    request.ticket = jsonCopy(job.ticket);
  }

  #notSubmitted(request: ClipRequest, error: unknown, client: ClientProcess, writer: number): void {
    if (error instanceof SubmitUncertainError) {
      expect(error.attempt.key).toBe(request.key);
      counters.uncertain += 1;
      if (this.client === client) request.attempt = jsonCopy(error.attempt);
      return;
    }
    // Aborted by the caller or by a crash: the outcome is unknown, and the attempt stays stored.
    if (!isUgokuError(error)) return;
    expect(["rate_limited", "endpoint_unreachable", "request_rejected", "not_found"]).toContain(error.code);
    // Rejected: no job was created, and the attempt is removed.
    if (this.client === client && request.writer === writer) request.attempt = undefined;
  }

  /** Jobs of other requests whose fields are equal in every response of the server. */
  indistinguishableJobs(request: ClipRequest): readonly ServerJob[] {
    return this.server.jobs.filter(
      ({ key, prompt, size, seconds }) =>
        key !== request.key &&
        normalizeSpaces(prompt) === normalizeSpaces(request.prompt) &&
        size === request.size &&
        Number(seconds) === request.seconds,
    );
  }

  #hasIndistinguishable(request: ClipRequest): boolean {
    const isAlike = (other: ClipRequest) =>
      other !== request &&
      other.prompt === request.prompt &&
      other.size === request.size &&
      other.attempt !== undefined;
    return this.indistinguishableJobs(request).length > 0 || this.requests.some(isAlike);
  }

  /** Calls reconcile() with the stored attempt, and checks the outcome. */
  async reconcile(request: ClipRequest): Promise<void> {
    const { attempt } = request;
    const { client } = this;
    if (!attempt) return;
    const noCreate = this.#expectNoCreate("reconcile()");
    const { unreadableLists } = this.server;
    const search = client.ugoku.reconcile(jsonCopy(attempt), { settleMs });
    const outcome = await this.time.until(search.catch((error: unknown) => ({ error })));
    noCreate();
    const own = this.jobOf(request);
    const wasKnown = client.knownKeys.has(request.key);
    if (outcome === null) {
      counters.nothingFound += 1;
      expect(
        own && !client.ambiguousPrompts.has(request.prompt) ? own.id : undefined,
        `${request.name} was not found`,
      ).toBeUndefined();
      return;
    }
    if ("error" in outcome) {
      // After an HTML page or a 404, the server may have no list at all; all other faults are retried.
      this.#checkUncertain(request, outcome.error, this.server.unreadableLists > unreadableLists);
      return;
    }
    if (outcome.id !== own?.id) {
      this.#checkMistaken(request, outcome.id, client);
      return;
    }
    counters[wasKnown ? "reconciled" : "reconciledByAnother"] += 1;
    client.knownKeys.add(request.key);
    request.ticket = jsonCopy(outcome.ticket);
  }

  #checkUncertain(request: ClipRequest, error: unknown, mayLackList: boolean): void {
    expect(error).toBeInstanceOf(SubmitUncertainError);
    const { candidates } = error as SubmitUncertainError;
    if (candidates.length === 0) {
      expect(mayLackList, `${request.name}: ${String(error)}`).toBe(true);
      return;
    }
    counters.ambiguous += 1;
    const own = this.jobOf(request);
    // Without an own job, a job of another size may be the own one with a size that the server rounded.
    const hasReason = this.#hasIndistinguishable(request) || own === undefined;
    expect(hasReason, `${request.name} is ambiguous without a similar job: ${String(error)}`).toBe(true);
    const isFree = own && !this.client.ambiguousPrompts.has(request.prompt);
    if (isFree) expect(candidates, `the candidates of ${request.name}`).toContain(own.id);
    const others = this.server.jobs.filter(({ id, key }) => candidates.includes(id) && key !== request.key);
    for (const { prompt } of others)
      expect(normalizeSpaces(prompt), `the candidates of ${request.name}`).toBe(normalizeSpaces(request.prompt));
  }

  /**
   * Checks a match with the job of another request. It is only possible if prompt, size and duration are equal and this
   * client has neither sent nor found that job.
   */
  #checkMistaken(request: ClipRequest, id: string, client: ClientProcess): void {
    const other = this.server.jobs.find((job) => job.id === id);
    expect(this.indistinguishableJobs(request), `${request.name} got ${id} of ${other?.key}`).toContain(other);
    // After an earlier wrong match, only the other job is left.
    const isKnown = client.knownKeys.has(other?.key ?? "") && !client.ambiguousPrompts.has(request.prompt);
    expect(isKnown, `${request.name} got the job of ${other?.key}, known to this client`).toBe(false);
    counters.mistaken += 1;
    client.ambiguousPrompts.add(request.prompt);
  }

  /** Only submit() sends create requests; a pending one may do so meanwhile. */
  #expectNoCreate(operation: string): () => void {
    const isAlone = this.client.pendingSubmits.size === 0;
    const { creates } = counters;
    return () => {
      if (isAlone) expect(counters.creates, `creates after ${operation}`).toBe(creates);
    };
  }

  /** Checks the invariants: at most one job for each key, and every job can be found by its ticket or attempt. */
  check(): void {
    for (const request of this.requests) {
      const jobs = this.server.jobs.filter(({ key }) => key === request.key);
      expect(jobs.length, `jobs of ${request.name}`).toBeLessThanOrEqual(1);
      const [job] = jobs;
      if (request.ticket) expect(request.ticket.id, `the ticket of ${request.name}`).toBe(job?.id);
      if (job && !request.ticket)
        expect(request.attempt?.key, `${request.name} has ${job.id}, which no attempt or ticket finds`).toBe(
          request.key,
        );
    }
  }

  /** Ends all faults; afterwards every job must be found. */
  async finish(): Promise<void> {
    this.server.clearFaults();
    await this.time.advance(120_000);
    expect(this.client.pendingSubmits.size, "submit() calls that never settle").toBe(0);
    this.check();
    const open = () => this.requests.filter(({ attempt, ticket }) => attempt && !ticket);
    for (const request of open()) await this.reconcile(request);
    await this.crash();
    for (const request of open()) await this.reconcile(request);
    for (const request of this.requests) {
      const own = this.jobOf(request);
      if (!own || request.ticket || this.#hasIndistinguishable(request)) continue;
      expect.unreachable(`${own.id} of ${request.name} is lost`);
    }
    await this.waitForAll(3_600_000);
    counters.sequences += 1;
    counters.jobs += this.server.jobs.filter(({ key }) => key !== undefined).length;
    this.client.shutdown.abort(new Error("The simulation ended."));
    await this.time.idle();
  }

  /** Waits for all jobs with a ticket. Every completed job must yield a clip. */
  async waitForAll(timeout: number): Promise<void> {
    const tickets = this.requests.flatMap(({ ticket }) => (ticket ? [jsonCopy(ticket)] : []));
    const noCreate = this.#expectNoCreate("waitForAll()");
    const ended = new Map<string, string>();
    const reportedMissing = new Set<string>();
    const run = async () => {
      for await (const outcome of this.client.ugoku.waitForAll(tickets, { timeout })) {
        expect(ended.has(outcome.job.id)).toBe(false);
        const { notFoundSince } = tickets.find(({ id }) => id === outcome.job.id) ?? {};
        if (this.server.hasReportedMissing(outcome.job.id, notFoundSince)) reportedMissing.add(outcome.job.id);
        ended.set(outcome.job.id, outcome.status === "completed" ? outcome.clip.jobId : outcome.error.code);
      }
    };
    const { now } = this.time;
    await this.time.until(run());
    noCreate();
    for (const { id } of tickets) {
      const job = this.server.jobs.find((other) => other.id === id);
      const result = ended.get(id);
      // A 404 for long enough ends the wait.
      if (result === "not_found" && reportedMissing.has(id)) continue;
      if (result === "job_timeout") expect(this.time.now - now).toBeGreaterThanOrEqual(timeout);
      else expect(result).toBe(job?.fails ? "job_failed" : id);
      if (result === id) counters.clips += 1;
      if (result === "job_failed") counters.failed += 1;
    }
    if (timeout >= 3_600_000) expect([...ended.values()]).not.toContain("job_timeout");
  }
}
