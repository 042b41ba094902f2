// An app for browsers, without the types of Node.
import { animate, createUgoku } from "ugoku";
import { lintPrompt } from "ugoku/lint";
import { verifyWebhook } from "ugoku/webhook";

const { animate: start } = createUgoku({ baseURL: "/v1" });

export async function onPhoto(photo: Blob, video: HTMLVideoElement): Promise<void> {
  const clip = await start(photo).withPrompt("The cat blinks.").duration(8).size("720x1280").render();
  video.src = URL.createObjectURL(await clip.blob());
}
// @ts-expect-error sora-2 makes no clips of 5 seconds
void animate("photo.jpg").duration(5);
const score: number | null = lintPrompt("The cat blinks.").score;
void [score, verifyWebhook];
