import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { probeImage } from "../../src/image/probe.js";
import { createFakeVideosApi, sampleImage } from "../../src/testing.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";

describe("sampleImage()", () => {
  test.each([
    [720, 1280],
    [1280, 720],
    [1792, 1024],
    [1, 1],
    [2, 3],
    [257, 5],
    [4096, 16],
  ])("is a valid PNG of %d x %d", async (width, height) => {
    const bytes = sampleImage({ width, height });
    expect(probeImage(bytes)).toMatchObject({ type: "image/png", storedWidth: width, storedHeight: height });
    const { data, info } = await sharp(bytes, { failOn: "warning" }).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width, height, channels: 3 });
    // The last row: an encoding error would add up until here.
    if (height > 100) expect([...data.subarray(-3)]).toEqual([48, 84, 78]);
  });

  test("shows a sky, a round sun and hills in a few kilobytes", async () => {
    const bytes = sampleImage();
    expect(bytes.length).toBeLessThan(30_000);
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * 720 + x) * 3, (y * 720 + x) * 3 + 3)];
    const sun = [255, 244, 200];
    const [centerX, centerY, radius] = [490, 384, 115];
    expect(at(0, 0)).toEqual([90, 150, 220]);
    for (const [x, y] of [
      [0, 0],
      [-1, 0],
      [1, 0],
      [0, -1],
      [0, 1],
    ] as const) {
      expect(at(centerX + x * (radius - 3), centerY + y * (radius - 3))).toEqual(sun);
      if (x !== 0 || y !== 0) expect(at(centerX + x * (radius + 3), centerY + y * (radius + 3))).not.toEqual(sun);
    }
    expect(at(0, 1279)).toEqual([48, 84, 78]);
  });

  test("matches the default size of sora-2", async () => {
    const fake = createFakeVideosApi();
    const ugoku = clientOf("http://fake.test/v1", { fetch: fake.fetch });
    const job = await ugoku.animate(sampleImage()).withPrompt(prompt).fit("exact").lint("off").submit();
    expect(fake.jobs[0]).toMatchObject({ id: job.id, params: { size: "720x1280", image: { type: "image/png" } } });
    expect(Buffer.from(fake.jobs[0]!.params.image!.bytes).equals(sampleImage())).toBe(true);
  });

  test.each([{ width: 0 }, { height: 1.5 }, { width: 5_000 }, { width: "720" }, { heigth: 720 }])(
    "rejects %j",
    async (options) => {
      expect((await failure(() => sampleImage(options as never))).code).toBe("option_invalid");
    },
  );
});
