/**
 * Validates the description of a service: a malformed create request may be paid for.
 *
 * @module
 */
import * as z from "zod/mini";
import { describeValue, RequestError } from "../utils/errors.js";
import { valueAt } from "../utils/value-at.js";

/** Built on first use: most programs define no service. */
function createSchema() {
  const text = z.string().check(z.minLength(1, "a text that is not empty"));
  const texts = z.record(z.string(), z.string());
  const paths = z.union([text, z.array(text)]);
  const template = z.unknown();
  const status = z.enum(["queued", "in_progress", "completed", "failed", "expired", "cancelled", "deleted", "unknown"]);
  const refusalStatus = z.number().check(z.gte(400, "an HTTP status 4xx"), z.lte(499, "an HTTP status 4xx"));
  const path = z.string().check(z.regex(/^(\/|\{url\})/, 'a path that begins with "/" or "{url}"'));
  const pathOfJob = z.string().check(z.regex(/^[^{]*\{(\+?id|url)\}/, 'a path with "{id}", "{+id}" or "{url}"'));
  const optionFields = z.strictObject({
    lastFrame: z.optional(template),
    seed: z.optional(template),
    negativePrompt: z.optional(template),
    audio: z.optional(template),
  });
  const fn = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", "a function");

  /** The limits of a row are those of `defineModel()`, which checks them. */
  const model = z.looseObject({
    seconds: z.union([z.literal("any"), z.array(z.number()).check(z.minLength(1))]),
    sizes: z.union([z.literal("any"), z.array(z.string().check(z.regex(/^\d+x\d+$/))).check(z.minLength(1))]),
    defaultSeconds: z.number(),
    defaultSize: z.string(),
    maxPromptCharacters: z.number(),
    fields: z.optional(optionFields),
    resolutions: z.optional(texts),
  });

  return z.strictObject({
    name: text,
    baseURL: z.url({ protocol: /^https?$/, error: "an http or https address" }),
    hosts: z.optional(z.array(text)),
    auth: z.strictObject({
      header: text,
      prefix: z.string(),
      variables: z.array(text).check(z.minLength(1, "the names of environment variables")),
      sign: z.optional(fn),
    }),
    headers: z.optional(texts),
    refusals: z.optional(z.strictObject({ code: text, statuses: z.record(z.string(), refusalStatus) })),
    create: z.strictObject({
      path,
      headers: z.optional(texts),
      body: template,
      extraInto: z.optional(text),
      id: paths,
      needsImageField: z.optional(z.boolean()),
      image: z.array(z.enum(["bytes", "url"])).check(z.minLength(1, "a list of bytes, url")),
      fields: z.optional(optionFields),
      upload: z.optional(z.strictObject({ above: z.number(), send: fn })),
    }),
    poll: z.strictObject({
      path: pathOfJob,
      result: z.optional(pathOfJob),
      status: z.optional(paths),
      done: z.optional(text),
      progress: z.optional(z.strictObject({ path: text, scale: z.number() })),
      failedBy: z.optional(paths),
      missing: z.optional(z.strictObject({ status: text, forMs: z.number() })),
      minInterval: z.optional(z.number()),
    }),
    statuses: z.record(z.string(), status),
    result: z.strictObject({ url: paths, needsKey: z.optional(z.boolean()) }),
    failure: z.strictObject({
      message: paths,
      code: z.optional(paths),
      moderated: z.optional(z.strictObject({ path: text, value: z.optional(z.unknown()) })),
    }),
    cancel: z.optional(z.strictObject({ method: z.enum(["DELETE", "POST", "PUT"]), path: pathOfJob })),
    list: z.optional(
      z.strictObject({
        path,
        query: texts,
        items: text,
        wrap: z.optional(text),
        next: z.union([
          z.strictObject({ url: text }),
          z.strictObject({ offset: text }),
          z.strictObject({ page: z.literal(true) }),
        ]),
        prompt: z.optional(paths),
        createdAt: z.optional(paths),
        key: z.optional(paths),
      }),
    ),
    keeps: z.optional(text),
    models: z.record(z.string(), model),
    otherModels: model,
    defaultModel: text,
  });
}

let schema: ReturnType<typeof createSchema> | undefined;

/**
 * Refuses a description with a missing, unknown or malformed part.
 *
 * @throws RequestError (`option_invalid`), naming the first such part
 */
export function validateShape(spec: unknown): void {
  schema ??= createSchema();
  const parsed = z.safeParse(schema, spec);
  const [issue] = parsed.error?.issues ?? [];
  if (!issue) return;
  const place = issue.path.map(String).join(".");
  const value = place === "" ? spec : valueAt(spec, place);
  const where = place === "" ? "The description of defineService()" : `The ${place} of defineService()`;
  if (issue.code === "unrecognized_keys")
    throw new RequestError("option_invalid", `${where} has the unknown part ${issue.keys.join(", ")}.`, {
      hint: "See the documentation of defineService() for its parts.",
    });
  throw new RequestError(
    "option_invalid",
    value === undefined ? `${where} is missing.` : `${where} is ${describeValue(value)}.`,
    {
      hint: `Expected: ${issue.message}.`,
    },
  );
}
