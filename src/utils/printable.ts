/** Control characters, C0 and C1, and marks that reverse the direction of text; without tab and line feed. */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/** Colors and weights as picocolors writes them. None of them hides text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences that may pass
const color = /(\u001b\[(?:[0-4]|2[2-9]|3[0-79]|4[0-79]|9[0-7])m)/;

/** Text from elsewhere that a terminal only shows: what would move the cursor, set a title or hide text becomes a space. */
export const printable = (text: string): string =>
  text.replace(unsafe, (character) => (character === "\n" || character === "\t" ? character : " "));

/** {@link printable} for a line that has colors of its own. */
export const printableLine = (text: string): string =>
  text
    .split(color)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join("");

/** JSON with the same value in which such characters are escaped. `JSON.stringify` escapes only a part of them. */
export const printableJson = (json: string): string =>
  json.replace(unsafe, (character) =>
    character === "\n" || character === "\t"
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
