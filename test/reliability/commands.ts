import fc from "fast-check";
import { expect } from "vitest";
import type { Order } from "./life.js";
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
import { tally } from "./tally.js";
import type { World, WorldSetup } from "./world.js";

/** The model of a sequence is what the orders' owner has written down; it stands in the world itself. */
type Command = fc.AsyncCommand<Readonly<Record<never, never>>, World>;

/** A command by its name, which a failure prints. */
function command(name: string, run: (world: World) => Promise<unknown> | undefined): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(_, world) {
      tally.commands += 1;
      await run(world);
      await world.time.idle();
      world.check();
    },
  };
}

/** A command about one order. */
const about = (name: string, run: (world: World, order: Order) => Promise<unknown> | undefined) =>
  fc.nat({ max: 5 }).map((index) =>
    command(`${name}(${index})`, (world) => {
      const order = world.orders[index % world.orders.length];
      return order && run(world, order);
    }),
  );

/** Submits, and waits for what comes of it. */
const submit = about("submit", (world, order) =>
  world.maySubmit(order) ? world.time.until(world.submit(order).settled) : undefined,
);

/** Submits, and goes on at once. */
const submitAside = about("submitAside", (world, order) => {
  if (!world.maySubmit(order)) return undefined;
  world.submit(order).settled.catch(() => {});
  return world.time.idle();
});

/** Submits twice at once. */
const submitTwice = about("submitTwice", (world, order) => {
  if (!world.maySubmit(order)) return undefined;
  const both = [world.submit(order).settled, world.submit(order).settled];
  return world.time.until(Promise.all(both));
});

/** Submits, and gives up while the create is on its way, or before it is sent again. */
const breakOff = fc
  .tuple(fc.constantFrom<CreateFault>("slow, taken", "slow 429", "refused connection", "429"), fc.constantFrom(0, 600))
  .chain(([fault, milliseconds]) =>
    about(`breakOff[${fault}, ${milliseconds}]`, async (world, order) => {
      if (!world.maySubmit(order)) return;
      world.server.next.create.unshift(fault);
      const { settled, abort } = world.submit(order);
      await world.time.pass(milliseconds);
      tally.aborts += 1;
      abort.abort(new Error("The user gave up."));
      await world.time.until(settled);
    }),
  );

/** Gives up one submit, or all, while they are under way. */
const abort = fc.boolean().map((all) =>
  command(`abort(${all ? "all" : "one"})`, (world) => {
    const open = [...world.life.submits.values()];
    for (const { abort } of all ? open : open.slice(0, 1)) {
      tally.aborts += 1;
      abort.abort(new Error("The user gave up."));
    }
    return undefined;
  }),
);

const reconcile = about("reconcile", (world, order) => world.reconcile(order));

/** A job from its ticket: looked at once, or waited for. */
const resume = fc.boolean().chain((wait) =>
  about(wait ? "wait" : "check", (world, { ticket }) => {
    if (!ticket) return undefined;
    const job = world.life.ugoku.resume(ticket);
    const isOk = (id: string) => expect(id).toBe(ticket.id);
    // One poll may fail as any request.
    if (!wait)
      return world.time.until(
        job.poll().then(
          () => isOk(job.id),
          () => {},
        ),
      );
    return world.time.until(
      job.wait({ timeout: 90_000 }).then(
        ({ jobId }) => isOk(jobId),
        (error: unknown) => expectReason(world, ticket.id, error),
      ),
    );
  }),
);

/** Why waiting for a job may end. */
function expectReason({ server }: World, id: string, error: unknown): void {
  const { code } = error as { code?: string };
  if (code === "not_found") expect(server.hasDenied(id), `${id} was given up too early`).toBe(true);
  else expect(["job_failed", "job_timeout"]).toContain(code);
  if (code === "job_failed") expect(server.jobs.find((job) => job.id === id)?.fails).toBe(true);
}

/** Slices of waiting in short-lived functions: the ticket goes from one to the next. */
const advance = fc.tuple(fc.constantFrom(0, 3_000, 25_000), fc.integer({ min: 1, max: 3 })).chain(([budgetMs, times]) =>
  about(`advance[${times} × ${budgetMs}]`, async (world, order) => {
    for (let count = 0; count < times && order.ticket; count++) {
      const job = world.jobOf(order);
      const slice = world.life.ugoku.advance(order.ticket, { budgetMs });
      const result = await world.time.until(slice.catch((error: unknown) => ({ status: "thrown", error }) as const));
      if (result.status === "running") order.ticket = JSON.parse(JSON.stringify(result.ticket));
      else if (result.status === "completed") {
        expect([result.clip.jobId, job?.fails]).toEqual([order.ticket.id, false]);
        // Who has the clip does not go on with a ticket that says since when the server has not known the job.
        const { notFoundSince: _, ...seen } = order.ticket;
        order.ticket = seen;
      } else expectReason(world, order.ticket.id, result.error);
      if (result.status !== "running") return;
      await world.time.pass(result.nextCheckMs);
    }
  }),
);

const waitForAll = fc
  .constantFrom(5_000, 120_000)
  .map((timeout) => command(`waitForAll(${timeout})`, (world) => world.waitForAll(timeout)));

const list = fc.constant(
  command("list", (world) =>
    world.time.until(
      world.life.ugoku.list({ limit: 5 }).then(
        () => {},
        () => {},
      ),
    ),
  ),
);

const failCreate = fc
  .array(fc.constantFrom<CreateFault>(...createFaults), { minLength: 1, maxLength: 3 })
  .map((faults) =>
    command(`failCreate(${faults.join(" | ")})`, (world) => void world.server.next.create.push(...faults)),
  );

const failReads = fc
  .tuple(
    fc.constantFrom("poll" as const, "list" as const),
    fc.array(fc.constantFrom<ReadFault>(...readFaults), { minLength: 1, maxLength: 3 }),
  )
  .map(([kind, faults]) =>
    command(`failReads(${kind}: ${faults.join(" | ")})`, (world) => void world.server.next[kind].push(...faults)),
  );

const goAway = fc
  .tuple(fc.constantFrom<Outage>(...outages), fc.constantFrom(1_000, 10_000, 25_000))
  .map(([how, milliseconds]) =>
    command(`goAway(${how}, ${milliseconds})`, (world) => void world.server.goAway(milliseconds, how)),
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

const crowd = fc.integer({ min: 1, max: 25 }).map((count) =>
  command(`crowd(${count})`, ({ server }) => {
    for (let each = 0; each < count; each++) server.takeOther();
    return undefined;
  }),
);

/** Somebody else has the same idea, in the same or in another size. */
const copy = fc.boolean().chain((sameSize) =>
  about(sameSize ? "copy" : "copyInAnotherSize", ({ server }, { prompt, size }) => {
    const other = size === "720x1280" ? "1280x720" : "720x1280";
    server.takeOther({ prompt, size: sameSize ? size : other });
    return undefined;
  }),
);

const slowNotes = fc.constantFrom(0, 1_000).map((milliseconds) =>
  command(`slowNotes(${milliseconds})`, (world) => {
    world.noteMs = milliseconds;
    return undefined;
  }),
);

const crash = fc.constant(command("crash", (world) => world.crash()));

const pass = fc
  .constantFrom(500, 5_000, 31_000, 120_000, 660_000)
  .map((milliseconds) => command(`pass(${milliseconds})`, (world) => world.time.pass(milliseconds)));

/** Sequences of commands. What is worth more comes more often. */
export const commands = fc.commands(
  [
    submit,
    submit,
    submitAside,
    submitAside,
    submitTwice,
    abort,
    breakOff,
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
    goAway,
    changeList,
    crowd,
    copy,
    slowNotes,
    crash,
    crash,
    pass,
    pass,
  ],
  { maxCommands: 30, size: "+1" },
);

export const setups: fc.Arbitrary<WorldSetup> = fc.record({
  skew: fc.constantFrom(0, 0, 90_000, -90_000, 240_000, -240_000),
  saysDate: fc.boolean(),
  echo: fc.constantFrom("as sent" as const, "tidied" as const),
  echoesKey: fc.constantFrom(false, false, false, true),
  pollAfterMs: fc.constantFrom(undefined, undefined, 2_000),
  orders: fc.array(
    fc.record({
      // Mostly its own.
      promptOf: fc.constantFrom(9, 9, 9, 0),
      otherSize: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
