import { japaneseCameraTerms } from "../text/camera-ja.js";
import type { CameraReader } from "../text/camera-term.js";

export const japaneseCamera: CameraReader = {
  read: japaneseCameraTerms,
  isSequence: (text) => /その後|そのあと|次に|続いて|それから|やがて|最後に|てから|した後|すると/.test(text),
};
