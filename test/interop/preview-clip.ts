import { createUgoku } from "../../src/index.js";
import { preview } from "../../src/preview.js";
import { prompt } from "../helpers/clients.js";
import { picture } from "../helpers/pictures.js";

let clip: Promise<Uint8Array> | undefined;

/** A real MP4 for servers that have no model, made by the preview engine. */
export function previewClip(): Promise<Uint8Array> {
  clip ??= (async () => {
    const { animate } = createUgoku({ endpoint: preview(), logger: false });
    const made = await animate(await picture(360, 640))
      .withPrompt(prompt)
      .model("preview")
      .size("360x640")
      .duration(1)
      .lint("off")
      .render();
    return new Uint8Array(await made.bytes());
  })();
  return clip;
}
