/** A word for a video followed by a request: without motion, the prompt is vague. */
export const videoNouns = `動画 映像 ムービー ビデオ アニメ gif リール ショート クリップ pv cm やつ 何か なんか`;
export const requestEndings = `して 化 作 つく お願い おねがい ください 下さい ほしい 欲しい 希望 たい いただ もらえ くれ 頼 可能 必要 ちょうだい 頂戴 変え 変換 生成 仕上げ にする 依頼 よろ でき 出来 つけ 付け に。 見せ 残 `;
/** Requests that the picture move, without a subject. */
export const pictureMoves = `動か 動い うごか 動き 動く 命を 生きて 生き生き 変化`;
/** What a picture shows as a whole. */
export const pictures = `写真 画像 絵 イラスト 静止画 これ この 作品 一枚 人物 キャラ マスコット 被写体 漫画 アイコン バナー ポスター ロゴ チラシ サムネ 表紙 風景 景色 背景 全体 画面`;
/** Manners that say nothing visible. */
export const emptyManners = `かわいく 可愛く 素敵に すてきに 魅力的に エモく それっぽく 適当に うまく 上手に 面白く 楽しく いいように 自由に おまかせ (?:か[っつ]こ|カッコ|格好)[よ良]く [いえ]感じ しゃれに シャレに`;
