import { expect, test } from "vitest";
import { SubmitUncertainError } from "../../src/index.js";
import { failure } from "../helpers/failure.js";
import { makeDeterministic } from "./run-sequences.js";
import { Simulation, type SimulationSetup } from "./simulation.js";

// Sequences found by the model-based tests, each reduced to the shortest that failed.

makeDeterministic();

const setup: SimulationSetup = {
  skew: 0,
  sendsDate: true,
  echo: "as sent",
  echoesKey: false,
  pollAfterMs: undefined,
  createdAt: "seconds" as const,
  requests: [{ promptOf: 0, otherSize: false }],
};

function setUp() {
  const simulation = new Simulation(setup);
  const [request] = simulation.requests;
  if (!request) throw new Error("The setup has no request.");
  return { simulation, request, ...simulation };
}

test("reconcile() › does not match a job with the same prompt and another size", async () => {
  const { simulation, request, server, time } = setUp();
  server.addOtherJob({ prompt: request.prompt, size: "1280x720" });
  server.next.create.push("500, not accepted");
  await time.until(simulation.submit(request).settled);
  const search = simulation.client.ugoku.reconcile(request.attempt!, { settleMs: 20_000 });
  const error = await failure(time.until(search));
  // It is reported as a candidate, because some servers round the size.
  expect(error).toBeInstanceOf(SubmitUncertainError);
  expect((error as SubmitUncertainError).candidates).toEqual(["video_1"]);
});

test("reconcile() › finds a job that lags behind another with the same prompt and another size", async () => {
  const { simulation, request, server, time } = setUp();
  server.lag = 10_000;
  server.addOtherJob({ prompt: request.prompt, size: "1280x720" });
  await time.advance(5_000);
  server.next.create.push("reset, accepted");
  await time.until(simulation.submit(request).settled);
  await time.advance(6_000);
  await simulation.reconcile(request);
  expect(request.ticket?.id).toBe("video_2");
});

test("submit() › does not send a key again whose job reconcile() found", async () => {
  const { simulation, request, server, time } = setUp();
  server.next.create.push("reset, accepted");
  await time.until(simulation.submit(request).settled);
  await simulation.crash();
  await simulation.reconcile(request);
  await time.until(simulation.submit(request).settled);
  expect(server.jobs.map(({ id }) => id)).toEqual(["video_1"]);
  expect(request.ticket?.id).toBe("video_1");
});

test("reconcile() › finds the job of a create request in flight, and no other", async () => {
  const { simulation, request, server, time } = setUp();
  server.addOtherJob({ prompt: request.prompt });
  server.next.create.push("refused connection");
  const { settled } = simulation.submit(request);
  await time.idle();
  await simulation.reconcile(request);
  await time.until(settled);
  expect(request.ticket?.id).toBe("video_2");
  expect(server.jobs.length).toBe(2);
});

test("reconcile() › lists candidates once the job itself can be among them", async () => {
  const simulation = new Simulation({ ...setup, requests: [setup.requests[0]!, setup.requests[0]!] });
  const { server, time } = simulation;
  const [first, second] = simulation.requests;
  server.next.create.push("504, accepted later", "late reset, accepted");
  await time.until(simulation.submit(first!).settled);
  const background = simulation.submit(second!).settled;
  await time.idle();
  const error = await failure(time.until(simulation.client.ugoku.reconcile(first!.attempt!)));
  await time.until(background);
  expect((error as SubmitUncertainError).candidates).toContain(simulation.jobOf(first!)?.id);
});

test("reconcile() › never matches a job of this client to a later attempt", async () => {
  const simulation = new Simulation({
    ...setup,
    requests: [setup.requests[0]!, setup.requests[0]!, setup.requests[0]!],
  });
  const { server, time } = simulation;
  const [first, second, third] = simulation.requests;
  server.next.create.push("500, not accepted");
  await time.until(simulation.submit(first!).settled);
  await time.until(simulation.submit(second!).settled);
  await time.advance(60 * 60_000);
  await time.until(simulation.submit(third!).settled);
  expect(await time.until(simulation.client.ugoku.reconcile(first!.attempt!))).toBeNull();
});

test("reconcile() › ignores a create request that was refused in the end", async () => {
  const simulation = new Simulation({ ...setup, requests: [setup.requests[0]!, setup.requests[0]!] });
  const { server, time } = simulation;
  const [first, second] = simulation.requests;
  server.next.create.push("500, accepted");
  await time.until(simulation.submit(first!).settled);
  server.startOutage(10_000, "refused connection");
  const background = simulation.submit(second!).settled;
  await time.idle();
  // Searched for during the delay before a retry that is refused as well.
  await time.until(simulation.client.ugoku.reconcile(second!.attempt!).catch(() => null));
  await time.until(background);
  const found = await time.until(simulation.client.ugoku.reconcile(first!.attempt!));
  expect(found?.id).toBe(simulation.jobOf(first!)?.id);
});

test("reconcile() › does not match the job of a later uncertain create request to an earlier one", async () => {
  // Without a date, the server's clock may be minutes off.
  const simulation = new Simulation({ ...setup, sendsDate: false, requests: [setup.requests[0]!, setup.requests[0]!] });
  const { server, time } = simulation;
  const [first, second] = simulation.requests;
  server.next.create.push("html, not accepted");
  await time.until(simulation.submit(first!).settled);
  await time.advance(660_000);
  server.next.create.push("html, accepted");
  await time.until(simulation.submit(second!).settled);
  await time.advance(120_000);
  const error = await failure(time.until(simulation.client.ugoku.reconcile(first!.attempt!, { settleMs: 20_000 })));
  expect(error).toBeInstanceOf(SubmitUncertainError);
  expect((error as SubmitUncertainError).candidates).toEqual(["video_1"]);
  await simulation.finish();
});
