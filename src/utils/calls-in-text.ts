/**
 * Errors speak of the sentence's calls. Where nobody called them, they are told in the words of that place: `.fit("cover")` as
 * `--fit cover`, or as the column `fit`.
 */
export function retellCalls(
  text: string,
  retell: (name: string, value: string | undefined) => string | undefined,
): string {
  return text.replace(
    /\.(\w+)\((?:"([^"]*)"|([\d.]*))\)/g,
    (call, name: string, words?: string, number?: string) => retell(name, words ?? (number || undefined)) ?? call,
  );
}
