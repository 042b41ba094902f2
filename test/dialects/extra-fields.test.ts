import { describe, expect, test } from "vitest";
import type { DialectName } from "../../src/dialects/dialect-names.js";
import { createUgoku } from "../../src/index.js";
import { prompt, secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";
import { buildAnimation, cases, clientFor, named } from "./cases.js";
import { serveStrict } from "./strict-server.js";

cleanEnvironment();

/** A create with those fields of the server's own: what arrived beside the protocol's. */
async function send(name: DialectName, extra: Record<string, unknown>): Promise<Record<string, unknown>> {
  const one = named(name);
  const strict = one.make();
  await using wire = await serveStrict(strict);
  await (await buildAnimation(clientFor(one, wire))).extra(extra).submit();
  expect(strict.dropped).toEqual([]);
  return Object.fromEntries(Object.entries(strict.creates[0]!.fields).filter(([field]) => !(field in one.fields)));
}

describe("extra() fields", () => {
  test("are form fields at vLLM-Omni, objects as JSON", async () => {
    const extra = { seed: 42, guidance_scale: 3.5, generate_sound: true, lora: { name: "x" }, negative_prompt: "blur" };
    expect(await send("vllm-omni", extra)).toEqual({
      seed: "42",
      guidance_scale: "3.5",
      generate_sound: "true",
      lora: '{"name":"x"}',
      negative_prompt: "blur",
    });
  });

  test("are form fields at SGLang", async () => {
    const extra = { fps: 16, enable_teacache: false, extra_body: { a: [1] }, extra_params: '{"b":2}' };
    expect(await send("sglang", extra)).toEqual({
      fps: "16",
      enable_teacache: "false",
      extra_body: '{"a":[1]}',
      extra_params: '{"b":2}',
    });
  });

  test("are placed inside or beside nvext at Dynamo", async () => {
    expect(await send("dynamo", { fps: 16, seed: 7, user: "me", something_new: [1] })).toEqual({
      nvext: { fps: 16, seed: 7 },
      user: "me",
      something_new: [1],
    });
  });

  test.each([
    { fps: 16, nvext: { new_field: 1 } },
    { nvext: { new_field: 1 }, fps: 16 },
  ])("an nvext that is given as a whole does not take the others' place: %j", async (extra) => {
    expect(await send("dynamo", extra)).toEqual({ nvext: { fps: 16, new_field: 1 } });
  });

  test("are JSON at OpenRouter", async () => {
    const extra = { aspect_ratio: "9:16", generate_audio: false, seed: 3, provider: { order: ["x"] } };
    expect(await send("openrouter", extra)).toEqual(extra);
  });

  test.each(["litellm", "new-api"] as const)("are passed on by %s, whatever they are", async (name) => {
    expect(await send(name, { metadata: { a: 1 }, cfg_scale: 2 })).toEqual({ metadata: '{"a":1}', cfg_scale: "2" });
  });

  test.each<[DialectName, Record<string, unknown>, string, RegExp]>([
    ["openai", { seed: 1 }, "field_unsupported", /"seed".*dialect "openai"/],
    ["azure", { seed: 1 }, "field_unsupported", /"seed".*dialect "azure"/],
    ["vllm-omni", { num_inference_steps: 201 }, "option_invalid", /201 as num_inference_steps.* from 1 to 200/],
    ["vllm-omni", { guidance_scale: -1 }, "option_invalid", /from 0 to 20/],
    ["vllm-omni", { seed: "42" }, "option_invalid", /"42" as seed, not a whole number/],
    ["vllm-omni", { sed: 42 }, "field_unsupported", /"sed"/],
    ["vllm-omni", { input_reference: "x" }, "field_unsupported", /"input_reference"/],
    ["sglang", { fps: 16.5 }, "option_invalid", /16.5 as fps, not a whole number/],
    ["sglang", { reference_url: "https://a.test" }, "field_unsupported", /"reference_url"/],
    ["dynamo", { fps: "16" }, "option_invalid", /"16" as fps/],
    ["openrouter", { generate_audio: "yes" }, "option_invalid", /"yes" as generate_audio, not true or false/],
    ["openrouter", { duration: 3 }, "field_unsupported", /"duration"/],
  ])("that %s would not take are refused before anything is sent: %j", async (name, extra, code, words) => {
    const one = named(name);
    await using wire = await serveStrict(one.make());
    const error = await failure((await buildAnimation(clientFor(one, wire))).extra(extra).submit());
    expect(error).toMatchObject({ name: "RequestError", code });
    expect(error.message).toMatch(words);
    expect(wire.requests).toEqual([]);
  });

  test.each<[DialectName, Record<string, unknown>, string]>([
    ["dynamo", { seconds: 60 }, ".duration()"],
    ["litellm", { prompt: "Another one, which nobody has checked." }, ".withPrompt()"],
    ["litellm", { input_reference: "https://images.test/1.png" }, "animate(image)"],
    ["new-api", { model: "a-dear-one" }, ".model()"],
    ["new-api", { size: "3840x2160" }, ".size()"],
  ])("that the builder sets cannot be set without its checks, at %s: %j", async (name, extra, call) => {
    const one = named(name);
    await using wire = await serveStrict(one.make());
    const error = await failure((await buildAnimation(clientFor(one, wire))).extra(extra).submit());
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid", hint: `Use ${call}.` });
    expect(wire.requests).toEqual([]);
  });

  test.each<[DialectName, string]>([
    ["vllm-omni", "Invalid JSON in form field."],
    ["sglang", "extra_params is not valid JSON"],
  ])("that only the server can judge are refused in its words, at %s", async (name, words) => {
    const one = named(name);
    const strict = one.make();
    await using wire = await serveStrict(strict);
    const error = await failure(
      (await buildAnimation(clientFor(one, wire))).extra({ extra_params: "steps=4" }).submit(),
    );
    expect(error).toMatchObject({ name: "ApiError", code: "request_rejected", status: 400 });
    expect(error.message).toBe(`[POST] "/videos": 400 ${words}`);
    expect(strict.creates).toEqual([]);
    expect(wire.requests).toHaveLength(1);
  });

  test("that are misspelled get a suggestion", async () => {
    const one = named("vllm-omni");
    await using wire = await serveStrict(one.make());
    const work = (await buildAnimation(clientFor(one, wire))).extra({ guidance_scal: 3 }).plan();
    expect((await failure(work)).hint).toBe("Did you mean guidance_scale?");
  });
});

describe("the model", () => {
  const nameless = cases.filter(({ name }) => name === "dynamo" || name === "openrouter");

  test.each(nameless)("must be named to $name, which has none by default", async (one) => {
    const strict = one.make();
    await using wire = await serveStrict(strict);
    const ugoku = createUgoku({ baseURL: wire.baseURL, dialect: one.name, apiKey: secretKey, logger: false });
    const animation = ugoku.animate(await picture(720, 1280)).withPrompt(prompt);
    const error = await failure(animation.submit());
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toContain(`"${one.name}" cannot choose a model`);
    expect(error.hint).toContain(".model(");
    expect(wire.requests).toEqual([]);
    await animation.model(one.model).submit();
    expect(strict.creates[0]?.fields.model).toBe(one.model);
  });
});
