// @module-tag node-independent

/** docs/options.md: the tables are those of the types, their docstrings, and the descriptions of the services. */
import { describe, expect, test } from "vitest";
import { builderRows, optionRows, optionTable, table } from "../../scripts/docs/options.mjs";
import { read } from "../../scripts/docs/pages.mjs";
import { uploadTime } from "../../src/http/timeout.js";
import { defaultJobTimeout } from "../../src/job/ticket.js";
import type { ServiceModel, ServiceSpec } from "../../src/services/types.js";
import * as services from "../../src/services.js";
import { expectPart } from "./generated-part.js";

const client = optionRows("src/client/options.ts", "UgokuOptions");
const builder = builderRows();
const run = optionRows("src/client/builder-state.ts", "PlanOptions");
const service = optionRows("src/services/requests.ts", "ServiceOptions");

const { defineService: _, ...functions } = services;
const specs = Object.values(functions).map(({ spec }) => spec as unknown as ServiceSpec);
const code = (text: string) => `\`${text}\``;

/** The values of a row, with the default in bold. */
function describeValues(values: readonly (number | string)[] | "any", standard: number | string): string {
  if (values === "any") return `any, **${standard}**`;
  const sorted = typeof values[0] === "number" ? values.toSorted((a, b) => Number(a) - Number(b)) : values;
  return sorted.map((value) => (value === standard ? `**${value}**` : `${value}`)).join(", ");
}

const commonOptions = ["lastFrame", "seed", "negativePrompt", "audio"] as const;

function modelCells(spec: ServiceSpec, id: string, row: ServiceModel): string[] {
  const fields = row.fields ?? spec.create.fields ?? {};
  return [
    id === "" ? "any other" : id === spec.defaultModel ? `**${code(id)}**` : code(id),
    describeValues(row.seconds, row.defaultSeconds),
    describeValues(row.sizes, row.defaultSize),
    row.maxPromptCharacters === 32_000 ? "not established" : row.maxPromptCharacters.toLocaleString("en"),
    commonOptions
      .filter((option) => option in fields)
      .map((option) => code(`.${option}()`))
      .join(", ") || "none",
  ];
}

/** The section of one service: the defaults of its options, and its models. */
function describeService(spec: ServiceSpec): string {
  const defaults: Readonly<Record<string, string>> = {
    apiKey: spec.auth.variables.map(code).join(", else "),
    model: code(spec.defaultModel),
    baseURL: code(spec.baseURL),
  };
  const rows = service
    .filter(({ name }) => name !== "imageField" || spec.create.needsImageField)
    .map((row) => ({ ...row, defaultValue: defaults[row.name] ?? row.defaultValue }));
  const models = table(
    ["model", "`.duration()`, seconds", "`.size()`, pixels", "prompt, characters", "other options"],
    [...Object.entries(spec.models), ["", spec.otherModels] as const].map(([id, row]) => modelCells(spec, id, row)),
  );
  return `### ${spec.name}()\n\n${optionTable(rows)}\n\n${models}`;
}

test("docs/options.md › the times of uploads are those of the client", () => {
  const [, text = ""] = /^(\*\*`timeout` and uploads.*?)\n\n/ms.exec(read("docs/options.md")) ?? [];
  const figures = [...text.matchAll(/(\d[\d,._]*) (?:bytes|seconds)|timeout: ([\d_]+)/g)];
  const [bytes, short, small, shortTotal, long, large, longTotal] = figures.map(([, figure, timeout]) =>
    Number((figure ?? timeout ?? "").replaceAll(/[,_]/g, "")),
  );
  expect(uploadTime(bytes ?? 0)).toBe(1);
  expect((short ?? 0) + uploadTime(small ?? 0)).toBe((shortTotal ?? 0) * 1_000);
  expect((long ?? 0) * 1_000 + uploadTime(large ?? 0)).toBe((longTotal ?? 0) * 1_000);
});

describe("docs/options.md › the tables are those of the sources: `npm run docs:tables` writes them", () => {
  test.each([
    ["client", optionTable(client)],
    ["builder", optionTable(builder, "call")],
    ["run", optionTable(run)],
    ["services", specs.map(describeService).join("\n\n")],
  ])("%s", (name, expected) => {
    expectPart("docs/options.md", name, expected);
  });
});

describe.each([
  ["createUgoku()", client],
  ["the builder", builder],
  ["plan(), submit() and render()", run],
  ["a service", service],
] as const)("options of %s", (_, rows) => {
  test("have a docstring", () => {
    expect(rows.length).toBeGreaterThanOrEqual(6);
    expect(rows.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([]);
  });

  test("that are numbers have a unit, and a default", () => {
    const numbers = rows.filter(({ type, name }) => /\bnumber\b/.test(type) && name !== "seed");
    expect(numbers.filter(({ unit, defaultValue }) => unit === "" || defaultValue === "")).toEqual([]);
  });
});

test("optionRows() › reads types, inherited options and tags", () => {
  expect(client.find(({ name }) => name === "baseURL")).toMatchObject({ type: "string | URL" });
  expect(client.find(({ name }) => name === "timeout")).toMatchObject({
    type: "number",
    unit: "milliseconds",
    defaultValue: "60,000",
  });
  const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name).toSorted();
  expect(names(builder)).toEqual(names(optionRows("src/client/builder.ts", "AnimateOptions")));
});

test("the documented time limit of a wait is that of the code", () => {
  const limit = run.find(({ name }) => name === "timeout")!.defaultValue;
  expect(limit).toBe(`${defaultJobTimeout.toLocaleString("en")} (${defaultJobTimeout / 60_000} minutes)`);
});
