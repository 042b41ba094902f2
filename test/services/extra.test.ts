import { describe, expect, test } from "vitest";
import { createUgoku, type Endpoint } from "../../src/index.js";
import { defineService, kling } from "../../src/services.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";
import { json, serve } from "../helpers/servers.js";
import { exampleSpec } from "./example-service.js";
import { standInKey as apiKey } from "./stand-ins.js";

cleanEnvironment();

const model = {
  seconds: [5],
  sizes: ["1280x720"],
  defaultSeconds: 5,
  defaultSize: "1280x720",
  imageTypes: ["image/png"],
  maxPromptCharacters: 1_000,
} as const;
const spec = exampleSpec(model);

/** A service with its key in an object of the body, which `.extra()` sets fields of. */
const nested = defineService({
  ...spec,
  create: { ...spec.create, body: { input: { text: "$prompt", reference: "$key" } }, extraInto: "input" },
});

const submit = async (endpoint: Endpoint, extra: Readonly<Record<string, unknown>>) =>
  createUgoku({ endpoint, logger: false })
    .animate(await picture(1280, 720), { prompt, lint: "off", idempotencyKey: "order-17" })
    .extra(extra)
    .submit();

describe(".extra() and the field with the idempotency key", () => {
  test.each([
    ["kling", kling, { external_task_id: "order-77" }, "external_task_id"],
    ["kling", kling, { external_task_id: null }, "external_task_id"],
    ["a custom service", nested, { reference: "order-77" }, "input.reference"],
  ] as const)("%s: %j is refused before anything is sent", async (_, make, extra, field) => {
    await using server = await serve((_, response) => json(response, { id: "1", data: { task_id: "1" } }));
    const error = await failure(submit(make({ apiKey, baseURL: server.origin }), extra));
    expect(error).toMatchObject({ code: "option_invalid", option: "extra", value: field });
    expect(error.message).toContain(`cannot set "${field}"`);
    expect(error.hint).toContain("idempotencyKey");
    expect(server.requests).toEqual([]);
    // The key is free.
    expect(await submit(make({ apiKey, baseURL: server.origin }), {})).toMatchObject({ id: "1" });
  });

  test("other fields, and the same key, are sent", async () => {
    await using server = await serve((_, response) => json(response, { data: { task_id: "1" } }));
    await submit(kling({ apiKey, baseURL: server.origin }), { mode: "pro", external_task_id: "order-17" });
    const body = JSON.parse(server.requests[0]!.body.toString());
    expect(body).toMatchObject({ mode: "pro", external_task_id: "order-17" });
  });
});
