import type { Language } from "../core/language.js";
import { readEnglish } from "../text/english.js";
import { isVagueEnglish } from "../text/vague-request-en.js";
import { englishCamera } from "./camera.js";
import { messages } from "./messages.js";
import { phrases } from "./phrases.js";

export const english: Language<"en"> = {
  locale: "en",
  messages,
  mayOccurIn: (text) => /[a-z]/.test(text),
  read: readEnglish,
  findPassages: (prose) =>
    /(?:[a-z][a-z'-]*,? ){2,}[a-z'-]+/.test(prose) ? prose.replace(/[^\n-~]/g, "\n") : undefined,
  camera: englishCamera,
  isVagueRequest: isVagueEnglish,
  phrases,
};
