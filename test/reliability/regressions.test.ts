import { expect, test } from "vitest";
import { SubmitUncertainError } from "../../src/index.js";
import { failure } from "../helpers/failure.js";
import { repeatable } from "./model.js";
import { World, type WorldSetup } from "./world.js";

// Sequences that the model-based test has found, each the shortest that once failed.

repeatable();

const setup: WorldSetup = {
  skew: 0,
  saysDate: true,
  echo: "as sent",
  echoesKey: false,
  pollAfterMs: undefined,
  orders: [{ promptOf: 0, otherSize: false }],
};

function begin() {
  const world = new World(setup);
  const [order] = world.orders;
  if (!order) throw new Error("There is one.");
  return { world, order, ...world };
}

test("reconcile() › does not match a job with the same prompt and another size", async () => {
  const { world, order, server, time } = begin();
  server.takeOther({ prompt: order.prompt, size: "1280x720" });
  server.next.create.push("500, not taken");
  await time.until(world.submit(order).settled);
  const search = world.life.ugoku.reconcile(order.attempt!, { settleMs: 20_000 });
  const error = await failure(time.until(search));
  // It is said all the same: some servers round what they are asked for.
  expect(error).toBeInstanceOf(SubmitUncertainError);
  expect((error as SubmitUncertainError).candidates).toEqual(["video_1"]);
});

test("reconcile() › finds a job that lags behind another with the same prompt and another size", async () => {
  const { world, order, server, time } = begin();
  server.lag = 10_000;
  server.takeOther({ prompt: order.prompt, size: "1280x720" });
  await time.pass(5_000);
  server.next.create.push("reset, taken");
  await time.until(world.submit(order).settled);
  await time.pass(6_000);
  await world.reconcile(order);
  expect(order.ticket?.id).toBe("video_2");
});

test("submit() › does not send a key again whose job reconcile() found", async () => {
  const { world, order, server, time } = begin();
  server.next.create.push("reset, taken");
  await time.until(world.submit(order).settled);
  await world.crash();
  await world.reconcile(order);
  await time.until(world.submit(order).settled);
  expect(server.jobs.map(({ id }) => id)).toEqual(["video_1"]);
  expect(order.ticket?.id).toBe("video_1");
});

test("reconcile() › finds the job of a create request in flight, and no other", async () => {
  const { world, order, server, time } = begin();
  server.takeOther({ prompt: order.prompt });
  server.next.create.push("refused connection");
  const { settled } = world.submit(order);
  await time.idle();
  await world.reconcile(order);
  await time.until(settled);
  expect(order.ticket?.id).toBe("video_2");
  expect(server.jobs.length).toBe(2);
});

test("reconcile() › lists candidates once the job itself can be among them", async () => {
  const world = new World({ ...setup, orders: [setup.orders[0]!, setup.orders[0]!] });
  const { server, time } = world;
  const [first, second] = world.orders;
  server.next.create.push("504, taken later", "late reset, taken");
  await time.until(world.submit(first!).settled);
  const aside = world.submit(second!).settled;
  await time.idle();
  const error = await failure(time.until(world.life.ugoku.reconcile(first!.attempt!)));
  await time.until(aside);
  expect((error as SubmitUncertainError).candidates).toContain(world.jobOf(first!)?.id);
});

test("reconcile() › never matches a job of this client to a later attempt", async () => {
  const world = new World({ ...setup, orders: [setup.orders[0]!, setup.orders[0]!, setup.orders[0]!] });
  const { server, time } = world;
  const [first, second, third] = world.orders;
  server.next.create.push("500, not taken");
  await time.until(world.submit(first!).settled);
  await time.until(world.submit(second!).settled);
  await time.pass(60 * 60_000);
  await time.until(world.submit(third!).settled);
  expect(await time.until(world.life.ugoku.reconcile(first!.attempt!))).toBeNull();
});

test("reconcile() › ignores a create request that was refused in the end", async () => {
  const world = new World({ ...setup, orders: [setup.orders[0]!, setup.orders[0]!] });
  const { server, time } = world;
  const [first, second] = world.orders;
  server.next.create.push("500, taken");
  await time.until(world.submit(first!).settled);
  server.goAway(10_000, "refused connection");
  const aside = world.submit(second!).settled;
  await time.idle();
  // Looked for while it waits for its next try, which is refused as well.
  await time.until(world.life.ugoku.reconcile(second!.attempt!).catch(() => null));
  await time.until(aside);
  const found = await time.until(world.life.ugoku.reconcile(first!.attempt!));
  expect(found?.id).toBe(world.jobOf(first!)?.id);
});

test("reconcile() › does not match the job of a later uncertain create request to an earlier one", async () => {
  // Without a date, the server's clock may be minutes off.
  const world = new World({ ...setup, saysDate: false, orders: [setup.orders[0]!, setup.orders[0]!] });
  const { server, time } = world;
  const [first, second] = world.orders;
  server.next.create.push("html, not taken");
  await time.until(world.submit(first!).settled);
  await time.pass(660_000);
  server.next.create.push("html, taken");
  await time.until(world.submit(second!).settled);
  await time.pass(120_000);
  const error = await failure(time.until(world.life.ugoku.reconcile(first!.attempt!, { settleMs: 20_000 })));
  expect(error).toBeInstanceOf(SubmitUncertainError);
  expect((error as SubmitUncertainError).candidates).toEqual(["video_1"]);
  await world.finish();
});
