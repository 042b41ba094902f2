/** A word for a video followed by a request: without motion, the prompt is vague. */
export const videoNouns = `動画 映像 ムービー ビデオ アニメ gif リール ショート クリップ pv cm やつ 何か なんか`;
export const requestEndings = `して 化 作 つく お願い おねがい ください 下さい ほしい 欲しい 希望 たい いただ もらえ くれ 頼 変え 変換 生成 仕上げ にする よろ でき 出来 つけ 付け に。 見せ`;
/** Requests that the picture move, without a subject. */
export const pictureMoves = `動 うごか 命を 生き 変化`;
/** What a picture shows as a whole. */
export const pictures = `写真 画像 絵 イラスト 静止画 これ この 作品 一枚 漫画 アイコン 風景 景色 背景 全体 画面`;
export const genericMoves = `動く うごく 動かす うごかす 動き出す 動きつける 変化する 変わる 変える 作る つくる つける 付ける`;
/** Manners that say nothing visible. */
export const emptyManners = `かっこよく カッコよく 格好よく いい感じ 良い感じ おしゃれに かわいく 可愛く 素敵に 魅力的に エモく 面白く 楽しく いいように 自由に おまかせ`;
