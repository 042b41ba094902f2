import { englishCameraTerms } from "../text/camera-en.js";
import type { CameraReader } from "../text/camera-term.js";

export const englishCamera: CameraReader = {
  read: englishCameraTerms,
  isSequence: (text) => /\b(?:then|next|afterwards?|finally|later|after|before|until)\b/.test(text),
};
