import { describe, expect, test } from "vitest";
import { clientOf, recordLogs, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

/** The warnings after two jobs of 4 s, 720x1280 and sora-2, whose create requests get these fields. */
async function warningsFor(fields: object): Promise<string[]> {
  const logger = recordLogs();
  await using server = await serve((_, response, count) => json(response, video({ id: `video_${count}`, ...fields })));
  const ugoku = clientOf(server.baseURL, { logger });
  await submit(ugoku);
  await submit(ugoku);
  return logger.lines.filter((line) => line.startsWith("warn"));
}

describe("a server that makes something else than was asked for", () => {
  test.each<[object, string]>([
    [{ seconds: "8" }, "8 s in place of 4 s"],
    [{ seconds: 5 }, "5 s in place of 4 s"],
    [{ size: "1280x720" }, "1280x720 in place of 720x1280"],
    [{ size: "480*832" }, "480*832 in place of 720x1280"],
    [{ model: "sora-1" }, "the model sora-1 in place of sora-2"],
    [{ model: "veo-3.1", seconds: "8" }, "8 s in place of 4 s, the model veo-3.1 in place of sora-2"],
  ])("(%j) is told by one warning", async (fields, words) => {
    const warnings = await warningsFor(fields);
    expect(warnings).toEqual([expect.stringContaining(words)]);
    expect(warnings[0]).toContain("video_1");
  });

  test.each<object>([
    {},
    { seconds: 4.04 },
    { seconds: "3.5" },
    { seconds: null, size: null, model: null },
    { seconds: "auto", size: "720p", model: "" },
    { size: "9:16" },
    { size: "704x1280" },
    { size: "720X1280" },
    { model: "sora-2-2025-12-08" },
    { model: "openai/sora-2" },
    { model: "SORA-2" },
  ])("is not told of rounding, other forms and missing fields: %j", async (fields) => {
    expect(await warningsFor(fields)).toEqual([]);
  });
});
