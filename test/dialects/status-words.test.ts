import { describe, expect, test } from "vitest";
import { defineDialect } from "../../src/dialects/define-dialect.js";
import { dialects } from "../../src/dialects/find-dialect.js";
import { type JobStatus, readStatus } from "../../src/dialects/types.js";

const words: Record<JobStatus, string> = {
  queued:
    "queued queue in_queue on_queue enqueued pending awaiting waiting submitted submitting created creating scheduled preparing not_start not_started not_yet_started initializing initialising initialized init accepted received throttled on_hold new",
  in_progress:
    "in_progress progress processing in_process running run started starting generating rendering working executing active dreaming uploading downloading encoding finalizing finishing completing retrying cancelling canceling ongoing",
  completed: "completed complete succeed succeeded success successful done finished finish ready generated fulfilled",
  failed: "failed fail failure fails error errored err rejected dead exception blocked moderated unsuccessful",
  cancelled: "cancelled canceled cancel aborted terminated stopped killed interrupted",
  expired: "expired expire timeout timed_out time_out",
  deleted: "deleted removed",
  unknown: "unknown warming_up polishing incomplete not_ready uncompleted successor ok 200 failed_over",
};

/** The forms in which servers write a word. */
function formsOf(word: string): string[] {
  const parts = word.split("_");
  const capital = (part: string) => part.slice(0, 1).toUpperCase() + part.slice(1);
  const pascal = parts.map(capital).join("");
  return [
    word,
    word.toUpperCase(),
    parts.map(capital).join(" "),
    parts.join("-"),
    parts.join("."),
    parts.join(" "),
    parts.join(""),
    pascal,
    pascal.slice(0, 1).toLowerCase() + pascal.slice(1),
    ` ${word}\n`,
  ];
}

describe("status words", () => {
  test.each(Object.entries(words))("that mean %s, in every form, also with a prefix", (status, list) => {
    for (const word of list.split(" "))
      for (const form of formsOf(word))
        for (const prefix of ["", "TASK_STATUS_", "JOB_STATE_", "task-", "video_"])
          expect(`${prefix}${form} ${readStatus(dialects.openai, prefix + form)}`).toBe(`${prefix}${form} ${status}`);
  });

  test.each(["Request Moderated", "Content Moderated"])("%s means failed", (word) => {
    expect(readStatus(dialects.openai, word)).toBe("failed");
  });

  test("of a dialect come first, in every form", () => {
    const dialect = defineDialect({
      name: "own",
      statuses: { "Almost-Done": "in_progress", done: "in_progress", ready: "queued" },
    });
    for (const form of ["almost-done", "ALMOST_DONE", "almostDone", "DONE", "Done"])
      expect(readStatus(dialect, form)).toBe("in_progress");
    expect(readStatus(dialect, "READY")).toBe("queued");
    expect(readStatus(dialect, "success")).toBe("completed");
  });
});
