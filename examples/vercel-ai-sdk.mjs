// The Vercel AI SDK's generateVideo() on any server that ugoku supports, here the preview engine.
import { readFile, writeFile } from "node:fs/promises";
import { experimental_generateVideo as generateVideo } from "ai";
import { createUgokuProvider } from "ugoku/ai-sdk";
import { preview } from "ugoku/preview";

const ugoku = createUgokuProvider({ endpoint: preview() }); // later: { baseURL: "http://localhost:8091/v1" }

const { video, warnings } = await generateVideo({
  model: ugoku.video("preview"),
  prompt: {
    image: await readFile(process.argv[2] ?? "photo.jpg"),
    text: "The woman slowly turns to the right and smiles; guests chat softly behind her. The camera pushes in.",
  },
  duration: 2,
  resolution: "640x360",
});

await writeFile("ai-sdk.mp4", video.uint8Array);
console.log("ai-sdk.mp4", video.mediaType, video.uint8Array.length, warnings);
