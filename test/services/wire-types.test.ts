// @module-tag slow
// @module-tag node-independent
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type AnimateOptions, createUgoku, type Endpoint } from "../../src/index.js";
import type { ServiceModel, ServiceSpec } from "../../src/services/types.js";
import { fal, luma, runway, type ServiceOptions, veo } from "../../src/services.js";
import { picture } from "../helpers/pictures.js";
import { isInstalled, wireFolder } from "./wire-packages.js";

interface TypedService {
  readonly make: ((options: ServiceOptions) => Endpoint) & { readonly spec: object };
  /** The vendor's type of a body of this model. */
  readonly type: (model: string) => string;
  /** The part of the body that has this type. Default: all of it. */
  readonly part?: string;
}

const imports = `
import type { EndpointTypeMap } from "@fal-ai/client/endpoints";
import type { GenerateVideosConfig } from "@google/genai";
import type RunwayML from "@runwayml/sdk";
import type { VideoCreateParams } from "lumaai/resources/generations/video";
`;

/** The services whose vendor publishes types of the body. */
const services: readonly TypedService[] = [
  { make: runway, type: () => "RunwayML.ImageToVideoCreateParams" },
  { make: fal, type: (model) => `EndpointTypeMap[${JSON.stringify(model)}]["input"]` },
  { make: luma, type: () => "VideoCreateParams" },
  // The package writes its options under the same names into this part.
  { make: veo, type: () => "GenerateVideosConfig", part: "parameters" },
];

/** Values of the options that not every model has. */
const optionValues = { seed: 7, negativePrompt: "text", audio: false } as const;

/** The body of a create request. */
async function bodyOf({ make }: TypedService, model: string, options: AnimateOptions, image: Uint8Array | string) {
  let body: Record<string, unknown> = {};
  const endpoint = make({
    ...{ apiKey: "key-0123456789", model },
    fetch: async (_, init) => {
      body = JSON.parse(new TextDecoder().decode(init?.body as Uint8Array));
      return Response.json({ id: "1", name: "1", response_url: "https://queue.fal.run/1" });
    },
  });
  const { animate } = createUgoku({ endpoint, logger: false });
  await animate(image, { lint: "off", ...options })
    .withPrompt("The hat slowly moves.")
    .submit();
  return body;
}

/** The bodies of a model: each size, the shortest and the longest length, with all options and with none. */
async function bodiesOf(service: TypedService, model: string, row: ServiceModel): Promise<object[]> {
  const { create } = service.make.spec as ServiceSpec;
  const fields = Object.keys(row.fields ?? create.fields ?? {});
  if (row.sizes === "any" || row.seconds === "any") return [];
  const bodies = row.sizes.map(async (size) => {
    const [width = 0, height = 0] = size.split("x").map(Number);
    const image = create.image.includes("bytes") ? await picture(width, height) : "https://images.example/photo.png";
    const all = Object.entries({ ...optionValues, lastFrame: image }).filter(([name]) => fields.includes(name));
    const lengths = (row.seconds as readonly number[]).toSorted((a, b) => a - b);
    return Promise.all([
      bodyOf(service, model, { size, duration: lengths.at(0) ?? 0 }, image),
      bodyOf(service, model, { size, duration: lengths.at(-1) ?? 0, ...Object.fromEntries(all) }, image),
    ]);
  });
  return (await Promise.all(bodies)).flat();
}

test.runIf(isInstalled)("our bodies have the vendors' types", { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  for (const service of services) {
    const [first = ""] = Object.keys((service.make.spec as ServiceSpec).models);
    // A control: the types refuse something.
    lines.push("// @ts-expect-error", `export const body${lines.length}: ${service.type(first)} = { unknown: 1 };`);
    for (const [model, row] of Object.entries((service.make.spec as ServiceSpec).models))
      for (const body of await bodiesOf(service, model, row)) {
        const part = service.part === undefined ? body : (body as Record<string, unknown>)[service.part];
        const text = JSON.stringify(part).replaceAll(/base64,[\w+/=]+/g, "base64,AAAA");
        lines.push(`export const body${lines.length}: ${service.type(model)} = ${text};`);
      }
  }
  expect(lines.length).toBeGreaterThan(150);
  const folder = join(fileURLToPath(wireFolder), "generated");
  const file = join(folder, "bodies.ts");
  await mkdir(folder, { recursive: true });
  await writeFile(file, imports + lines.join("\n"));
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"];
  const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, ...options, file], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
  const problems = output.split("\n").filter((line) => line.startsWith("bodies.ts"));
  const shown = problems.map(
    (line) => `${line}\n  ${lines[Number(/\((\d+),/.exec(line)?.[1]) - imports.split("\n").length]?.slice(0, 300)}`,
  );
  expect(shown).toEqual([]);
  expect(output).toBe("");
  await rm(folder, { recursive: true });
});
