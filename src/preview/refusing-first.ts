/**
 * Says what can be known beforehand when a job is submitted, with its own error, and not by a job that fails.
 *
 * @module
 */
import type { FakeVideosApi } from "../fake/fake.js";
import type { Renderer } from "../fake/renderer.js";
import { checkRender, render, type Settings } from "./renderer.js";

/** A `fetch` that speaks to the API which `open` makes with the given renderer. */
export function refusingFirst(
  settings: Settings,
  open: (renderer: Renderer) => Pick<FakeVideosApi, "fetch">,
): (request: Request) => Promise<Response> {
  /** What is found out about each job that is being submitted. */
  const checks = new Map<string, Promise<void>>();
  const api = open({
    async render(request) {
      const check = checkRender(request, settings);
      checks.set(request.jobId, check);
      await check;
      // A server goes on without its clients, but this one is inside one: who stops waiting may end the process.
      return render(request, settings, false);
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
