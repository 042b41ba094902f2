/** Deepest nesting of a server's JSON. Deeper data would overflow the stack of whatever walks over it. */
const maxDepth = 100;

/** Most values in a server's JSON: a page of 100 jobs has about 3,000. */
const maxValues = 200_000;

/** The value of a text, or the reason why there is none; it completes the sentence "the body is …". */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string | undefined };

/**
 * Parses JSON from another party: whatever the text, what it returns can be walked over by recursion. `problem` is
 * `undefined` if the text is not JSON at all. With `keepIntegers`, integers that a number cannot hold become strings: a rounded
 * id is the id of another job.
 */
export function parseJson(
  text: string,
  limits: { readonly maxValues?: number; readonly keepIntegers?: boolean } = {},
): ParsedJson {
  const problem = findExcess(text, limits.maxValues ?? maxValues);
  if (problem !== undefined) return { ok: false, problem };
  try {
    const value: unknown = JSON.parse(text);
    const isLossy = limits.keepIntegers === true && /[\s:,[]-?\d{16}/.test(text);
    return { ok: true, value: isLossy ? JSON.parse(quoteLargeIntegers(text)) : value };
  } catch {
    return { ok: false, problem: undefined };
  }
}

/** Counts brackets and commas outside strings before the parser builds anything. Strings are skipped as a whole. */
function findExcess(text: string, most: number): string | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) return `JSON with more than ${maxDepth} levels`;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
    } else if (code === 0x2c) {
      values += 1;
    }
    if (values > most) return `JSON with more than ${most} values`;
  }
  return undefined;
}

/** `text` is valid JSON, so every string in it ends. */
function quoteLargeIntegers(text: string): string {
  const token = /"|-?\d[\d.eE+-]*/g;
  let quoted = "";
  let copied = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [word] = match;
    if (word === '"') token.lastIndex = endOfString(text, match.index) + 1;
    else if (/^-?\d{16,}$/.test(word) && !Number.isSafeInteger(Number(word))) {
      quoted += `${text.slice(copied, match.index)}"${word}"`;
      copied = match.index + word.length;
    }
  }
  return quoted + text.slice(copied);
}

/** The index of the closing quote of the string that starts at `start`; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    from = quote + 1;
  }
}
