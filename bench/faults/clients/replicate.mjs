// Replicate's client. It has no timeout, neither for a request nor for a job.
import { writeFile } from "node:fs/promises";

export const title = "replicate";
export const packages = ["replicate"];
export const vendor = "replicate";
export const hosts = ["replicate.delivery"];
export const leftOut = { timeout: "no such option" };

export async function load() {
  const { default: Replicate } = await import("replicate");
  return async ({ origin, image, prompt, interval, signal, file, holds }) => {
    const client = new Replicate({ auth: "not-a-key", baseUrl: `${origin}/v1` });
    const output = await client.run("openai/sora-2", {
      input: { prompt, input_reference: `data:image/png;base64,${image.toString("base64")}` },
      wait: { mode: "poll", interval },
      signal,
    });
    if (output === undefined || output === null) return `resolves to \`${output}\``;
    holds(String(output));
    await writeFile(file, output);
  };
}
