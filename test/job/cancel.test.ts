import { describe, expect, test } from "vitest";
import { clientOf, clientThrough, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

type Answer = readonly [status: number, body: unknown];

/** A server that answers a DELETE and the poll after it. */
const server = (remove: Answer | "reset", poll: Answer = [200, video({ status: "in_progress" })]) =>
  serve((request, response) => {
    if (request.method !== "DELETE") return json(response, poll[1], poll[0]);
    if (remove === "reset") return void response.socket?.resetAndDestroy();
    json(response, remove[1], remove[0]);
  });

const no = { error: { message: "The job cannot be stopped any more." } };

describe.each(transportNames)("cancel() through %s", (transport) => {
  const cases: readonly (readonly [string, Answer | "reset", Answer | undefined, string, string])[] = [
    ["the server says that it is deleted", [200, { id: "v", deleted: true }], undefined, "confirmed", "gone"],
    ["the server answers with a deleted job", [200, video({ status: "deleted" })], undefined, "confirmed", "gone"],
    [
      "no confirmation, but the status cancelled",
      [200, {}],
      [200, video({ status: "cancelled" })],
      "confirmed",
      "cancelled",
    ],
    ["the server refuses", [409, no], undefined, "refused", "cannot be stopped any more"],
    [
      "the server is still stopping it",
      [409, { error: { message: "Cancellation in progress." } }],
      undefined,
      "unknown",
      "Cancellation in progress",
    ],
    ["it is in conflict without a reason", [409, "Conflict"], undefined, "unknown", "continues as in_progress"],
    ["it had been cancelled", [409, "Conflict"], [200, video({ status: "cancelled" })], "confirmed", "cancelled"],
    ["the server cannot", [405, no], undefined, "refused", "billed"],
    ["the server does not implement it", [501, no], undefined, "refused", "billed"],
    ["the server has no such endpoint", [404, no], undefined, "refused", "continues as in_progress, and is billed"],
    ["the job had ended", [404, no], [200, video({ status: "completed" })], "refused", "had ended as completed"],
    ["the server fails", [500, no], undefined, "unknown", "continues as in_progress"],
    ["the connection breaks", "reset", undefined, "unknown", "continues as in_progress"],
    ["the server does not know the job", [404, no], [404, no], "unknown", "does not know this job"],
    ["it is gone after an error", [500, no], [404, no], "unknown", "no longer knows the job"],
    ["the server fails afterwards", [500, no], [503, no], "unknown", "unknown whether"],
  ];

  test.each(cases)("%s", async (_, remove, poll, outcome, words) => {
    await using answering = await server(remove, poll);
    const result = await clientThrough(transport, answering.baseURL).resume("video_1").cancel();
    expect(result.outcome).toBe(outcome);
    expect(result.message).toContain(words);
  });
});

describe("cancel() › a conflict (409)", () => {
  const outcomeOf = async (message: string) => {
    await using answering = await server([409, { error: { message } }]);
    return (await clientOf(answering.baseURL).resume("video_1").cancel()).outcome;
  };

  test.each([
    "The job is being cancelled.",
    "Job video_1 is already being canceled; you cannot cancel it twice",
    "The video is currently being deleted.",
    "The job is stopping, do not send this again",
    "A cancellation of this job is already in progress",
    "Cancellation was requested",
    "Deletion is pending.",
  ])("%j leaves it open", async (message) => expect(await outcomeOf(message)).toBe("unknown"));

  test.each([
    "A running job cannot be deleted.",
    "Can't cancel a job that renders",
    "Only completed videos can be deleted",
    "Job is not cancellable",
    "It is too late to cancel",
    "Cancel is not supported while the job is in progress",
  ])("%j refuses", async (message) => expect(await outcomeOf(message)).toBe("refused"));
});

test("cancel() › is not confirmed where a delete does not stop the work", async () => {
  await using answering = await server([200, { deleted: true }]);
  const result = await clientOf(answering.baseURL, { dialect: "sglang" }).resume("video_1").cancel();
  expect(result).toEqual({ outcome: "unknown", message: expect.stringContaining("does not stop its work") });
});

test("cancel() › the next 404 ends waiting at once", async () => {
  await using answering = await serve((request, response) => {
    if (request.method === "DELETE") return json(response, { deleted: true });
    json(response, no, 404);
  });
  const job = clientOf(answering.baseURL).resume("video_1");
  await job.cancel();
  const error = await failure(job.wait());
  expect(error).toMatchObject({ code: "job_failed", jobId: "video_1" });
  expect(error.message).toContain("this process cancelled it");
  expect(answering.requests).toHaveLength(2);
});
