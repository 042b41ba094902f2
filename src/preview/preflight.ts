/**
 * Says what can be known beforehand when a job is submitted, with its own error, and not by a job that fails.
 *
 * @module
 */
import type { FakeVideosApi } from "../testing/create-fake-videos-api.js";
import type { Renderer } from "../testing/renderer.js";
import { checkRender, render, type Settings } from "./renderer.js";

/** Milliseconds that a create waits for its picture to be decoded. */
const longestLook = 2_000;

/** A `fetch` that speaks to the API which `open` makes with the given renderer. */
export function refusingFirst(
  settings: Settings,
  open: (renderer: Renderer) => Pick<FakeVideosApi, "fetch">,
): (request: Request) => Promise<Response> {
  /** What is found out about each job that is being submitted. */
  const checks = new Map<string, Promise<void>>();
  const api = open({
    async render(request) {
      let began = () => {};
      const begun = new Promise<void>((resolve) => {
        began = resolve;
      });
      const rendered = checkRender(request, settings).then(() => {
        const onProgress = (fraction: number) => {
          // 0 says that its turn has come; the first that is more, that the picture is decoded.
          if (fraction > 0) began();
          request.onProgress(fraction);
        };
        // A server goes on without its clients, but this one is inside one: who stops waiting may end the process.
        return render({ ...request, onProgress }, settings, false);
      });
      // A clip that has to wait in line is a job all the same: what is wrong with it is then said by the job.
      const timer = setTimeout(began, longestLook);
      const check = Promise.race([begun, rendered.then(() => {})]).finally(() => clearTimeout(timer));
      check.catch(() => {});
      checks.set(request.jobId, check);
      return rendered;
    },
  });
  return async (request) => {
    const response = await api.fetch(request);
    if (request.method !== "POST" || !response.ok) return response;
    const { id } = (await response.clone().json()) as { id: string };
    try {
      await checks.get(id);
      return response;
    } catch (error) {
      // There is no job that anybody could look at.
      await api.fetch(`${request.url.replace(/[?#].*$/, "")}/${id}`, { method: "DELETE" });
      throw error;
    } finally {
      checks.delete(id);
    }
  };
}
