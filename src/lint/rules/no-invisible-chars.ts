import type { LintRule } from "../rule.js";

// Control and format characters (zero-width, bidirectional, tags), fillers, halves of surrogate pairs, letters of
// formulas that look like others, and U+FFFD, which stands for what could not be read.
const unseen =
  /(?:(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u2028\u2029\u3164\uffa0\ufffd\u{1d400}-\u{1d7ff}]|\u034f)+/gu;
/** What holds an emoji together: an astronaut is a woman, a joiner and a rocket. */
const beforeJoiner = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
const afterJoiner = /^\p{Extended_Pictographic}/u;
/** Scripts in which a joiner or a mark of direction is spelling. */
const needsMarks =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Sinhala}\p{Script=Malayalam}]/u;

/** More places than this are put into one finding. */
const most = 20;

/** Finds characters that cannot be seen, or that are not the letters they look like. */
export const noInvisibleChars: LintRule = {
  id: "no-invisible-chars",
  family: "hygiene",
  severity: "warning",
  counts: "source",
  messages: {
    en: {
      unseen: "{{name}} cannot be seen, and may confuse the model.",
      lookalike: "“{{text}}” is written in letters of formulas, which models read badly.",
      unreadable: "U+FFFD stands for a character that was lost on the way.",
    },
    ja: {
      unseen: "目に見えない文字 {{name}} が入っています。モデルが正しく読めないことがあります。",
      lookalike: "「{{text}}」は数式用の文字です。モデルが正しく読めないことがあります。",
      unreadable: "文字化けした文字(U+FFFD)が入っています。",
    },
  },
  *check({ source }) {
    let count = 0;
    let first = 0;
    let mended = "";
    let done = 0;
    for (const { index, 0: characters } of source.matchAll(unseen)) {
      const end = index + characters.length;
      if (belongs(source, index, end, characters)) continue;
      const text = replacement(characters);
      if (count++ < most) {
        const lookalike = text !== "" && /[\p{L}\p{N}]/u.test(text);
        const messageId = lookalike ? "lookalike" : characters.includes("\ufffd") ? "unreadable" : "unseen";
        const name = nameOf(characters);
        yield { messageId, range: [index, end], data: { name, text: characters }, fix: { range: [index, end], text } };
        continue;
      }
      if (count === most + 1) first = done = index;
      mended += source.slice(done, index) + text;
      done = end;
    }
    if (count <= most) return;
    const range = [first, done] as const;
    yield { messageId: "unseen", range, data: { name: `${count - most} ×` }, fix: { range, text: mended } };
  },
};

function belongs(source: string, start: number, end: number, characters: string): boolean {
  if (characters.length > 1 && !/^[\u{e0020}-\u{e007f}]+$/u.test(characters)) return false;
  const before = source.slice(Math.max(0, start - 2), start);
  const after = source.slice(end, end + 2);
  if (characters === "\u200d" && beforeJoiner.test(before) && afterJoiner.test(after)) return true;
  if (/^[\u{e0020}-\u{e007f}]+$/u.test(characters) && before === "🏴") return true;
  return /^[\u200c-\u200f\u061c]$/.test(characters) && needsMarks.test(before + after);
}

function replacement(characters: string): string {
  if (!/[\v\f\x85\u2028\u2029\u{1d400}-\u{1d7ff}]/u.test(characters)) return "";
  return characters
    .replace(/[\u{1d400}-\u{1d7ff}]+/gu, (letters) => letters.normalize("NFKC"))
    .replace(/\r\n|[\v\f\x85\u2028\u2029]/g, "\n")
    .replace(/(?![\n\p{L}\p{N}])[^ -~]/gu, "")
    .replace(/[\u115f\u1160\u3164\uffa0]/g, "");
}

function nameOf(characters: string): string {
  const code = characters.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const rest = [...characters.slice(0, 40)].length - 1;
  return rest > 0 ? `${name} (+${rest})` : name;
}
