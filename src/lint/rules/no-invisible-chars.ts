import { rule } from "../core/rule.js";
import { unicodePattern } from "../core/word-list.js";

// Control and format characters (zero-width, bidirectional, tags), fillers, halves of surrogate pairs, mathematical
// letters, and U+FFFD, the replacement character.
const unseen = unicodePattern(
  String.raw`(?:(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u2028\u2029\u3164\uffa0\ufffd\u{1d400}-\u{1d7ff}]|\u034f)+`,
  "gu",
);
/** What remains of a match is readable. */
const unreadable = unicodePattern(String.raw`(?![\n\p{L}\p{N}])[^ -~]|[\u115f\u1160\u3164\uffa0]`, "gu");
/** The characters of a plain prompt. */
const plain = /^[\n\r\t -~、-\u3163一-鿿“”‘’–—…]*$/;
/** The characters that a joiner may join: parts of an emoji, or letters of scripts that require it. */
const joined = unicodePattern(
  String.raw`^(?:(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)+\u200d\p{Extended_Pictographic}|.?[\u0590-\u06ff\u0900-\u0dff].?[\u200c-\u200f\u061c]|.{0,2}[\u200c-\u200f\u061c][\u0590-\u06ff\u0900-\u0dff])`,
);
/** Further occurrences are merged into one finding. */
const maxReported = 20;

/** Finds invisible characters and mathematical look-alike letters. */
export const noInvisibleChars = rule("no-invisible-chars", "hygiene", "warning", {
  counts: "source",
  *check({ source }) {
    if (plain.test(source)) return;
    let count = 0;
    let start = 0;
    let replacement = "";
    let done = 0;
    for (const { index, 0: text } of source.matchAll(unseen())) {
      const end = index + text.length;
      const flag = /^[\u{e0020}-\u{e007f}]+$/u.test(text) && source.slice(index - 2, index) === "🏴";
      if (flag || (text.length === 1 && joined().test(source.slice(Math.max(0, index - 2), end + 2)))) continue;
      const plainText = text
        .replace(/[\u{1d400}-\u{1d7ff}]+/gu, (letters) => letters.normalize("NFKC"))
        .replace(/[\v\f\x85\u2028\u2029]/g, "\n")
        .replace(unreadable(), "");
      if (count++ < maxReported) {
        const messageId = plainText.trim() ? "lookalike" : text.includes("\ufffd") ? "unreadable" : "unseen";
        const rest = [...text.slice(0, 40)].length - 1;
        const code = (text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
        const data = { name: `U+${code}${rest ? ` (+${rest})` : ""}`, text };
        yield { messageId, range: [index, end], data, fix: { range: [index, end], text: plainText } };
        continue;
      }
      if (count === maxReported + 1) start = done = index;
      replacement += source.slice(done, index) + plainText;
      done = end;
    }
    const range = [start, done] as const;
    if (count > maxReported)
      yield {
        messageId: "unseen",
        range,
        data: { name: `${count - maxReported} ×` },
        fix: { range, text: replacement },
      };
  },
});
