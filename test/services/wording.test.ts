import { expect, test } from "vitest";
import { createUgoku, type ImageInput } from "../../src/index.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";
import { manualTime } from "../helpers/time.js";
import { serveStandIn, standInKey, standIns } from "./stand-ins.js";

cleanEnvironment();

const reference: ImageInput = { url: "https://images.example/photo.png", send: "reference" };

/** The message and the hint of the error; empty if there is none. */
const errorText = async (run: () => unknown): Promise<string> => {
  try {
    await run();
    return "";
  } catch (error) {
    const { message, hint } = error as { message: string; hint?: string };
    return `${message} ${hint ?? ""}`;
  }
};

test.each(standIns)("$name: messages about what it cannot do name the service, and no dialect", async (standIn) => {
  await using service = await serveStandIn(standIn, { polls: 0 });
  const endpoint = standIn.make({ apiKey: standInKey, baseURL: service.origin });
  const { clock, sleep } = manualTime(Date.now());
  const ugoku = createUgoku({ endpoint, logger: false, clock, sleep });
  const bytes = await picture(1280, 720);
  const image = standIn.takes === "bytes" ? bytes : reference;
  const animation = ugoku.animate(image, { prompt, lint: "off" });
  const plan = await animation.plan();
  const job = await animation.submit();
  const cancel = standIn.cancel ? "" : await errorText(() => job.cancel());
  const clip = await job.wait();
  const attempt = {
    ...job.ticket,
    seconds: plan.request.seconds,
    size: plan.request.size,
    promptHash: "",
    sentAt: Date.now(),
  } as never;
  const other = { ...job.ticket, baseURL: "https://elsewhere.example" };
  const options = [{ seed: 7 }, { negativePrompt: "text" }, { audio: true }, { lastFrame: image }] as const;
  const files = [bytes, reference, { fileId: "file-1" }] as const;
  const texts = [
    ...plan.warnings.map(({ message }) => message),
    cancel,
    await errorText(() => clip.thumbnail()),
    await errorText(() => clip.spritesheet()),
    standIn.list ? "" : await errorText(() => ugoku.list()),
    standIn.list ? "" : await errorText(() => ugoku.reconcile(attempt)),
    await errorText(() => ugoku.resume(other)),
    await errorText(() => animation.extra({ prompt: "another" }).plan()),
    await errorText(() => animation.duration(5.5 as never).plan()),
    await errorText(() => animation.model("of-tomorrow").duration(5.5).plan()),
    await errorText(() => animation.size("7x7" as never).plan()),
  ];
  for (const option of options)
    texts.push(await errorText(() => ugoku.animate(image, { prompt, ...option } as never).plan()));
  for (const file of files) {
    texts.push(await errorText(() => ugoku.animate(file, { prompt, lint: "off" }).plan()));
    texts.push(await errorText(() => ugoku.animate(image, { prompt, lint: "off", lastFrame: file } as never).plan()));
  }
  expect(texts.filter((text) => /dialect/i.test(text))).toEqual([]);
  const named = texts.filter((text) => text.startsWith(`The service ${standIn.name} `));
  // Thumbnails, sprite sheets and file ids, each by the plan or by an error.
  expect(named.length).toBeGreaterThanOrEqual(5);
  for (const text of named) expect(text).toMatch(/^The service \w+ (cannot|can only) /);
});

test("a job whose file is not there is told in the words of the service", async () => {
  const [standIn] = standIns;
  if (!standIn) throw new Error("There are no stand-ins.");
  const endpoint = standIn.make({ apiKey: standInKey });
  const { animate } = createUgoku({ endpoint, logger: false });
  const error = await failure(animate({ fileId: "file-1" }, { prompt }).plan());
  expect(error.message).toBe("The service runway cannot take an image as file_id.");
});
