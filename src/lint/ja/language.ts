import type { Language } from "../core/language.js";
import { readJapanese } from "../text/japanese.js";
import { isVagueJapanese } from "../text/vague-request-ja.js";
import { japaneseCamera } from "./camera.js";
import { messages } from "./messages.js";
import { phrases } from "./phrases.js";

export const japanese: Language<"ja"> = {
  locale: "ja",
  messages,
  mayOccurIn: (text) => /[ぁ-鿿]/.test(text),
  read: readJapanese,
  camera: japaneseCamera,
  isVagueRequest: isVagueJapanese,
  phrases,
};
