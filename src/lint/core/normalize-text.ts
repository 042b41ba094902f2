/** The characters of a plain prompt in both languages. */
const plain = /^[\n\r\t -~\u3001-\u30ff\u4e00-\u9fff]*$/;

/** Invisible characters without meaning: zero-width, bidirectional and control characters. */
function isInvisible(code: number): boolean {
  if (code < 0x20) return code !== 0x09 && code !== 0x0a && code !== 0x0d;
  if (code < 0x2000) return (code >= 0x7f && code <= 0x9f) || code === 0xad;
  if (code < 0x2070) return (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || code >= 0x2060;
  return code === 0xfeff || (code >= 0xfe00 && code <= 0xfe0f);
}

/** Normalizes a text for searching. `offsets` maps to the source, and is undefined if nothing was removed. */
export function normalize(source: string): { text: string; offsets: Uint32Array | undefined } {
  if (plain.test(source)) return { text: toLowerCaseSameLength(source), offsets: undefined };
  let text = "";
  const offsets = new Uint32Array(source.length + 1);
  let moved = false;
  for (let index = 0; index < source.length; index++) {
    const character = source.charAt(index);
    const code = source.charCodeAt(index);
    if (isInvisible(code)) {
      moved = true;
      continue;
    }
    // A voiced half-width kana is two characters and becomes one.
    const mark = code >= 0xff66 && code <= 0xff9d ? source.charCodeAt(index + 1) : 0;
    offsets[text.length] = index;
    if (mark === 0xff9e || mark === 0xff9f) {
      text += `${normalizeCharacter(code, character)}${mark === 0xff9e ? "\u3099" : "\u309a"}`
        .normalize("NFC")
        .charAt(0);
      index += 1;
      moved = true;
    } else text += normalizeCharacter(code, character);
  }
  offsets[text.length] = source.length;
  return { text: toLowerCaseSameLength(text), offsets: moved ? offsets : undefined };
}

function normalizeCharacter(code: number, character: string): string {
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  // Half-width katakana.
  if (code >= 0xff66 && code <= 0xff9d) return character.normalize("NFKC");
  if (code === 0x3000 || code === 0xa0) return " ";
  if (code === 0x2019 || code === 0x2018) return "'";
  return character;
}

/** Lower case that never changes the length. */
function toLowerCaseSameLength(text: string): string {
  const lowered = text.toLowerCase();
  return lowered.length === text.length ? lowered : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
