/** A word for a video and, after it, a word that asks: with no motion, that is all that a prompt says. */
export const videoNouns = `動画 映像 ムービー ビデオ アニメ gif リール ショート クリップ`;
export const requestEndings = `して 化 作 つく お願い おねがい ください 下さい ほしい 欲しい 希望 たい いただ もらえ くれ 頼 可能 必要 ちょうだい 頂戴 変え 変換 生成 仕上げ にする 依頼 よろ でき 出来 つけ 付け に。 見せ 残 `;
/** Asks that the picture move, without saying what of it. */
export const pictureMoves = `動か 動い うごか 動き 動く 命を 生きて 生き生き`;
export const pictures = `写真 画像 絵 イラスト 静止画 これ この 作品 一枚 漫画 アイコン`;
