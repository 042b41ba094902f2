import { leftovers } from "../lexicon/leftovers.js";
import type { Prompt } from "../prompt.js";
import { wholeOf } from "../ranges.js";
import type { LintRule, Report } from "../rule.js";
import type { Range } from "../types.js";
import { written } from "../written.js";

/** Finds what another tool, a chat or another model left behind: wrappers, flags, weights, role tags. */
export const noPromptLeftover: LintRule = {
  id: "no-prompt-leftover",
  family: "hygiene",
  severity: "warning",
  messages: {
    en: {
      wrapper: "“{{text}}” stands around the prompt and is not part of it.",
      flag: "“{{text}}” is an option of another tool; here it is read as words.",
      weight: "“{{text}}” weighs words for another tool; here it is read as text.",
      negative: "There is no negative prompt: what it names may well be shown.",
      order: "“{{text}}” speaks to a chat model, not of the clip.",
      role: "“{{text}}” is a role of a chat, not part of the prompt.",
      reference: "“{{text}}” refers to nothing: one image is sent along, and it has no name.",
      remove: "Leave it out.",
      plain: "Write the words without the weight.",
      name: "Name what the image shows, such as “the woman”.",
    },
    ja: {
      wrapper: "「{{text}}」は前置きで、プロンプトの一部ではありません。",
      flag: "「{{text}}」は別のツールの指定です。ここではただの文字として読まれます。",
      weight: "「{{text}}」は別のツールの重み付けです。ここではただの文字として読まれます。",
      negative: "ネガティブプロンプトは使えません。書いたものがかえって映ることがあります。",
      order: "「{{text}}」はチャットへの指示で、動画の内容ではありません。",
      role: "「{{text}}」はチャットの役割名で、プロンプトの一部ではありません。",
      reference: "「{{text}}」は何も指していません。送る画像は1枚で、名前はありません。",
      remove: "削除してください。",
      plain: "重みを外して、言葉だけを書いてください。",
      name: "「女性」のように、画像に写っているものを言葉で書いてください。",
    },
  },
  *check(prompt) {
    const { text } = prompt;
    if (
      !/prompt|プロンプト|[`:@[<]|--|ignore|disregard|forget|無視|忘れ|as an ai|sure|certainly|absolutely|of course|もちろん|承知|かしこ|^\s*["“]/.test(
        text,
      )
    )
      return;
    for (const { id, pattern, keep, choice } of leftovers) {
      let count = 0;
      for (const match of text.matchAll(pattern)) {
        const whole = [match.index, match.index + match[0].length] as const;
        const range = trimmed(text, whole);
        const kept = keep ? (match[1] ?? "") : "";
        const fix = {
          range: keep ? range : removed(text, whole),
          text: keep ? written(prompt, wordsAt(whole, kept)) : "",
        };
        const messageId = id === "reference" ? "name" : keep ? "plain" : "remove";
        yield {
          messageId: id,
          range,
          data: { text: written(prompt, range) },
          ...(!choice && { fix }),
          suggestions: [id === "reference" ? { messageId } : { messageId, fix }],
        };
        if (++count === 30) break;
      }
    }
    const marks = wrapped(prompt);
    if (marks) yield marks;
  },
};

const wordsAt = ([start]: Range, words: string): Range => [start + 1, start + 1 + words.length];

/** The prompt without the marks around the whole of it, which a chat or a table left. */
function wrapped(prompt: Prompt): Report | undefined {
  const [start, end] = wholeOf(prompt);
  const { text, source } = prompt;
  if (!/^["“]$/.test(text.charAt(start)) || !/^["”]$/.test(text.charAt(end - 1)) || end - start < 3) return undefined;
  if (/["“”]/.test(text.slice(start + 1, end - 1))) return undefined;
  const range = [start, end] as const;
  const fix = { range, text: source.slice(prompt.toSource(start + 1), prompt.toSource(end - 1)) };
  return { messageId: "wrapper", range, data: { text: '"…"' }, fix, suggestions: [{ messageId: "remove", fix }] };
}

function trimmed(text: string, [start, end]: Range): Range {
  const words = text.slice(start, end);
  const from = start + words.length - words.trimStart().length;
  return [from, Math.max(from, start + words.trimEnd().length)];
}

/** The blank before it goes too, where nothing follows. */
function removed(text: string, [start, end]: Range): Range {
  let from = start;
  if (end === text.length || text.charAt(end) === "\n")
    while (from > 0 && (end < text.length ? /[ ,]/ : /[ ,\n]/).test(text.charAt(from - 1))) from -= 1;
  return [from, end];
}
