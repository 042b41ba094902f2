import type { Video } from "../../src/index.js";
import { createFakeVideosApi, type FakeOptions } from "../../src/testing.js";
import { manualTime } from "../helpers/time.js";

export const base = "http://videos.test/v1/videos";

/** A fake with a manual clock, and functions that send JSON requests to it. */
export function setUp(options: FakeOptions = {}) {
  const time = manualTime();
  const fake = createFakeVideosApi({ clock: time.clock, ...options });
  const ask = async <T = Video>(path = "", init?: RequestInit) =>
    (await (await fake.fetch(base + path, init)).json()) as T;
  const create = (prompt = "She smiles.") =>
    ask("", { method: "POST", body: JSON.stringify({ prompt }), headers: { "content-type": "application/json" } });
  return { time, fake, ask, create };
}
