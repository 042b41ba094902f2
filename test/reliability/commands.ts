import fc from "fast-check";
import { expect } from "vitest";
import type { ClipRequest } from "./client-process.js";
import { counters } from "./counters.js";
import {
  type CreateFault,
  createFaults,
  type ListShape,
  listShapes,
  type Outage,
  outages,
  type ReadFault,
  readFaults,
} from "./model-server.js";
import type { Simulation, SimulationSetup } from "./simulation.js";

/** The model is empty: the simulation holds the expected state itself. */
type Command = fc.AsyncCommand<Readonly<Record<never, never>>, Simulation>;

/** A command with the name that a failure prints. */
function command(name: string, run: (simulation: Simulation) => Promise<unknown> | undefined): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(_, simulation) {
      counters.commands += 1;
      await run(simulation);
      await simulation.time.idle();
      simulation.check();
    },
  };
}

/** A command for one of the requests. */
const requestCommand = (
  name: string,
  run: (simulation: Simulation, request: ClipRequest) => Promise<unknown> | undefined,
) =>
  fc.nat({ max: 5 }).map((index) =>
    command(`${name}(${index})`, (simulation) => {
      const request = simulation.requests[index % simulation.requests.length];
      return request && run(simulation, request);
    }),
  );

/** Submits and waits for the outcome. */
const submit = requestCommand("submit", (simulation, request) =>
  simulation.maySubmit(request) ? simulation.time.until(simulation.submit(request).settled) : undefined,
);

/** Submits and continues immediately. */
const submitInBackground = requestCommand("submitInBackground", (simulation, request) => {
  if (!simulation.maySubmit(request)) return undefined;
  simulation.submit(request).settled.catch(() => {});
  return simulation.time.idle();
});

/** Submits the same key twice, concurrently. */
const submitTwice = requestCommand("submitTwice", (simulation, request) => {
  if (!simulation.maySubmit(request)) return undefined;
  const both = [simulation.submit(request).settled, simulation.submit(request).settled];
  return simulation.time.until(Promise.all(both));
});

/** Submits and aborts while the create request is in flight or before it is resent. */
const abortDuringCreate = fc
  .tuple(
    fc.constantFrom<CreateFault>("slow, accepted", "slow 429", "refused connection", "429"),
    fc.constantFrom(0, 600),
  )
  .chain(([fault, milliseconds]) =>
    requestCommand(`abortDuringCreate[${fault}, ${milliseconds}]`, async (simulation, request) => {
      if (!simulation.maySubmit(request)) return;
      simulation.server.next.create.unshift(fault);
      const { settled, abort } = simulation.submit(request);
      await simulation.time.advance(milliseconds);
      counters.aborts += 1;
      abort.abort(new Error("The user gave up."));
      await simulation.time.until(settled);
    }),
  );

/** Aborts one pending submit, or all. */
const abort = fc.boolean().map((all) =>
  command(`abort(${all ? "all" : "one"})`, (simulation) => {
    const open = [...simulation.client.pendingSubmits.values()];
    for (const { abort } of all ? open : open.slice(0, 1)) {
      counters.aborts += 1;
      abort.abort(new Error("The user gave up."));
    }
    return undefined;
  }),
);

const reconcile = requestCommand("reconcile", (simulation, request) => simulation.reconcile(request));

/** Resumes a job from its ticket: polls once, or waits. */
const resume = fc.boolean().chain((wait) =>
  requestCommand(wait ? "wait" : "poll", (simulation, { ticket }) => {
    if (!ticket) return undefined;
    const job = simulation.client.ugoku.resume(ticket);
    const isOk = (id: string) => expect(id).toBe(ticket.id);
    // A single poll is not retried.
    if (!wait)
      return simulation.time.until(
        job.poll().then(
          () => isOk(job.id),
          () => {},
        ),
      );
    return simulation.time.until(
      job.wait({ timeout: 90_000 }).then(
        ({ jobId }) => isOk(jobId),
        (error: unknown) => expectReason(simulation, ticket, error),
      ),
    );
  }),
);

/** Checks that waiting for a job ended for a valid reason. */
function expectReason(
  { server }: Simulation,
  { id, notFoundSince }: { readonly id: string; readonly notFoundSince?: number },
  error: unknown,
): void {
  const { code } = error as { code?: string };
  if (code === "not_found")
    expect(server.hasReportedMissing(id, notFoundSince), `${id} was reported as not found too early`).toBe(true);
  else expect(["job_failed", "job_timeout"]).toContain(code);
  if (code === "job_failed") expect(server.jobs.find((job) => job.id === id)?.fails).toBe(true);
}

/** Waits in slices with advance(): each returns the ticket for the next. */
const advance = fc.tuple(fc.constantFrom(0, 3_000, 25_000), fc.integer({ min: 1, max: 3 })).chain(([budgetMs, times]) =>
  requestCommand(`advance[${times} × ${budgetMs}]`, async (simulation, request) => {
    for (let count = 0; count < times && request.ticket; count++) {
      const job = simulation.jobOf(request);
      const slice = simulation.client.ugoku.advance(request.ticket, { budgetMs });
      const result = await simulation.time.until(
        slice.catch((error: unknown) => ({ status: "thrown", error }) as const),
      );
      if (result.status === "running") request.ticket = JSON.parse(JSON.stringify(result.ticket));
      else if (result.status === "completed") {
        expect([result.clip.jobId, job?.fails]).toEqual([request.ticket.id, false]);
        // A ticket of a completed job has no `notFoundSince`.
        const { notFoundSince: _, ...seen } = request.ticket;
        request.ticket = seen;
      } else expectReason(simulation, request.ticket, result.error);
      if (result.status !== "running") return;
      await simulation.time.advance(result.nextCheckMs);
    }
  }),
);

const waitForAll = fc
  .constantFrom(5_000, 120_000)
  .map((timeout) => command(`waitForAll(${timeout})`, (simulation) => simulation.waitForAll(timeout)));

const list = fc.constant(
  command("list", (simulation) =>
    simulation.time.until(
      simulation.client.ugoku.list({ limit: 5 }).then(
        () => {},
        () => {},
      ),
    ),
  ),
);

const failCreate = fc
  .array(fc.constantFrom<CreateFault>(...createFaults), { minLength: 1, maxLength: 3 })
  .map((faults) =>
    command(`failCreate(${faults.join(" | ")})`, (simulation) => void simulation.server.next.create.push(...faults)),
  );

const failReads = fc
  .tuple(
    fc.constantFrom("poll" as const, "list" as const),
    fc.array(fc.constantFrom<ReadFault>(...readFaults), { minLength: 1, maxLength: 3 }),
  )
  .map(([kind, faults]) =>
    command(
      `failReads(${kind}: ${faults.join(" | ")})`,
      (simulation) => void simulation.server.next[kind].push(...faults),
    ),
  );

const startOutage = fc
  .tuple(fc.constantFrom<Outage>(...outages), fc.constantFrom(1_000, 10_000, 25_000, 75_000))
  .map(([how, milliseconds]) =>
    command(
      `startOutage(${how}, ${milliseconds})`,
      (simulation) => void simulation.server.startOutage(milliseconds, how),
    ),
  );

const changeList = fc
  .tuple(fc.constantFrom<ListShape>(...listShapes), fc.constantFrom(0, 0, 3_000, 15_000))
  .map(([shape, lag]) =>
    command(`changeList(${shape}, lag ${lag})`, ({ server }) => {
      server.listShape = shape;
      server.lag = lag;
      return undefined;
    }),
  );

const addOtherJobs = fc.integer({ min: 1, max: 25 }).map((count) =>
  command(`addOtherJobs(${count})`, ({ server }) => {
    for (let each = 0; each < count; each++) server.addOtherJob();
    return undefined;
  }),
);

/** Another client creates a job with the same prompt, in the same or another size. */
const addSimilarJob = fc.boolean().chain((sameSize) =>
  requestCommand(sameSize ? "addSimilarJob" : "addSimilarJobOfOtherSize", ({ server }, { prompt, size }) => {
    const other = size === "720x1280" ? "1280x720" : "720x1280";
    server.addOtherJob({ prompt, size: sameSize ? size : other });
    return undefined;
  }),
);

const slowAttemptWrites = fc.constantFrom(0, 1_000).map((milliseconds) =>
  command(`slowAttemptWrites(${milliseconds})`, (simulation) => {
    simulation.attemptWriteMs = milliseconds;
    return undefined;
  }),
);

/** The client's clock is corrected by seconds. */
const setClock = fc.constantFrom(-1_500, 0, 1_500).map((offset) =>
  command(`setClock(${offset})`, (simulation) => {
    simulation.time.clockOffset = offset;
    return undefined;
  }),
);

const crash = fc.constant(command("crash", (simulation) => simulation.crash()));

const advanceTime = fc
  .constantFrom(500, 5_000, 31_000, 120_000, 660_000)
  .map((milliseconds) =>
    command(`advanceTime(${milliseconds})`, (simulation) => simulation.time.advance(milliseconds)),
  );

/** Sequences of commands. More important commands are listed several times. */
export const commands = fc.commands(
  [
    submit,
    submit,
    submitInBackground,
    submitInBackground,
    submitTwice,
    abort,
    abortDuringCreate,
    reconcile,
    reconcile,
    resume,
    advance,
    waitForAll,
    list,
    failCreate,
    failCreate,
    failCreate,
    failReads,
    startOutage,
    changeList,
    addOtherJobs,
    addSimilarJob,
    slowAttemptWrites,
    setClock,
    crash,
    crash,
    advanceTime,
    advanceTime,
  ],
  { maxCommands: 30, size: "+1" },
);

export const setups: fc.Arbitrary<SimulationSetup> = fc.record({
  skew: fc.constantFrom(0, 0, 90_000, -90_000, 240_000, -240_000),
  sendsDate: fc.boolean(),
  echo: fc.constantFrom("as sent" as const, "normalized" as const),
  echoesKey: fc.constantFrom(false, false, false, true),
  pollAfterMs: fc.constantFrom(undefined, undefined, 2_000),
  createdAt: fc.constantFrom("seconds" as const, "seconds" as const, "milliseconds" as const),
  requests: fc.array(
    fc.record({
      // Mostly a prompt of its own.
      promptOf: fc.constantFrom(9, 9, 9, 0),
      otherSize: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
