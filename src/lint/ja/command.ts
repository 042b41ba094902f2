import type { PatternMatch, Replacement } from "../core/language.js";

export const command = (): RegExp =>
  /[てで](?:ください|下さい|ほしい|欲しい|くれ|もらえ|もらい|いただ|頂)|お願い(?:し|いた|致|。|$)|(?:足し|加え|追加し|[つ付]け|変え|消し|作っ|生成し|入れ|させ|にし)て(?=[。.!?\n]|$)/g;

/** Reads a match of `command()`. 雪を足してください: 雪が降り始める. Only where the plain form is unambiguous. */
export function readCommand({ range: [start, end], before }: PatternMatch, prose: string): Replacement {
  // With the object of the request, before it.
  const [object = ""] =
    /(?:[^\s、。,.!?をがにはへ]{1,9}[をがにはへ])?[^\s、。,.!?をがにはへ]{0,10}$/.exec(before.slice(-20)) ?? [];
  const from = start - object.length;
  const request = prose.slice(from, end);
  const [, falling] = /(雪|雨|花びら|桜|落ち葉)[をが](?:足|加|追加|降ら|散ら)/.exec(request) ?? [];
  const [, action] = /^(.{2,16}(?:[一-龠]{2}|[ァ-ヶー]{2}))して/.exec(request) ?? [];
  if (falling) return [[from, end], `${falling}が${/[雪雨]/.test(falling) ? "降り" : "舞い"}始める`];
  const plain = action && !/(?:追加|変更|生成|作成|制作|変換|動画化|削除)$/.test(action);
  return [[from, end], plain ? `${action}する` : undefined];
}
