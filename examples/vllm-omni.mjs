// Your own server: vLLM-Omni with an open model, its own fields, and sizes in steps of 16 pixels.
import { createUgoku, openModels } from "ugoku";
import { createFakeVideosApi } from "ugoku/testing";

// Start it with: vllm serve Wan-AI/Wan2.2-I2V-A14B-Diffusers --omni --port 8091
// and set UGOKU_BASE_URL=http://localhost:8091/v1. Without that, the example uses a fake server.
const model = "Wan-AI/Wan2.2-I2V-A14B-Diffusers";
const fake = createFakeVideosApi({ models: openModels, defaultModel: model });
const server = process.env.UGOKU_BASE_URL ? {} : { baseURL: "http://fake.test/v1", fetch: fake.fetch };

const { animate } = createUgoku({ ...server, dialect: "vllm-omni", model });
const film = animate(process.argv[2] ?? "photo.jpg")
  .withPrompt("The woman slowly turns to the right and smiles; guests chat softly behind her.")
  .duration(5)
  .fit("cover")
  .extra({ seed: 7, num_inference_steps: 30, guidance_scale: 3.5, negative_prompt: "blur" });

// 1920x1080 is not a size of this model: 1080 is not a multiple of 16. It is refused before anything is sent.
await film
  .size("1920x1080")
  .plan()
  .catch((error) => console.log(error.code, "-", error.hint));

const clip = await film.size("832x480").render();
await clip.saveTo("vllm-omni.mp4", { overwrite: true });
console.log("vllm-omni.mp4", clip.jobId);
