// An app on Node: every entry point's declarations are in it, and are checked too ("skipLibCheck" is not set).
import { readFile } from "node:fs/promises";
import { animate, type Clip, createUgoku, isUgokuError } from "ugoku";
import * as aiSdk from "ugoku/ai-sdk";
import * as batch from "ugoku/batch";
import * as doctor from "ugoku/doctor";
import { lintPrompt } from "ugoku/lint";
import { preview } from "ugoku/preview";
import { createFakeVideosApi } from "ugoku/testing";
import * as webhook from "ugoku/webhook";

const { animate: start } = createUgoku({ endpoint: preview({ fps: 30 }) });
const clip: Promise<Clip> = start("photo.jpg").withPrompt("The cat blinks.").duration(8).size("720x1280").render();
void clip.catch((error: unknown) => isUgokuError(error) && error.code);
void createUgoku({ baseURL: "http://fake.test/v1", fetch: createFakeVideosApi().fetch });
void start(await readFile("photo.jpg"));
// @ts-expect-error sora-2 makes no clips of 5 seconds
void animate("photo.jpg").duration(5);
// @ts-expect-error nothing is rendered without a prompt
void animate("photo.jpg").render();
const score: number | null = lintPrompt("The cat blinks.").score;
void [score, aiSdk, batch, doctor, webhook];
