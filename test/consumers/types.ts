import { animate, type Clip, createUgoku, isUgokuError } from "ugoku";
import { lintPrompt } from "ugoku/lint";
import { preview } from "ugoku/preview";
import { createFakeVideosApi } from "ugoku/testing";

const { animate: start } = createUgoku({ endpoint: preview({ fps: 30 }) });
const clip: Promise<Clip> = start("photo.jpg").withPrompt("The cat blinks.").duration(8).size("720x1280").render();
void clip.catch((error: unknown) => isUgokuError(error) && error.code);
void createUgoku({ baseURL: "http://fake.test/v1", fetch: createFakeVideosApi().fetch });
// @ts-expect-error sora-2 makes no clips of 5 seconds
void animate("photo.jpg").duration(5);
const score: number = lintPrompt("The cat blinks.").score;
void score;
