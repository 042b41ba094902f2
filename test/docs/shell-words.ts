/** A line of a shell block as commands of words: quotes, `&&`, `;`, pipes, comments and `NAME=value` before a command. */
export function shellWords(line: string): string[][] {
  const commands: string[][] = [[]];
  const token =
    /\s+|#.*|&&|\|\|?|;|((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\;&|#])(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\;&|])*)|./gy;
  for (const [text, word] of line.matchAll(token)) {
    if (/^(&&|\|\|?|;)$/.test(text)) commands.push([]);
    else if (word !== undefined)
      commands
        .at(-1)
        ?.push(
          word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, one) => double ?? single ?? one),
        );
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .map((words) => words.slice(0, words.findIndex((word) => /^\d?>/.test(word)) >>> 0))
    .filter((words) => words.length > 0);
}
