// @module-tag node-independent
import { describe, test } from "vitest";
import { table } from "../../scripts/docs/options.mjs";
import type { Rate } from "../../src/models/models.js";
import { fillTemplate, placeholders } from "../../src/services/template.js";
import type { CreateValues, ServiceModel, ServiceSpec } from "../../src/services/types.js";
import { fal, kling, luma, minimax, replicate, runway, seedance, veo, wan, xai } from "../../src/services.js";
import { expectPart } from "./generated-part.js";

const specs: readonly ServiceSpec[] = [runway, fal, replicate, veo, kling, luma, xai, minimax, seedance, wan].map(
  ({ spec }) => spec as unknown as ServiceSpec,
);

const yes = (is: boolean) => (is ? "yes" : "no");
const code = (text: string) => `\`${text}\``;

const serviceRows = specs.map(({ name, auth, create, poll, cancel, list, keeps, defaultModel }) => [
  code(`${name}()`),
  auth.variables.map(code).join(" or "),
  code(defaultModel),
  create.image.map((kind) => ({ bytes: "bytes", url: "address" })[kind]).join(", "),
  yes(poll.progress !== undefined),
  yes(cancel !== undefined),
  list ? (list.key ? "yes, by key" : "yes, by prompt") : "no",
  keeps ?? "not established",
]);
const services = table(
  ["service", "key", "default model", "image as", "progress", "cancel", "finds a lost job", "clip is kept"],
  serviceRows,
);

/** `4 to 15` for all whole numbers between, otherwise a list. */
function describeSeconds(sorted: readonly number[]): string {
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  return sorted.length > 3 && last - first === sorted.length - 1 ? `${first} to ${last}` : sorted.join(", ");
}

/** The resolution that a size stands for, such as `720p`. */
const resolutionOf = ({ resolutions }: ServiceModel, size: string): string =>
  resolutions?.[size]?.replace("P", "p") ?? `${Math.min(...size.split("x").map(Number))}p`;

/** At least two decimals, at most three. */
const usd = (amount: number) => `$${amount.toFixed(3).replace(/0$/, "")}`;

const conditionNames: Readonly<Record<string, (value: unknown) => string>> = {
  audio: (value) => (value ? "with sound" : "without sound"),
  seconds: (value) => `for ${value} s`,
};

/** What a rate is for, and its price. */
function describeRate(row: ServiceModel, { usdPerSecond, usdPerClip = 0, sizes, when = {} }: Rate) {
  const others = row.rates?.flatMap((rate) => rate.sizes ?? []) ?? [];
  const rest = others.length > 0 && row.sizes !== "any" ? row.sizes.filter((size) => !others.includes(size)) : [];
  const resolutions = [...new Set((sizes ?? rest).map((size) => resolutionOf(row, size)))];
  const conditions = Object.entries(when).map(
    ([name, value]) => conditionNames[name]?.(value) ?? `with ${code(`${name}: ${JSON.stringify(value)}`)}`,
  );
  const price = [usdPerSecond > 0 ? `${usd(usdPerSecond)}/s` : "", usdPerClip > 0 ? usd(usdPerClip) : ""];
  return { use: [...resolutions, ...conditions].join(" "), price: price.filter(Boolean).join(" + ") };
}

function describePrice(row: ServiceModel): string {
  const prices = (row.rates ?? []).map((rate) => describeRate(row, rate));
  const texts = [...new Set(prices.map(({ use }) => use))].map((use) => {
    const same = [...new Set(prices.filter((one) => one.use === use).map(({ price }) => price))].toSorted();
    const range = same.length > 1 ? `${same[0]} to ${same.at(-1)}` : same[0];
    return use === "" && prices.length > 1 ? `else ${range}` : `${use === "" ? "" : `${use}: `}${range}`;
  });
  return texts.length > 0 ? texts.join("; ") : "not known";
}

const modelRow = (spec: ServiceSpec, id: string, row: ServiceModel) => {
  const fields = row.fields ?? spec.create.fields ?? {};
  const seconds = row.seconds === "any" ? "any" : describeSeconds(row.seconds.toSorted((a, b) => a - b));
  const sizes = row.sizes === "any" ? "any" : row.sizes.join(", ");
  const options = (["lastFrame", "seed", "negativePrompt", "audio"] as const).map((option) => yes(option in fields));
  const asOf = row.ratesAsOf === undefined ? "" : `[${row.ratesAsOf}](${row.ratesSource})`;
  return [spec.name, code(id), describePrice(row), asOf, seconds, sizes, ...options];
};
const models = table(
  ["service", "model", "price", "read on", "seconds", "sizes", "last frame", "seed", "negative prompt", "audio"],
  specs.flatMap((spec) => Object.entries(spec.models).map(([id, row]) => modelRow(spec, id, row))),
);

const unitOf = (bytes: number) => `${bytes / 1_000_000} MB`;
/** The limits of one model's images; `undefined` if none is known. */
function describeImages({ imageTypes: types, imageLimits: limits }: ServiceModel): string[] | undefined {
  if (!limits) return undefined;
  const { side } = limits;
  const sides = side && (side.to === undefined ? `from ${side.from} px` : `${side.from} to ${side.to} px`);
  return [
    types
      .map((type) =>
        type
          .replace("image/", "")
          .replace("webp", "WebP")
          .replace(/jpeg|png/, (one) => one.toUpperCase()),
      )
      .join(", "),
    limits.bytes === undefined ? "not established" : unitOf(limits.bytes),
    sides ?? "not established",
    limits.opaque ? "refused" : "not established",
  ];
}
const imageRows = specs.flatMap(({ name, models }) => {
  const byLimits = new Map<string, string[]>();
  for (const [id, row] of Object.entries(models)) {
    const limits = describeImages(row)?.join(" | ");
    if (limits !== undefined) byLimits.set(limits, [...(byLimits.get(limits) ?? []), id]);
  }
  return [...byLimits].map(([limits, ids]) => [
    code(`${name}()`),
    ids.length === Object.keys(models).length ? "all" : ids.map(code).join(", "),
    limits,
  ]);
});
const images = table(["service", "model", "type", "file", "sides", "transparent"], imageRows);

const image = "data:image/png;base64,iVBORw0KGgo=";
const example: CreateValues = {
  model: "example-1",
  prompt: "The cat jumps.",
  seconds: 5,
  size: "1280x720",
  resolution: undefined,
  image,
  imageField: undefined,
  lastFrame: image,
  seed: 7,
  negativePrompt: "text",
  audio: true,
  key: "order-17",
};
const values = table(
  ["placeholder", "example"],
  Object.keys(placeholders).map((name) => [code(`$${name}`), code(JSON.stringify(fillTemplate(`$${name}`, example)))]),
);

const parts = [
  ["docs/guides/services.md", "services", services],
  ["docs/guides/services.md", "images", images],
  ["docs/guides/services.md", "placeholders", values],
  ["docs/guides/coming-from-sora-2.md", "models", models],
] as const;

describe("the tables of the services are those of the descriptions", () => {
  test.each(parts)("%s: %s", expectPart);
});
