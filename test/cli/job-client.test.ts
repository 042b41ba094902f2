import { afterEach, describe, expect, test, vi } from "vitest";
import { searchJob } from "../../src/cli/job-client.js";
import type { ReconcileOptions } from "../../src/submit/submit-uncertain-error.js";
import { json, serve } from "../helpers/servers.js";
import { commandLine } from "./command-line.js";

const { ugoku } = commandLine();

afterEach(() => {
  vi.useRealTimers();
});

describe("a search for the job of a create request", () => {
  test("ends within a minute if the list cannot be read, and says that it continues", async () => {
    vi.useFakeTimers();
    const notes: string[] = [];
    const outage = ({ timeout = Number.POSITIVE_INFINITY }: ReconcileOptions) =>
      new Promise<null>((resolve) => setTimeout(() => resolve(null), timeout));
    const signal = new AbortController().signal;
    const searching = searchJob(outage, "openai", "It is lost.", signal, (text) => notes.push(text));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await searching).toBeNull();
    expect(notes).toEqual([
      "It is lost. Looking for the job in the server's list, for up to a minute …",
      ...[15, 30, 45, 60].map((seconds) => `Still looking for the job, for ${seconds} seconds …`),
    ]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(notes).toHaveLength(5);
  });

  test("is not announced for a server without a list", async () => {
    const notes: string[] = [];
    const signal = new AbortController().signal;
    await searchJob(
      async () => null,
      "runway",
      "It is lost.",
      signal,
      (text) => notes.push(text),
    );
    expect(notes).toEqual([]);
  });

  test("ugoku animate looks for a job whose response was lost", { tags: ["slow"], timeout: 60_000 }, async () => {
    await using server = await serve((request, response) => {
      if (request.method === "POST") return void response.socket?.destroy();
      json(response, { object: "list", data: [], has_more: false });
    });
    const words = ["animate", "photo.jpg", "-p", "The ball rolls.", "-s", "1280x720", "--base-url", server.baseURL];
    const { said } = await ugoku(words);
    expect(said).toContain("Looking for the job in the server's list, for up to a minute …");
    expect(said).toContain("Still looking for the job, for 15 seconds …");
    expect(said).toContain("(submit_uncertain)");
  });
});
