// The AI SDK's generateVideo(), for any provider. Its only timeout, apart from that of the polls, is the abort signal.
import { writeFile } from "node:fs/promises";

export async function generate(model) {
  const { experimental_generateVideo: generateVideo } = await import("ai");
  return async ({ image, prompt, interval, requestTimeout, jobTimeout, signal, file }) => {
    const limit =
      requestTimeout === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]);
    const { video } = await generateVideo({
      model: model(),
      prompt: { image, text: prompt },
      poll: { intervalMs: interval, ...(jobTimeout === undefined ? {} : { timeoutMs: jobTimeout }) },
      abortSignal: limit,
    });
    await writeFile(file, video.uint8Array);
  };
}
