/**
 * Like `JSON.parse()`, but integers that a number cannot hold become strings: a rounded id is the id of another job.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return /[\s:,[]-?\d{16}/.test(text) ? JSON.parse(quoteLargeIntegers(text)) : value;
}

/** `text` is valid JSON, so every string in it ends. */
function quoteLargeIntegers(text: string): string {
  const token = /"|-?\d[\d.eE+-]*/g;
  let quoted = "";
  let copied = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [word] = match;
    if (word === '"') token.lastIndex = endOfString(text, match.index);
    else if (/^-?\d{16,}$/.test(word) && !Number.isSafeInteger(Number(word))) {
      quoted += `${text.slice(copied, match.index)}"${word}"`;
      copied = match.index + word.length;
    }
  }
  return quoted + text.slice(copied);
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === "\\") backslashes += 1;
    if (end < 0 || backslashes % 2 === 0) return end < 0 ? text.length : end + 1;
  }
}
