import { expect } from "vitest";
import { isUgokuError, type Job, type SubmitAttempt, SubmitUncertainError } from "../../src/index.js";
import { begin, type Life, type Order } from "./life.js";
import { ModelServer, type ServerJob, type ServerSetup } from "./model-server.js";
import { tally } from "./tally.js";
import { VirtualTime } from "./virtual-time.js";

/** Longer than any list of these tests lags, and than the slowest create takes. */
export const settleMs = 60_000;

export interface WorldSetup extends ServerSetup {
  /** Of each order: whose prompt it has, and whether it differs in its size. */
  readonly orders: readonly { readonly promptOf: number; readonly otherSize: boolean }[];
}

const tidy = (text: string) => text.trim().replace(/\s+/g, " ");

/** A plain copy, as a file or a database gives it back. */
const written = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export class World {
  readonly time = new VirtualTime();
  readonly server: ModelServer;
  readonly orders: readonly Order[];
  life: Life;
  #submits = 0;
  /** Milliseconds that writing an attempt down takes. */
  noteMs = 0;

  constructor(setup: WorldSetup) {
    this.server = new ModelServer(this.time, setup);
    this.orders = setup.orders.map(({ promptOf, otherSize }, index) => ({
      name: `order ${index}`,
      key: `key-${index}`,
      prompt: `The woman of picture ${Math.min(promptOf, index)} slowly turns  her head to the right and smiles.`,
      size: otherSize ? "1280x720" : "720x1280",
      seconds: 4,
      attempt: undefined,
      writer: 0,
      ticket: undefined,
    }));
    this.server.onCreate = (key) => {
      tally.creates += 1;
      const isAsked = [...this.life.submits.values()].some(({ order }) => order.key === key);
      expect(isAsked, `a create of ${key} that no submit under way asked for`).toBe(true);
    };
    this.life = begin(this.time, this.server);
  }

  /** The program dies: all that is left is what was written down. */
  async crash(): Promise<void> {
    tally.crashes += 1;
    const { life } = this;
    this.life = begin(this.time, this.server);
    life.end.abort(new Error("The program died."));
    await this.time.idle();
  }

  /** The job that the server has for an order. */
  jobOf(order: Order): ServerJob | undefined {
    return this.server.jobs.find(({ key }) => key === order.key);
  }

  /** The rule of who writes attempts down: a key that may have been sent in an earlier life is not sent again. */
  maySubmit(order: Order): boolean {
    return this.life.knows.has(order.key) || (order.attempt === undefined && order.ticket === undefined);
  }

  /** Starts a submit, and follows it in the background. */
  submit(order: Order): { readonly settled: Promise<void>; readonly abort: AbortController } {
    const { life } = this;
    const abort = new AbortController();
    const writer = ++this.#submits;
    life.knows.add(order.key);
    const onAttempt = async (attempt: SubmitAttempt) => {
      expect(attempt.key).toBe(order.key);
      if (this.life !== life) return;
      order.attempt = written(attempt);
      order.writer = writer;
      if (this.noteMs > 0) await this.time.sleep(this.noteMs, life.end.signal);
    };
    const creates = tally.creates;
    const job = life.ugoku
      .animate({ fileId: `file_${order.name}` })
      .withPrompt(order.prompt)
      .size(order.size)
      .duration(order.seconds)
      .lint("off")
      .idempotencyKey(order.key)
      .submit({ signal: abort.signal, onAttempt });
    life.submits.set(job, { order, abort });
    const settled = job
      .then(
        (found) => this.#submitted(order, found, life),
        (error: unknown) => this.#notSubmitted(order, error, life, writer),
      )
      .finally(() => {
        life.submits.delete(job);
        if (tally.creates > creates + 1) tally.sentAgain += 1;
      });
    return { settled, abort };
  }

  #submitted(order: Order, job: Job, life: Life): void {
    // What was once taken for the order's stays that for this client.
    if (life.confused.has(order.prompt) && this.twinsOf(order).some(({ id }) => id === job.id)) return;
    expect(job.id, `submit of ${order.name}`).toBe(this.jobOf(order)?.id);
    expect(job.ticket.key).toBe(order.key);
    order.ticket = written(job.ticket);
  }

  #notSubmitted(order: Order, error: unknown, life: Life, writer: number): void {
    if (error instanceof SubmitUncertainError) {
      expect(error.attempt.key).toBe(order.key);
      tally.uncertain += 1;
      if (this.life === life) order.attempt = written(error.attempt);
      return;
    }
    // The caller's own signal, or the program's end: nothing is proven, and the note stays.
    if (!isUgokuError(error)) return;
    expect(["rate_limited", "endpoint_unreachable", "request_rejected", "not_found"]).toContain(error.code);
    // A refusal: nothing was taken, and the note is crossed out.
    if (this.life === life && order.writer === writer) order.attempt = undefined;
  }

  /** Other jobs that nothing which a server echoes tells from the order's. */
  twinsOf(order: Order): readonly ServerJob[] {
    return this.server.jobs.filter(
      ({ key, prompt, size, seconds }) =>
        key !== order.key &&
        tidy(prompt) === tidy(order.prompt) &&
        size === order.size &&
        Number(seconds) === order.seconds,
    );
  }

  #hasTwin(order: Order): boolean {
    const isAlike = (other: Order) =>
      other !== order && other.prompt === order.prompt && other.size === order.size && other.attempt !== undefined;
    return this.twinsOf(order).length > 0 || this.orders.some(isAlike);
  }

  /** Looks for the job of an order by its attempt, and judges what came of it. */
  async reconcile(order: Order): Promise<void> {
    const { attempt } = order;
    const { life } = this;
    if (!attempt) return;
    const noCreate = this.#expectNoCreate("reconcile()");
    const { unreadableLists } = this.server;
    const search = life.ugoku.reconcile(written(attempt), { settleMs });
    const outcome = await this.time.until(search.catch((error: unknown) => ({ error })));
    noCreate();
    const own = this.jobOf(order);
    const wasKnown = life.knows.has(order.key);
    if (outcome === null) {
      tally.nothingFound += 1;
      expect(
        own && !life.confused.has(order.prompt) ? own.id : undefined,
        `${order.name} was not found`,
      ).toBeUndefined();
      return;
    }
    if ("error" in outcome) {
      // Who answers with a page or with 404 may have no list at all; any other fault is ridden out.
      this.#stillUncertain(order, outcome.error, this.server.unreadableLists > unreadableLists);
      return;
    }
    if (outcome.id !== own?.id) {
      this.#mistaken(order, outcome.id, life);
      return;
    }
    tally[wasKnown ? "reconciled" : "reconciledByAnother"] += 1;
    life.knows.add(order.key);
    order.ticket = written(outcome.ticket);
  }

  #stillUncertain(order: Order, error: unknown, mayLackList: boolean): void {
    expect(error).toBeInstanceOf(SubmitUncertainError);
    const { candidates } = error as SubmitUncertainError;
    if (candidates.length === 0) {
      expect(mayLackList, `${order.name}: ${String(error)}`).toBe(true);
      return;
    }
    tally.ambiguous += 1;
    const own = this.jobOf(order);
    // Without a job of its own, one in another size may be one whose size the server has rounded.
    const hasReason = this.#hasTwin(order) || own === undefined;
    expect(hasReason, `${order.name} is ambiguous, though nothing is like it: ${String(error)}`).toBe(true);
    const isFree = own && !this.life.confused.has(order.prompt);
    if (isFree) expect(candidates, `the candidates of ${order.name}`).toContain(own.id);
    const others = this.server.jobs.filter(({ id, key }) => candidates.includes(id) && key !== order.key);
    for (const { prompt } of others) expect(tidy(prompt), `the candidates of ${order.name}`).toBe(tidy(order.prompt));
  }

  /**
   * A job of another order. Only one way leads there: its prompt, size and length are the same, and this client has
   * neither sent nor found it, so that nothing can tell it from the order's.
   */
  #mistaken(order: Order, id: string, life: Life): void {
    const other = this.server.jobs.find((job) => job.id === id);
    expect(this.twinsOf(order), `${order.name} got ${id} of ${other?.key}`).toContain(other);
    // Where one was taken for another before, the other is what is left.
    const isKnown = life.knows.has(other?.key ?? "") && !life.confused.has(order.prompt);
    expect(isKnown, `${order.name} got the job of ${other?.key}, known to this client`).toBe(false);
    tally.mistaken += 1;
    life.confused.add(order.prompt);
  }

  /** Nothing but a submit creates; one that is under way may, meanwhile. */
  #expectNoCreate(what: string): () => void {
    const isAlone = this.life.submits.size === 0;
    const { creates } = tally;
    return () => {
      if (isAlone) expect(tally.creates, `creates after ${what}`).toBe(creates);
    };
  }

  /** What must be true at every moment. */
  check(): void {
    for (const order of this.orders) {
      const jobs = this.server.jobs.filter(({ key }) => key === order.key);
      expect(jobs.length, `jobs of ${order.name}`).toBeLessThanOrEqual(1);
      const [job] = jobs;
      if (order.ticket) expect(order.ticket.id, `the ticket of ${order.name}`).toBe(job?.id);
      if (job && !order.ticket)
        expect(order.attempt?.key, `${order.name} has ${job.id}, and nobody could find it`).toBe(order.key);
    }
  }

  /** Faults end, time passes: now every job must be found, and handed out. */
  async finish(): Promise<void> {
    this.server.heal();
    await this.time.pass(120_000);
    expect(this.life.submits.size, "submits that never end").toBe(0);
    this.check();
    const open = () => this.orders.filter(({ attempt, ticket }) => attempt && !ticket);
    for (const order of open()) await this.reconcile(order);
    await this.crash();
    for (const order of open()) await this.reconcile(order);
    for (const order of this.orders) {
      const own = this.jobOf(order);
      if (!own || order.ticket || this.#hasTwin(order)) continue;
      expect.unreachable(`${own.id} of ${order.name} is lost`);
    }
    await this.waitForAll(3_600_000);
    tally.sequences += 1;
    tally.jobs += this.server.jobs.filter(({ key }) => key !== undefined).length;
    this.life.end.abort(new Error("Over."));
    await this.time.idle();
  }

  /** Waits for all jobs with a ticket. Every one that is done must come out as a clip. */
  async waitForAll(timeout: number): Promise<void> {
    const tickets = this.orders.flatMap(({ ticket }) => (ticket ? [written(ticket)] : []));
    const noCreate = this.#expectNoCreate("waitForAll()");
    const ended = new Map<string, string>();
    const denied = new Set<string>();
    const run = async () => {
      for await (const outcome of this.life.ugoku.waitForAll(tickets, { timeout })) {
        expect(ended.has(outcome.job.id)).toBe(false);
        if (this.server.hasDenied(outcome.job.id)) denied.add(outcome.job.id);
        ended.set(outcome.job.id, outcome.status === "completed" ? outcome.clip.jobId : outcome.error.code);
      }
    };
    const { now } = this.time;
    await this.time.until(run());
    noCreate();
    for (const { id } of tickets) {
      const job = this.server.jobs.find((other) => other.id === id);
      const came = ended.get(id);
      // A server that says for long enough that it has no such job is believed.
      if (came === "not_found" && denied.has(id)) continue;
      if (came === "job_timeout") expect(this.time.now - now).toBeGreaterThanOrEqual(timeout);
      else expect(came).toBe(job?.fails ? "job_failed" : id);
      if (came === id) tally.clips += 1;
      if (came === "job_failed") tally.failed += 1;
    }
    if (timeout >= 3_600_000) expect([...ended.values()]).not.toContain("job_timeout");
  }
}
